"""Who is asked for a module, in which order, and after which answers the next one is.

Source: cmd/go/internal/modfetch/proxy.go (proxyList, TryProxies) and repo.go (lookup).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from goenvctl.go.patterns import matches
from goenvctl.go.proxylist import MOVES_ON_COMMA, Entry, parse_proxy_list

ANY_FAILURE = "any failure"
NOT_FOUND = ", ".join(map(str, MOVES_ON_COMMA))
NO_FILE = "no such file"


class Route(NamedTuple):
    """One that is asked. `via` is an address as Go uses it, `direct` or `off`; `kind` is as an Entry's.

    `on` are the answers after which the next one is asked, empty where there is no next one.
    """

    via: str
    kind: str
    on: str


def find_routes(path: str, values: Mapping[str, str]) -> tuple[Route, ...]:
    """The routes of a module path under values of GOPROXY and GONOPROXY.

    Raises ProxyListError where Go refuses the list: then nobody is asked, not even version
    control for a path that GONOPROXY matches.
    """
    entries = parse_proxy_list(values["GOPROXY"]).entries
    if deciding_variable(path, values) == "GONOPROXY":
        return (Route("direct", "direct", ""),)
    return tuple(
        Route(entry.url or entry.text, entry.kind, _moves_on(entry) if at < len(entries) else "")
        for at, entry in enumerate(entries, 1)
    )


def deciding_variable(path: str, values: Mapping[str, str]) -> str:
    """GONOPROXY where a pattern of it matches the path, else GOPROXY."""
    return "GONOPROXY" if matches(values["GONOPROXY"], path) else "GOPROXY"


def parents(path: str) -> list[str]:
    """The paths above a module path, the nearest first.

    A query (`go get PATH`) asks for each of them too, at the same mirror, for PATH may be a
    package of a module with a shorter path (modload/query.go, queryPrefixModules).
    """
    elements = path.split("/")
    return ["/".join(elements[:count]) for count in range(len(elements) - 1, 0, -1)]


def _moves_on(entry: Entry) -> str:
    if entry.separator == "|":
        return ANY_FAILURE
    return NO_FILE if entry.kind == "file" else NOT_FOUND
