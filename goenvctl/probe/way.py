"""The way to the checksum database that `go` would take by a mirror: its copy, or the database itself.

Source: cmd/go/internal/modfetch/sumdb.go (initBase): a bare name in GOSUMDB is asked for at the
mirror first, and what it says of `/supported` is final; an address is gone to directly.
"""

from __future__ import annotations

import asyncio
from typing import NamedTuple

from goenvctl.language import N_, tr
from goenvctl.probe import database
from goenvctl.probe.database import Reading
from goenvctl.probe.outcome import BROKEN, DEGRADED, HOSTILE, Finding
from goenvctl.probe.status import NOT_THERE, judge_status
from goenvctl.probe.steps import TEXT_CAP
from goenvctl.probe.visit import Visit
from goenvctl.web.failure import Failure

PROXIED = "proxied"


class Way(NamedTuple):
    """The checksum database, as far as this mirror matters for it.

    `state` is what the mirror's copy is; `reading` is what tells the sums: of the copy where `go`
    would use it, else of the database itself.
    """

    state: str = ""
    reading: Reading = Reading(database.ABSENT)
    finding: Finding | None = None


async def ask_database(visit: Visit) -> Way:
    """Which way `go` would go to the checksum database by this mirror, and what it finds there."""
    wanted = visit.endpoint.terms.database_for(visit.module)
    if wanted is None:
        return Way()
    itself = (
        None if not wanted.url else asyncio.ensure_future(visit.truth.ask(wanted, visit.module, visit.until))
    )
    copy = await _ask_copy(visit)
    if itself:
        reading = await itself
        return Way(copy.state, reading, _without_database(visit, reading))
    if copy.state != database.ABSENT:
        return copy
    reading = await visit.truth.ask(wanted, visit.module, visit.until)
    return Way(database.ABSENT, reading, _without_database(visit, reading))


async def _ask_copy(visit: Visit) -> Way:
    """The mirror's own copy. `proxied` is a copy that answered and verified."""
    wanted = visit.endpoint.terms.database_for(visit.module)
    assert wanted
    step = "/sumdb"
    try:
        answer = await visit.web.get(visit.endpoint.sumdb("/supported"), cap=TEXT_CAP, until=visit.until)
    except Failure as exc:
        state = database.SILENT if exc.reason in database.LATE else database.FAILING
        said = tr("its /sumdb: {reason}", reason=exc.detail)
        return Way(state, Reading(state), Finding(BROKEN, "sumdb-broken", said, step))
    if answer.status in NOT_THERE:
        return Way(database.ABSENT)
    if answer.status != 200:
        refused = judge_status(answer, "/supported")
        said = tr("its /sumdb: {reason}", reason=refused.detail if refused else answer.status)
        return Way(database.FAILING, Reading(database.FAILING), Finding(BROKEN, "sumdb-error", said, step))
    reading = await visit.truth.ask_copy(visit.web, visit.endpoint, wanted, visit.module, visit.until)
    if reading.state == database.GOOD:
        return Way(PROXIED, reading)
    said = tr("its copy of {database}: {reason}", database=wanted.key.name, reason=reading.detail)
    if reading.state == database.FORGED:
        return Way(database.FORGED, reading, Finding(HOSTILE, "sumdb-forged", said, step))
    state = database.FAILING if reading.state == database.ABSENT else reading.state
    return Way(state, reading, Finding(BROKEN, "sumdb-broken", said, step))


def _without_database(visit: Visit, reading: Reading) -> Finding | None:
    """The database itself does not answer: no fault of the mirror, but `go` cannot verify."""
    if reading.state == database.GOOD:
        return None
    wanted = visit.endpoint.terms.database_for(visit.module)
    assert wanted
    place = wanted.url or f"https://{wanted.key.name}"
    said = tr(_STATES[reading.state], place=place, reason=reading.detail)
    return Finding(DEGRADED, "no-sumdb", said, "database")


_STATES = {
    database.ABSENT: N_("{place} does not know the module: {reason}"),
    database.FAILING: N_("{place} fails: {reason}"),
    database.SILENT: N_("{place} does not answer: {reason}"),
    database.FORGED: N_("{place} does not verify: {reason}"),
}
