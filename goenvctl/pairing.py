"""Which GOSUMDB goes with a list of mirrors: another way to the same database, never another database."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence

from goenvctl.go.proxylist import Entry
from goenvctl.probe.database import GOOD
from goenvctl.probe.endpoint import Endpoint, Module
from goenvctl.probe.outcome import Outcome
from goenvctl.probe.truth import Truth
from goenvctl.probe.ways import other_ways, works
from goenvctl.profiles.profile import Profile
from goenvctl.session import Session
from goenvctl.sumdb.database import ALIAS, BadDatabase, Database, parse_gosumdb
from goenvctl.surroundings import surroundings_of

WAY_S = 5.0  # for the ways that are tried


def working_way(
    session: Session,
    profile: Profile,
    endpoints: Sequence[Endpoint],
    entries: Sequence[Entry],
    outcomes: Mapping[str, Outcome],
) -> str:
    """Another GOSUMDB for the same database, where the profile's own way does not work; else empty."""
    value, database = profile.go.get("GOSUMDB", ""), endpoints[0].terms.database
    if not value or database is None or works(database, entries, outcomes):
        return ""
    found = other_ways(value, entries, outcomes, good_ways(session, endpoints))
    return next(iter(found), "")


def good_ways(
    session: Session, endpoints: Sequence[Endpoint], *, run_commands: bool = True
) -> tuple[str, ...]:
    """The GOSUMDBs with an address, other than the endpoints' own, at which their database answers now.

    Empty where it is not asked for the control modules. Without `run_commands` no GOAUTH helper runs.
    """
    terms = endpoints[0].terms
    module = next((one for one in terms.modules if terms.database_for(one)), None)
    database = terms.database
    if module is None or database is None:
        return ()
    ways = [way for way in _named_ways(session, database) if way.url and way.url != database.url]
    readings = asyncio.run(_ask(session, ways, module, run_commands=run_commands))
    good = (way.url for way, state in zip(ways, readings, strict=True) if state == GOOD)
    key = "sum.golang.org" if terms.gosumdb in ("", ALIAS) else terms.gosumdb.split()[0]
    return tuple(ALIAS if url == f"https://{ALIAS}" else f"{key} {url}" for url in good)


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


async def _ask(
    session: Session, ways: Sequence[Database], module: Module, *, run_commands: bool
) -> list[str]:
    truth = Truth(surroundings_of(session, run_commands=run_commands), {}, {}, {})
    until = asyncio.get_running_loop().time() + WAY_S
    readings = await asyncio.gather(*(truth.ask(way, module, until) for way in ways))
    return [reading.state for reading in readings]
