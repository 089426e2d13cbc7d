"""Retry-After: for how long a server wants to be let alone."""

from __future__ import annotations

import re
from collections.abc import Mapping

TELLS = (429, 503)  # RFC 6585 and RFC 9110; elsewhere it is about redirects


def retry_after_s(status: int, headers: Mapping[str, str], now: float) -> float:
    """The seconds that Retry-After names, as a number or a date; 0 where it makes no sense.

    `now` is in seconds since the epoch. Source: RFC 9110, 10.2.3.
    """
    value = headers.get("retry-after", "").strip() if status in TELLS else ""
    if not value:
        return 0.0
    if re.fullmatch("[0-9]{1,9}", value):
        return float(value)
    from datetime import UTC  # seldom needed
    from email.utils import parsedate_to_datetime

    try:
        date = parsedate_to_datetime(value)
    except ValueError:
        return 0.0
    return max((date if date.tzinfo else date.replace(tzinfo=UTC)).timestamp() - now, 0.0)
