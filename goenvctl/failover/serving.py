"""With which GOPROXY and GOSUMDB a profile's mirrors serve, as they do now: a pure function of values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from goenvctl.go.proxylist import Entry, ProxyListError, parse_proxy_list
from goenvctl.language import tr
from goenvctl.probe.arrange import OnlyHostile, arranged, is_arrangement, is_hostile, joined
from goenvctl.probe.outcome import Outcome
from goenvctl.probe.reach import reached
from goenvctl.probe.ways import other_ways, same_database, works
from goenvctl.redact import mask

Outcomes = Mapping[str, Outcome]  # by the entries' `url`
UNVERIFIED = "unverified"


class Unfit(Exception):
    """These mirrors cannot serve; the message says why in a few words."""


class Serving(NamedTuple):
    """What to write, and how good it is.

    `first` is the mirror that serves, None where there is none to ask. `is_verified`: the
    checksum database was found, or is not asked. `why` says what is wrong with the mirrors that
    are left out, and is empty where none is.
    """

    goproxy: str
    gosumdb: str
    first: Outcome | None
    is_verified: bool
    why: str = ""


def serving(
    own: Mapping[str, str],
    now: Mapping[str, str],
    outcomes: Outcomes,
    ways: Sequence[str],
    *,
    by_hand: bool = False,
) -> Serving:
    """The values with which these mirrors serve. Raises Unfit where they do not.

    `own` are the profile's values, `now` those in force, if they are made of its own (else empty):
    they stay where a person chose them, or the profile's own order does not serve, as long as
    they serve. `ways` are values of GOSUMDB seen to work.
    """
    entries = _entries(own["GOPROXY"])
    if not any(entry.kind == "mirror" for entry in entries):
        return Serving(own["GOPROXY"], own["GOSUMDB"], None, is_verified=False)
    best = _best(entries, outcomes)
    goproxy = own["GOPROXY"] if best == entries else joined(best)
    current = _standing(now.get("GOPROXY", ""), own["GOPROXY"], outcomes)
    if current and (by_hand or best != entries):
        best, goproxy = current, now["GOPROXY"]
    is_chosen = by_hand and bool(current)
    gosumdb, is_found = _database(
        own["GOSUMDB"], now.get("GOSUMDB", ""), best, outcomes, ways, by_hand=is_chosen
    )
    first = reached(best, outcomes)
    is_verified = is_found and first is not None and first.reason != UNVERIFIED
    return Serving(goproxy, gosumdb, first, is_verified, _faults(entries, best, outcomes))


def found_so(outcome: Outcome, *, is_again: bool = False) -> str:
    """The mirror and its verdict, as a sentence."""
    verdict = tr(outcome.verdict)
    if is_again:
        return tr("{mirror} is {verdict} again", mirror=outcome.url, verdict=verdict)
    return tr("{mirror} is {verdict}", mirror=outcome.url, verdict=verdict)


def _entries(goproxy: str) -> tuple[Entry, ...]:
    try:
        return parse_proxy_list(goproxy).entries
    except ProxyListError as exc:
        raise Unfit(tr("Go refuses its GOPROXY: {reason}", reason=exc)) from exc


def _best(entries: tuple[Entry, ...], outcomes: Outcomes) -> tuple[Entry, ...]:
    """The entries as they are where they stand, else those that serve."""
    try:
        best = tuple(arranged(entries, outcomes, by_rank=False))
    except OnlyHostile as exc:
        raise Unfit(tr("{mirror} is hostile, and no other mirror of its run is left", mirror=exc)) from exc
    if _stands(entries, outcomes):
        return entries
    if reached(best, outcomes) is None:
        raise Unfit(_faults(entries, (), outcomes))
    return best


def _standing(current: str, own: str, outcomes: Outcomes) -> tuple[Entry, ...]:
    """The entries in force, if they are made of the profile's own, and stand; else none."""
    if not current or not is_arrangement(current, own):
        return ()
    entries = _entries(current)
    return entries if _stands(entries, outcomes) else ()


def _stands(entries: Iterable[Entry], outcomes: Outcomes) -> bool:
    """Does the first mirror serve, and is nothing hostile among them?"""
    mirrors = [entry for entry in entries if entry.kind == "mirror"]
    first = outcomes.get(mirrors[0].url) if mirrors else None
    return first is not None and first.is_usable and not any(is_hostile(one, outcomes) for one in mirrors)


def _database(
    own: str, now: str, entries: Sequence[Entry], outcomes: Outcomes, ways: Sequence[str], *, by_hand: bool
) -> tuple[str, bool]:
    """The GOSUMDB to write, and whether its database was found that way, or is not asked."""
    database = same_database(own, own)
    if database is None:
        return own, True
    others = other_ways(own, entries, outcomes, ways)
    is_found = works(database, entries, outcomes)
    if now in others and (by_hand or not is_found):
        return now, True
    if is_found or others:
        return (own if is_found else others[0]), True
    return (now if same_database(own, now) else own), False


def _faults(entries: Iterable[Entry], kept: Iterable[Entry], outcomes: Outcomes) -> str:
    """What is wrong with the mirrors that are not kept."""
    stay = {entry.url for entry in kept}
    lost = [entry.url for entry in entries if entry.kind == "mirror" and entry.url not in stay]
    return "; ".join(_fault(url, outcomes.get(url)) for url in dict.fromkeys(lost))


def _fault(url: str, outcome: Outcome | None) -> str:
    if outcome is None:
        return tr("{mirror} was not asked", mirror=mask(url))
    return found_so(outcome) + (f" ({outcome.reason})" if outcome.reason else "")
