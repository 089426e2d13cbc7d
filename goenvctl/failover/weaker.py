"""Never weaker: what an automatic step must not change, told from the values before and after."""

from __future__ import annotations

from collections.abc import Mapping

from goenvctl.go.patterns import split_patterns, uncovered
from goenvctl.go.proxylist import ProxyList, ProxyListError, parse_proxy_list
from goenvctl.go.variables import SWITCH, VARIABLES
from goenvctl.language import tr
from goenvctl.profiles.privacy import PATTERN_VARIABLES
from goenvctl.sumdb.database import BadDatabase, parse_gosumdb
from goenvctl.sumdb.note import VerifierKey

FREE = ("GOPROXY", "GOSUMDB", "GOINSECURE", *PATTERN_VARIABLES)  # may differ, within the limits below


def weaker(before: Mapping[str, str], after: Mapping[str, str]) -> str:
    """What `after` weakens, in a few words; empty where nothing.

    Both are the values in force, by variable; one that is missing is empty.
    """
    old = {name: before.get(name, "") for name in VARIABLES}
    new = {name: after.get(name, "") for name in VARIABLES}
    return (
        _of_mirrors(old["GOPROXY"], new["GOPROXY"])
        or _of_database(old["GOSUMDB"], new["GOSUMDB"])
        or _of_patterns(old, new)
        or next(
            (
                tr("it changes {name}", name=name)
                for name in VARIABLES
                if name not in FREE and old[name] != new[name]
            ),
            "",
        )
    )


def _of_mirrors(old: str, new: str) -> str:
    try:
        before, after = parse_proxy_list(old), parse_proxy_list(new)
    except ProxyListError:
        return tr("Go refuses its GOPROXY")
    if after.has_direct and not before.has_direct:
        return tr("it adds direct")
    if _in_the_clear(after) and not _in_the_clear(before):
        return tr("it asks over plain http")
    return ""


def _in_the_clear(proxies: ProxyList) -> bool:
    return any(entry.is_in_the_clear for entry in proxies.mirrors)


def _of_database(old: str, new: str) -> str:
    """Off is another database, too: what was asked of none is not to be told to one."""
    try:
        before, after = _key(old), _key(new)
    except BadDatabase:
        return tr("Go refuses its GOSUMDB")
    if before == after:
        return ""
    return tr("it sets GOSUMDB=off") if after is None else tr("it asks another checksum database")


def _key(gosumdb: str) -> VerifierKey | None:
    database = parse_gosumdb(gosumdb)
    return database.key if database else None


def _of_patterns(old: Mapping[str, str], new: Mapping[str, str]) -> str:
    if uncovered(_patterns(new["GOINSECURE"]), _patterns(old["GOINSECURE"])):
        return tr("it widens {name}", name="GOINSECURE")
    if uncovered(_patterns(new["GONOSUMDB"]), _patterns(old["GONOSUMDB"])):
        return tr("it widens {name}", name="GONOSUMDB")
    for name in PATTERN_VARIABLES:
        if SWITCH in split_patterns(new[name]) and SWITCH not in split_patterns(old[name]):
            return tr("it sets {name}=none", name=name)
        if uncovered(_patterns(old[name]), _patterns(new[name])):
            return tr("it narrows {name}", name=name)
    return ""


def _patterns(value: str) -> list[str]:
    return [pattern for pattern in split_patterns(value) if pattern != SWITCH]
