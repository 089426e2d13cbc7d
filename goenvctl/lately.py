"""What the last checks found of the mirrors that profiles name. Nobody is asked."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from goenvctl.go.proxylist import ProxyListError, parse_proxy_list
from goenvctl.probe.outcome import HEALTHY, HOSTILE
from goenvctl.profiles.profile import Profile
from goenvctl.records import Record, RecordsLost, open_records, plain_url
from goenvctl.redact import mask
from goenvctl.session import Session

PERIOD_S = 7 * 86400.0  # what is older tells nothing of today


class Lately(NamedTuple):
    """Of `mirrors` so many were `healthy` and `hostile`; the oldest of these results is `age_s` old."""

    mirrors: int
    healthy: int
    hostile: int
    age_s: float


def found_lately(session: Session, profiles: Iterable[Profile]) -> dict[str, Lately]:
    """By the profile's name; without those of which a mirror was not asked in PERIOD_S."""
    now = session.host.now()
    last = _last_records(session, now)
    found = ((profile.name, _lately(_mirrors(profile), last, now)) for profile in profiles)
    return {name: lately for name, lately in found if lately}


def _lately(urls: list[str], last: Mapping[str, Record], now: float) -> Lately | None:
    if not urls or any(url not in last for url in urls):
        return None
    records = [last[url] for url in urls]
    return Lately(
        len(records),
        sum(one.verdict == HEALTHY for one in records),
        sum(one.verdict == HOSTILE for one in records),
        max(now - min(one.time for one in records), 0.0),
    )


def _last_records(session: Session, now: float) -> dict[str, Record]:
    path = session.paths.records
    if not os.path.exists(path):
        return {}
    try:
        with open_records(path) as records:
            return {record.url: record for record in records.since(now - PERIOD_S)}
    except RecordsLost:  # `check` says so
        return {}


def _mirrors(profile: Profile) -> list[str]:
    try:
        mirrors = parse_proxy_list(profile.go.get("GOPROXY", "off")).mirrors
    except ProxyListError:
        return []
    return list(dict.fromkeys(plain_url(mask(mirror.url)) for mirror in mirrors))
