"""Which GOSUMDB goes with a list of mirrors: another way to the same database, never another database."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence

from goenvctl.check import surroundings_of
from goenvctl.go.proxylist import Entry
from goenvctl.probe.database import ABSENT, GOOD
from goenvctl.probe.endpoint import Endpoint, Module
from goenvctl.probe.outcome import Outcome
from goenvctl.probe.truth import Truth
from goenvctl.profiles.profile import Profile
from goenvctl.session import Session
from goenvctl.sumdb.database import ALIAS, BadDatabase, Database, parse_gosumdb

WAY_S = 5.0  # for the ways that are tried


def working_way(
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
