"""The ways to one checksum database, as values of GOSUMDB: which works, and which other one would.

Never another database, and never off. A pure function of values and outcomes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from goenvctl.go.proxylist import Entry
from goenvctl.probe.database import ABSENT, GOOD
from goenvctl.probe.outcome import Outcome
from goenvctl.probe.way import PROXIED
from goenvctl.sumdb.database import ALIAS, BadDatabase, Database, parse_gosumdb


def works(database: Database, entries: Sequence[Entry], outcomes: Mapping[str, Outcome]) -> bool:
    """Would `go` find the database this way? A bare name is asked for at the entries in turn.

    Where it was not asked for any of them, nothing is known against it.

    Source: cmd/go/internal/modfetch/sumdb.go (initBase).
    """
    asked = [(entry, outcomes[entry.url]) for entry in entries if entry.url in outcomes]
    if not any(outcome.sumdb or outcome.database for _, outcome in asked):
        return True
    if database.url:
        return any(outcome.database == GOOD for _, outcome in asked)
    for entry, outcome in asked:
        if outcome.sumdb == PROXIED:
            return True
        if outcome.sumdb != ABSENT and entry.separator != "|":
            return False
    return any(outcome.sumdb == ABSENT and outcome.database == GOOD for _, outcome in asked)


def other_ways(
    gosumdb: str, entries: Sequence[Entry], outcomes: Mapping[str, Outcome], seen: Iterable[str]
) -> list[str]:
    """Other GOSUMDBs for the database of `gosumdb`, each seen to work, the best first.

    `seen` are values with an address at which it answered. Then come the mirrors: Go's own way
    through them, and a mirror's copy by its address.
    """
    database = same_database(gosumdb, gosumdb)
    if database is None:
        return []
    found = [value for value in seen if value != gosumdb and same_database(gosumdb, value)]
    key = "sum.golang.org" if gosumdb == ALIAS else gosumdb.split()[0]
    if database.url and works(database._replace(url=""), entries, outcomes):
        found.append(key)
    copies = [entry for entry in entries if entry.url in outcomes and outcomes[entry.url].sumdb == PROXIED]
    plain = (entry.url for entry in copies if entry.address.userinfo is None)
    return found + [f"{key} {url.rstrip('/')}/sumdb/{database.key.name}" for url in plain]


def same_database(one: str, other: str) -> Database | None:
    """The database of `other`, if it is that of `one` and neither is off."""
    try:
        first, second = parse_gosumdb(one), parse_gosumdb(other)
    except BadDatabase:
        return None
    return second if first and second and first.key == second.key else None
