"""Who vouches for the bytes of a module that no go.sum names, and by which way that one is asked.

Source: cmd/go/internal/modfetch/sumdb.go (useSumDB, initBase).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from goenvctl.go.patterns import matches
from goenvctl.go.proxylist import ProxyListError, parse_proxy_list
from goenvctl.language import tr
from goenvctl.sumdb.database import BadDatabase, parse_gosumdb

TOOLCHAIN = "golang.org/toolchain"  # verified whatever GONOSUMDB says, but for one that comes from a folder


class Verification(NamedTuple):
    """`database` is its name, empty where nobody is asked: then a go.sum alone verifies.

    `url` is where it is asked; with `by_mirrors` each entry of GOPROXY is asked before whether it
    carries the database. `decided_by` is the variable. `fault` says why Go stops instead.
    """

    database: str
    url: str
    by_mirrors: bool
    decided_by: str
    fault: str = ""


def find_verification(path: str, values: Mapping[str, str]) -> Verification:
    """What is so for a module path under values of GOSUMDB, GONOSUMDB and GOPROXY."""
    gosumdb = values["GOSUMDB"]
    is_forced = path == TOOLCHAIN and not _is_one_folder(values["GOPROXY"])
    if gosumdb != "off" and not is_forced and matches(values["GONOSUMDB"], path):
        return Verification("", "", False, "GONOSUMDB")
    try:
        database = parse_gosumdb(gosumdb)
    except BadDatabase as exc:
        return Verification("", "", False, "GOSUMDB", str(exc))
    if database is None:
        fault = tr("Go runs no toolchain that it cannot verify") if is_forced else ""
        return Verification("", "", False, "GOSUMDB", fault)
    if database.url:
        url = database.url if ":/" in database.url else f"https://{database.url}"
        return Verification(database.key.name, url, False, "GOSUMDB")
    return Verification(database.key.name, f"https://{database.key.name}", _has_mirror(values), "GOSUMDB")


def _is_one_folder(goproxy: str) -> bool:
    return goproxy.startswith("file://") and not set(goproxy) & {",", "|"}


def _has_mirror(values: Mapping[str, str]) -> bool:
    try:
        return any(entry.url for entry in parse_proxy_list(values["GOPROXY"]).entries)
    except ProxyListError:
        return False
