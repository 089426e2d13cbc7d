"""`use --fastest` and `use --check`: what a check of a profile's mirrors means for its values."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from goenvctl.candidates import find_candidates
from goenvctl.check import NOBODY, Checked, Watch, check, surroundings_of
from goenvctl.errors import AnswerIsNo, GoenvctlError, Problem
from goenvctl.go.proxylist import Entry, parse_proxy_list
from goenvctl.probe.arrange import OnlyHostile, arranged, joined
from goenvctl.probe.database import ABSENT, GOOD
from goenvctl.probe.endpoint import Endpoint, Module
from goenvctl.probe.outcome import BROKEN, DENIED, HOSTILE, UNREACHABLE, Outcome
from goenvctl.probe.truth import Truth
from goenvctl.profiles.profile import Profile
from goenvctl.session import Session
from goenvctl.sumdb.database import ALIAS, BadDatabase, Database, parse_gosumdb

HOLDS_GO = (
    *("first-byte-timeout", "stalled", "bad-zip", "bad-mod", "zip-mismatch", "mod-mismatch"),
    *("sumdb-error", "sumdb-broken", "bad-list", "absent-status", "goauth"),
)
WAY_S = 5.0  # for another way to the database


class Choice(NamedTuple):
    """The values to write in place of the profile's, and what is worth saying of the choice."""

    values: Mapping[str, str]
    best: Outcome
    problems: tuple[Problem, ...] = ()
    remarks: tuple[str, ...] = ()


class Verified(NamedTuple):
    """The mirror through which `go` would be served right bytes, and how long the probe took; or why not."""

    url: str
    seconds: float
    why_not: str = ""


def find_fastest(session: Session, profile: Profile, watch: Watch = NOBODY) -> Choice:
    """The profile's GOPROXY with each run in order of rank, and a GOSUMDB that was seen to work.

    Raises AnswerIsNo where no mirror is usable, or a run would be hostile throughout.
    """
    if "GOPROXY" not in profile.go:
        raise AnswerIsNo("no-mirror", f"{profile.name} names no mirrors to choose among", "goenvctl list")
    candidates = find_candidates(session, [profile.name])
    checked = check(session, candidates, watch=watch, settle=True)
    if checked.best is None:
        raise AnswerIsNo("no-usable-mirror", "no mirror is usable; nothing was changed", _why(checked))
    outcomes = checked.by_url
    before = parse_proxy_list(profile.go["GOPROXY"]).entries
    try:
        after = arranged(before, outcomes)
    except OnlyHostile as exc:
        raise AnswerIsNo(
            "only-hostile", f"only hostile mirrors are left: {exc}; nothing was changed", "goenvctl check"
        ) from exc
    values = {"GOPROXY": joined(after)}
    gosumdb = _working_way(session, profile, candidates.endpoints, after, outcomes)
    if gosumdb:
        values["GOSUMDB"] = gosumdb
    kept = {entry.url for entry in after}
    dropped = [outcome for url, outcome in outcomes.items() if url not in kept]
    return Choice(values, checked.best, tuple(map(_left_out, dropped)), checked.remarks)


def verified_through(session: Session, watch: Watch = NOBODY) -> Verified:
    """Through which mirror in effect `go` gets verified bytes: in its own order, by its own rules."""
    try:
        candidates = find_candidates(session, [])
    except GoenvctlError as exc:
        return Verified("", 0.0, exc.message)
    checked = check(session, candidates, watch=watch)
    outcomes = checked.by_url
    why = ""
    for entry in parse_proxy_list(session.settings()["GOPROXY"].value).entries:
        outcome = outcomes.get(entry.url)
        if outcome is None:
            continue
        if outcome.is_usable and outcome.gosumdb == "off":
            return Verified("", 0.0, "under GOSUMDB=off go takes what comes")
        if outcome.is_usable and outcome.verified_by and outcome.database in ("", GOOD):
            return Verified(outcome.url, outcome.timings.total or 0.0)
        why = why or f"{outcome.url} is {outcome.verdict}: {outcome.detail}"
        if not _moves_on(entry, outcome):
            break
    if checked.local_problem:
        why = f"it looks like a problem of this machine or network: {checked.local_problem}"
    return Verified("", 0.0, why or "no mirror is in effect")


