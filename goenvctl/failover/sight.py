"""What the mirrors of a profile do now: one sweep, and what fails is asked once more."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import NamedTuple

from goenvctl.candidates import Candidates, fallback_mirrors, find_candidates
from goenvctl.check import NOBODY, Watch, check
from goenvctl.errors import AnswerIsNo
from goenvctl.failover.alike import failing_alike, may_be_alike
from goenvctl.failover.choice import Stuck
from goenvctl.failover.ground import Ground
from goenvctl.failover.serving import Outcomes
from goenvctl.go.proxylist import ProxyListError, parse_proxy_list
from goenvctl.pairing import good_ways
from goenvctl.probe.agreement import Witness
from goenvctl.probe.outcome import BROKEN, DENIED, UNREACHABLE
from goenvctl.probe.ways import same_database, works
from goenvctl.probe.witness import WITNESS_S, hear_witnesses
from goenvctl.profiles.profile import Profile
from goenvctl.session import Session
from goenvctl.surroundings import surroundings_of

PASSING = (UNREACHABLE, DENIED, BROKEN)  # hostile is confirmed already, and disputed by a comparison


class Sight(NamedTuple):
    """`outcomes` of the profile's own mirrors by `url`; `elsewhere` those of fallbacks, by name.

    `ways` are values of GOSUMDB, other ways to the same database, that were seen to work. `alike` is what
    own mirrors and every witness fail with, where it is this machine or its network, or empty.
    """

    outcomes: Outcomes
    elsewhere: Mapping[str, Outcomes] = {}
    ways: tuple[str, ...] = ()
    alike: str = ""


class _Means(NamedTuple):
    """What all the questions share. `refused`: the places where credentials are not sent any more."""

    session: Session
    watch: Watch
    refused: set[str]


def look(session: Session, ground: Ground, watch: Watch = NOBODY) -> Sight:
    """As much as a choice needs: fallbacks are asked in turn, and only where nothing here can serve.

    A person is at hand: GOAUTH helpers run. Credentials that were refused are not sent again.
    """
    means = _Means(session, watch, set())
    candidates = _candidates(session, ground.profile)
    if candidates is None:
        return Sight({})
    sight = _first_look(means, ground, candidates)
    if sight.alike or not _is_stuck(ground, sight):
        return sight
    for fallback in ground.fallbacks:
        sight = _beyond(means, ground, sight, fallback)
        if not _is_stuck(ground, sight):
            break
    return sight


def _candidates(session: Session, profile: Profile) -> Candidates | None:
    try:
        return find_candidates(session, [profile.name])
    except AnswerIsNo:  # GOPROXY names no mirror
        return None


def _first_look(means: _Means, ground: Ground, candidates: Candidates) -> Sight:
    """The profile's own mirrors, as far as they matter."""
    checked = _check(means, candidates)
    sight = Sight(checked, ways=_ways(means, ground, ground.profile, candidates, checked))
    if _is_calm(ground, sight):
        return sight
    checked = _once_more(means, candidates, checked)
    sight = Sight(checked, ways=_ways(means, ground, ground.profile, candidates, checked))
    return sight if _is_calm(ground, sight) else sight._replace(alike=_alike(means, candidates, checked))


def _beyond(means: _Means, ground: Ground, sight: Sight, fallback: Profile) -> Sight:
    """The mirrors of one fallback too."""
    candidates = _candidates(means.session, fallback)
    if candidates is None:
        return sight
    checked = _check(means, candidates)
    if not any(outcome.is_usable for outcome in checked.values()):
        checked = _once_more(means, candidates, checked)
    ways = _ways(means, ground, fallback, candidates, checked)
    return sight._replace(elsewhere={**sight.elsewhere, fallback.name: checked}, ways=(*sight.ways, *ways))


def _check(means: _Means, candidates: Candidates) -> Outcomes:
    checked = check(
        means.session,
        candidates,
        watch=means.watch,
        settle=True,
        compare=False,
        refused=means.refused,
    )
    return checked.by_url


def _once_more(means: _Means, candidates: Candidates, found: Outcomes) -> Outcomes:
    """What failed asked again; one that serves goes along, so that nobody waits long for the silent."""
    failing = {url for url, outcome in found.items() if outcome.verdict in PASSING}
    usable = [url for url, outcome in found.items() if outcome.is_usable]
    asked = [one for one in candidates.endpoints if one.url in {*failing, *usable[:1]}]
    again = _check(means, candidates._replace(endpoints=tuple(asked)))
    return {**found, **{url: outcome for url, outcome in again.items() if url in failing}}


def _ways(
    means: _Means, ground: Ground, profile: Profile, candidates: Candidates, found: Outcomes
) -> tuple[str, ...]:
    """Asked only where the profile's own way fails, or another one is in force."""
    own = ground.in_force(profile)
    database = same_database(own["GOSUMDB"], own["GOSUMDB"])
    if database is None or not any(outcome.is_usable for outcome in found.values()):
        return ()
    is_own = ground.now.get("GOSUMDB", own["GOSUMDB"]) == own["GOSUMDB"]
    try:
        entries = parse_proxy_list(own["GOPROXY"]).entries
    except ProxyListError:
        return ()
    if is_own and works(database, entries, found):
        return ()
    return good_ways(means.session, candidates.endpoints)


def _is_calm(ground: Ground, sight: Sight) -> bool:
    """Does nothing hang on a mirror that failed?"""
    try:
        move = ground.choose(sight.outcomes, ways=sight.ways, fallbacks=())
    except Stuck:
        return False
    own = ground.in_force(ground.profile)["GOPROXY"]
    return move is None or move.values.get("GOPROXY", own) == own


def _is_stuck(ground: Ground, sight: Sight) -> bool:
    asked = [one for one in ground.fallbacks if one.name in sight.elsewhere]
    try:
        ground.choose(sight.outcomes, sight.elsewhere, sight.ways, fallbacks=asked)
    except Stuck:
        return True
    return False


def _alike(means: _Means, candidates: Candidates, found: Outcomes) -> str:
    """What the first mirror that fails, others, and every witness have in common."""
    outcomes = list(found.values())
    first = next((one for one in outcomes if not one.is_usable), None)
    if first is None or not may_be_alike(first, outcomes):
        return ""
    witnesses = asyncio.run(_hear(means, candidates))
    return failing_alike(first, outcomes, witnesses)


async def _hear(means: _Means, candidates: Candidates) -> list[Witness]:
    surroundings = surroundings_of(means.session)
    surroundings.refused = means.refused
    mirrors = fallback_mirrors(means.session, candidates)
    return await hear_witnesses(surroundings, mirrors, candidates.databases, WITNESS_S)
