"""Surroundings that heed Retry-After: they note who wants to be let alone, and for how long."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import UTC
from email.utils import parsedate_to_datetime
from typing import IO

from goenvctl.go.version import Version
from goenvctl.host import Host
from goenvctl.web.answer import Answer, Patience, nobody
from goenvctl.web.blame import authority
from goenvctl.web.client import Surroundings, Web
from goenvctl.web.credentials import Credentials

TELLS = (429, 503)  # RFC 6585 and RFC 9110; elsewhere it is about redirects


class Heeding(Surroundings):
    """`retry_s`: seconds by authority, the longest that it said."""

    def __init__(
        self, host: Host, credentials: Credentials, user_agent: str, version: Version | None = None
    ) -> None:
        super().__init__(host, credentials, user_agent, version)
        self.retry_s: dict[str, float] = {}
        self.clock = host.now

    def web(self, connections: int = 8) -> Web:
        return _HeedingWeb(self, self._note, connections=connections)

    def _note(self, url: str, answer: Answer) -> None:
        wait_s = retry_after_s(answer.headers, self.clock()) if answer.status in TELLS else 0.0
        if wait_s > self.retry_s.get(authority(url), 0.0):
            self.retry_s[authority(url)] = wait_s


def retry_after_s(headers: Mapping[str, str], now: float) -> float:
    """The seconds that Retry-After names, as a number or a date (RFC 9110); 0 where it makes no sense."""
    value = headers.get("retry-after", "").strip()
    if re.fullmatch("[0-9]{1,9}", value):
        return float(value)
    try:
        date = parsedate_to_datetime(value)
    except ValueError:
        return 0.0
    return max((date if date.tzinfo else date.replace(tzinfo=UTC)).timestamp() - now, 0.0)


class _HeedingWeb(Web):
    def __init__(
        self, shared: Surroundings, note: Callable[[str, Answer], None], *, connections: int
    ) -> None:
        super().__init__(shared, connections=connections)
        self._note = note

    async def get(
        self,
        url: str,
        *,
        cap: int,
        until: float | Patience,
        into: IO[bytes] | None = None,
        headers: Mapping[str, str] | None = None,
        enough: int = 0,
        enough_s: float = 0.0,
        heard: Callable[[int], None] = nobody,
    ) -> Answer:
        answer = await super().get(
            url,
            cap=cap,
            until=until,
            into=into,
            headers=headers,
            enough=enough,
            enough_s=enough_s,
            heard=heard,
        )
        self._note(url, answer)
        return answer