def _moves_on(entry: Entry, outcome: Outcome) -> bool:
    """Does `go` ask the next entry after what this mirror does? Not where it waits, or took wrong bytes."""
    if outcome.reason == "no-control-module":
        return entry.moves_on_after(404)
    if outcome.verdict not in (UNREACHABLE, DENIED, BROKEN) or outcome.reason in HOLDS_GO:
        return False
    return entry.moves_on_after(None)


def _why(checked: Checked) -> str:
    if checked.local_problem:
        return f"it looks like a problem of this machine or network: {checked.local_problem}"
    return "; ".join(f"{one.url} {one.verdict} ({one.reason})" for one in checked.outcomes)


def _left_out(outcome: Outcome) -> Problem:
    said = f"left out: {outcome.url} is {outcome.verdict} ({outcome.reason}): {outcome.detail}"
    return Problem("left-out", said, "" if outcome.verdict == HOSTILE else "goenvctl check asks it again")


def _working_way(
    session: Session,
    profile: Profile,
    endpoints: Sequence[Endpoint],
    entries: Sequence[Entry],
    outcomes: Mapping[str, Outcome],
) -> str:
    """Another GOSUMDB for the same database, where the profile's own way does not work; else empty."""
    terms, value = endpoints[0].terms, profile.go.get("GOSUMDB", "")
    module = next((one for one in terms.modules if terms.database_for(one)), None)
    database = terms.database
    if not value or module is None or database is None or _works(database, entries, outcomes):
        return ""
    ways = [way for way in _named_ways(session, database) if way.url and way.url != database.url]
    readings = asyncio.run(_ask(session, ways, module))
    key = "sum.golang.org" if value == ALIAS else value.split()[0]
    for way, state in zip(ways, readings, strict=True):
        if state == GOOD:
            return ALIAS if way.url == f"https://{ALIAS}" else f"{key} {way.url}"
    if database.url and _works(database._replace(url=""), entries, outcomes):
        return key
    copies = [entry for entry in entries if entry.url in outcomes and outcomes[entry.url].sumdb == "proxied"]
    plain = (entry.url for entry in copies if entry.address.userinfo is None)
    return next((f"{key} {url.rstrip('/')}/sumdb/{database.key.name}" for url in plain), "")


def _works(database: Database, entries: Sequence[Entry], outcomes: Mapping[str, Outcome]) -> bool:
    """Would `go` find the database this way? A bare name is asked for at the entries in turn.

    Source: cmd/go/internal/modfetch/sumdb.go (initBase).
    """
    asked = [(entry, outcomes[entry.url]) for entry in entries if entry.url in outcomes]
    if database.url:
        return any(outcome.database == GOOD for _, outcome in asked)
    for entry, outcome in asked:
        if outcome.sumdb == "proxied":
            return True
        if outcome.sumdb != ABSENT and entry.separator != "|":
            return False
    return any(outcome.sumdb == ABSENT and outcome.database == GOOD for _, outcome in asked)


def _named_ways(session: Session, database: Database) -> list[Database]:
    """Every way to this database that a profile names: no address is invented."""
    ways: dict[Database, None] = {}
    for profile in session.store.profiles():
        try:
            way = parse_gosumdb(profile.go.get("GOSUMDB", "off"))
        except BadDatabase:
            continue
        if way and way.key == database.key:
            ways[way] = None
    return list(ways)


async def _ask(session: Session, ways: Sequence[Database], module: Module) -> list[str]:
    truth = Truth(surroundings_of(session), {}, {}, {})
    until = asyncio.get_running_loop().time() + WAY_S
    readings = await asyncio.gather(*(truth.ask(way, module, until) for way in ways))
    return [reading.state for reading in readings]
