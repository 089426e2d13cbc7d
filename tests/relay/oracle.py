"""Who may hear of what, by Go's rules alone: nothing here knows how the relay works."""

from __future__ import annotations

import re
from collections.abc import Iterable
from fnmatch import fnmatchcase

from tests.fakes.modules import unescape
from tests.relay.chains import Chain, Heard, Outcome

NOT_FOUND = (404, 410)
_FILE = re.compile(r"/(.+?)/(@latest|@v/(list|v[^/]+\.(info|mod|zip)))")
_SUMDB = re.compile(r"/sumdb/localhost(/.*)")
_SUMS = re.compile(r"/(supported|lookup/(.+)@(v[^/@]+)|tile/8/.+)")


def complaints(chain: Chain, outcome: Outcome) -> list[str]:
    """What was asked that plain go, with whatever failing, would not have asked there."""
    found = [
        f"mirror {number}: {heard.path}: {why}"
        for number, log in enumerate(outcome.mirrors)
        for heard in log
        for why in _of_mirror(chain, outcome, number, heard)
    ]
    for heard in outcome.database:
        if chain.gosumdb not in ("address", "refuses"):
            found.append(f"database: {heard.path}: it is not the one")
        found += [f"database: {heard.path}: {why}" for why in _of_sums(chain, heard.path, at_mirror=False)]
    return found


def matches(patterns: str, path: str) -> bool:
    """module.MatchPrefixPatterns, for plain words and `*`."""
    return any(
        len(path.split("/")) >= len(pattern.split("/"))
        and all(map(fnmatchcase, path.split("/"), pattern.split("/")))
        for pattern in patterns.split(",")
        if pattern
    )


def is_kept_from_mirrors(chain: Chain, path: str) -> bool:
    return matches(chain.gonoproxy or chain.goprivate, path)


def _is_kept_from_databases(chain: Chain, path: str) -> bool:
    return matches(chain.gonosumdb or chain.goprivate, path)


def _of_mirror(chain: Chain, outcome: Outcome, number: int, heard: Heard) -> Iterable[str]:
    if below := _SUMDB.fullmatch(heard.path):
        yield from _of_sums(chain, below[1], at_mirror=True)
        yield from _crossed(chain, outcome, number, "/sumdb/localhost/supported")
        if chain.gosumdb in ("address", "refuses", "dead") and number not in chain.runs[0]:
            yield "the database has an address, and this is not the first run"
        return
    file = _FILE.fullmatch(heard.path)
    if not file:
        yield "no path of Go's"
        return
    module = unescape(file[1])
    if is_kept_from_mirrors(chain, module):
        yield "GONOPROXY matches it"
    yield from _crossed(chain, outcome, number, f"/{file[1]}/@")


def _crossed(chain: Chain, outcome: Outcome, number: int, about: str) -> Iterable[str]:
    """Behind a comma only what the last mirror before it has answered with 404 or 410."""
    at = next(at for at, run in enumerate(chain.runs) if number in run)
    if at == 0:
        return
    last = chain.runs[at - 1][-1]
    if not any(one.path.startswith(about) and one.status in NOT_FOUND for one in outcome.mirrors[last]):
        yield "it crossed a comma"


def _of_sums(chain: Chain, path: str, *, at_mirror: bool) -> Iterable[str]:
    """`path` is below the database's base."""
    if chain.gosumdb == "off":
        yield "GOSUMDB=off"
    if chain.is_summed:
        yield "go.sum knows them all"
    said = _SUMS.fullmatch(path)
    if not said:
        yield "no path of Go's"
        return
    module = unescape(said[2]) if said[2] else ""
    if module and _is_kept_from_databases(chain, module):
        yield "GONOSUMDB matches it"
    # Where a mirror is the way to the database, go asks it even for what GONOPROXY matches.
    if module and at_mirror and chain.gosumdb != "bare" and is_kept_from_mirrors(chain, module):
        yield "GONOPROXY matches it, and the database has an address"
