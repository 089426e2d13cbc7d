"""Where this machine is likely to be, from its clock's zone and its locale; nobody is asked."""

from __future__ import annotations

import os

from goenvctl.host import Host
from goenvctl.setup.answers import CN, ELSEWHERE

MAINLAND = frozenset(
    ("PRC", "Asia/Shanghai", "Asia/Chongqing", "Asia/Chungking", "Asia/Harbin", "Asia/Urumqi", "Asia/Kashgar")
)
NOWHERE = ("", "UTC", "Universal", "Zulu", "GMT", "UCT", "Factory")  # containers and servers
_ROOT = "/zoneinfo/"


def guess_where(host: Host, localtime: str = "/etc/localtime") -> str:
    """CN or ELSEWHERE: the time zone tells, and where that is the world's, the locale."""
    zone = host.environ.get("TZ", "").lstrip(":") or _zone_of(localtime)
    zone = zone.rpartition(_ROOT)[2].removeprefix("posix/")
    if zone.removeprefix("Etc/") not in NOWHERE:
        return CN if zone in MAINLAND else ELSEWHERE
    names = map(host.environ.get, ("LC_ALL", "LC_MESSAGES", "LANG"))
    locale = next(filter(None, names), "").partition(".")[0]
    return CN if locale in ("zh_CN", "zh_Hans_CN") else ELSEWHERE


def _zone_of(localtime: str) -> str:
    real = os.path.realpath(localtime)
    return real.rpartition(_ROOT)[2] if _ROOT in real else ""
