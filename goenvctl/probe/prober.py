"""One probe of one mirror: the steps in their order, and what they add up to."""

from __future__ import annotations

import asyncio
from statistics import median
from typing import NamedTuple

from goenvctl.probe import database
from goenvctl.probe.database import Reading
from goenvctl.probe.endpoint import Endpoint
from goenvctl.probe.lag import Lag
from goenvctl.probe.outcome import (
    BROKEN,
    DEGRADED,
    DENIED,
    HEALTHY,
    HOSTILE,
    UNREACHABLE,
    Finding,
    Outcome,
    Sums,
)
from goenvctl.probe.status import NOT_THERE, judge_status
from goenvctl.probe.steps import (
    TEXT_CAP,
    Latest,
    Served,
    ask_absent,
    ask_again,
    ask_latest,
    ask_list,
    ask_mod,
    ask_toolchain,
    ask_zip,
    find_module,
)
from goenvctl.probe.truth import Truth
from goenvctl.probe.verify import Weighed, against_go_sum, differing, expect, mismatch
from goenvctl.probe.visit import Visit
from goenvctl.web.client import Surroundings
from goenvctl.web.failure import Failure

SLOW_S = 1.0  # a median wait above this is worth a word
DNS_SLOW_S = 2.0
SMALLEST = 4 << 10  # bytes: a smaller file comes in one piece, and tells nothing of throughput
RESOLUTION_S = 0.002
SEVERITY = {"": 0, HEALTHY: 0, DEGRADED: 1, UNREACHABLE: 2, DENIED: 3, BROKEN: 4, HOSTILE: 5}


class Wish(NamedTuple):
    """What a probe does beyond the usual: `samples` rounds in all; a toolchain and the throughput."""

    samples: int = 1
    is_full: bool = False


class Copy(NamedTuple):
    """The checksum database, as far as this mirror matters for it.

    `state` is what the mirror's copy is; `reading` is what tells the sums: of the copy where `go`
    would use it, else of the database itself.
    """

    state: str = ""
    reading: Reading = Reading(database.ABSENT)
    finding: Finding | None = None


class Seen(NamedTuple):
    """What the steps after the first brought."""

    weighed: Weighed = Weighed(Sums(), "")
    mod: Served = Served("")
    zipped: Served = Served("")
    latest: Latest = Latest()
    copy: Copy = Copy()


class Means(NamedTuple):
    """What all probes of a run share."""

    surroundings: Surroundings
    truth: Truth
    wish: Wish
    lag: Lag


async def probe(endpoint: Endpoint, means: Means, connections: int = 8) -> Outcome:
    """The outcome, within PROBE_S seconds whatever the mirror does."""
    async with means.surroundings.web(connections) as web:
        visit = Visit(endpoint, means.surroundings, means.truth, web)
        if not await find_module(visit):
            return _outcome(visit)
        async with asyncio.TaskGroup() as together:
            mod = together.create_task(ask_mod(visit, web))
            zipped = together.create_task(ask_zip(visit, web))
            latest = together.create_task(ask_latest(visit))
            copy = together.create_task(_ask_database(visit))
            for ask in (ask_list, ask_absent, ask_again):
                together.create_task(ask(visit))
        weighed = await _weigh(visit, mod.result(), zipped.result(), copy.result())
        for _ in range(means.wish.samples - 1):
            await ask_again(visit)
        throughput = _throughput(zipped.result())
        toolchain = None
        if means.wish.is_full:
            toolchain, large = await ask_toolchain(visit)
            throughput = large or throughput
        _judge_pace(visit, means.lag)
        seen = Seen(weighed, mod.result(), zipped.result(), latest.result(), copy.result())
        return _outcome(visit, seen)._replace(
            toolchain=toolchain, throughput=throughput, is_measured=means.wish.is_full
        )


async def _ask_database(visit: Visit) -> Copy:
    """Which way `go` would go to the checksum database by this mirror, and what it finds there."""
    wanted = visit.endpoint.terms.database
    if wanted is None:
        return Copy()
    itself = (
        None if not wanted.url else asyncio.ensure_future(visit.truth.ask(wanted, visit.module, visit.until))
    )
    copy = await _ask_copy(visit)
    if itself:
        reading = await itself
        return Copy(copy.state, reading, _without_database(visit, reading))
    if copy.state != database.ABSENT:
        return copy
    reading = await visit.truth.ask(wanted, visit.module, visit.until)
    return Copy(database.ABSENT, reading, _without_database(visit, reading))


async def _ask_copy(visit: Visit) -> Copy:
    """The mirror's own copy. `proxied` is a copy that answered and verified."""
    wanted = visit.endpoint.terms.database
    assert wanted
    step = "/sumdb"
    try:
        answer = await visit.web.get(visit.endpoint.sumdb("/supported"), cap=TEXT_CAP, until=visit.until)
    except Failure as exc:
        state = database.SILENT if exc.reason in database.LATE else database.FAILING
        return Copy(state, Reading(state), Finding(BROKEN, "sumdb-broken", f"its /sumdb: {exc.detail}", step))
    if answer.status in NOT_THERE:
        return Copy(database.ABSENT)
    if answer.status != 200:
        refused = judge_status(answer, "/supported")
        said = f"its /sumdb: {refused.detail if refused else answer.status}"
        return Copy(database.FAILING, Reading(database.FAILING), Finding(BROKEN, "sumdb-error", said, step))
    reading = await visit.truth.ask_copy(visit.web, visit.endpoint, wanted, visit.module, visit.until)
    if reading.state == database.GOOD:
        return Copy("proxied", reading)
    said = f"its copy of {wanted.key.name}: {reading.detail}"
    if reading.state == database.FORGED:
        return Copy(database.FORGED, reading, Finding(HOSTILE, "sumdb-forged", said, step))
    state = database.FAILING if reading.state == database.ABSENT else reading.state
    return Copy(state, reading, Finding(BROKEN, "sumdb-broken", said, step))


def _without_database(visit: Visit, reading: Reading) -> Finding | None:
    """The database itself does not answer: no fault of the mirror, but `go` cannot verify."""
    if reading.state == database.GOOD:
        return None
    wanted = visit.endpoint.terms.database
    assert wanted
    place = wanted.url or f"https://{wanted.key.name}"
    said = f"{place} {_STATES[reading.state]}: {reading.detail}"
    return Finding(DEGRADED, "no-sumdb", said, "database")


async def _weigh(visit: Visit, mod: Served, zipped: Served, copy: Copy) -> Weighed:
    """Hold the bytes against what they must be; wrong ones are fetched again on a new connection."""
    visit.note(copy.finding)
    served, at_hand = Sums(zipped.sum, mod.sum), visit.truth.at_hand(visit.module)
    pinned = visit.truth.pinned(visit.module)
    weighed = expect(pinned, copy.reading.sums, at_hand)
    wrong = differing(served, weighed.expected)
    if not weighed.expected.mod:
        mod = _without_foreign(visit, mod)
    for kind, file in (("mod", mod), ("zip", zipped)):
        if file.finding and file.finding.verdict != HOSTILE:
            visit.note(file.finding, is_core=True)
        elif kind in wrong:
            second = await _ask_elsewhere(visit, kind)
            visit.note(mismatch(kind, file.sum, second.sum, weighed.expected, weighed.by), is_core=True)
        elif file.finding:
            visit.note(await _confirmed(visit, file.finding), is_core=True)
    if pinned and copy.reading.sums.zip and differing(pinned, copy.reading.sums):
        visit.note(_database_is_wrong(visit, pinned, copy))
    if served.zip and served.mod and not wrong:
        visit.note(against_go_sum(served, at_hand, is_verified=bool(weighed.expected.zip)))
        if not weighed.by and visit.endpoint.terms.trust != "private":
            visit.find(
                DEGRADED, "unverified", f"nothing could verify the bytes of {visit.module}", "database"
            )
        return weighed
    return weighed._replace(by="")


def _without_foreign(visit: Visit, mod: Served) -> Served:
    """Nothing tells the sum of the go.mod, but it is that of another module."""
    if mod.finding or mod.declares in ("", visit.module.path):
        return mod
    said = f"the .mod of {visit.module} is that of {mod.declares}"
    return mod._replace(finding=Finding(HOSTILE, "mod-mismatch", said, ".mod"))


async def _ask_elsewhere(visit: Visit, kind: str) -> Served:
    async with visit.elsewhere() as web:
        return await (ask_mod if kind == "mod" else ask_zip)(visit, web)


async def _confirmed(visit: Visit, finding: Finding) -> Finding:
    """What looks hostile in itself (a bomb, a foreign path) is so only if it comes twice."""
    kind = finding.step.removeprefix(".")
    second = await _ask_elsewhere(visit, kind)
    second = _without_foreign(visit, second) if kind == "mod" else second
    if second.finding and second.finding.reason == finding.reason:
        return finding
    return finding._replace(verdict=BROKEN, detail=f"{finding.detail}; a second fetch did not bring it again")


def _database_is_wrong(visit: Visit, pinned: Sums, copy: Copy) -> Finding:
    said = (
        f"the checksum database has {copy.reading.sums.zip} for {visit.module}, the known sum is {pinned.zip}"
    )
    verdict, reason = (BROKEN, "sumdb-broken") if copy.state == "proxied" else (DEGRADED, "no-sumdb")
    return Finding(verdict, reason, said, "database")


def _judge_pace(visit: Visit, lag: Lag) -> None:
    dns = visit.timings.dns
    if dns is not None and dns > DNS_SLOW_S:
        visit.find(DEGRADED, "dns-slow", f"its name took {dns:.1f} s to resolve", "resolve")
    if visit.waits and median(visit.waits) > SLOW_S and not lag.is_bad:
        said = f"an answer takes {median(visit.waits):.1f} s to begin"
        visit.find(DEGRADED, "slow", said, ".info")


def _throughput(zipped: Served) -> float | None:
    """By the parts after the first, where they are most of it, else as a whole; None where it is tiny."""
    if not zipped.sum or zipped.size < SMALLEST or zipped.transfer_s is None:
        return None
    whole = zipped.size / max(zipped.transfer_s, RESOLUTION_S)
    return max(zipped.rate or 0.0, whole) if zipped.transfer_s > RESOLUTION_S else whole


def _outcome(visit: Visit, seen: Seen | None = None) -> Outcome:
    worst = max(visit.findings, key=lambda one: SEVERITY[one.verdict], default=Finding(HEALTHY, "", "", ""))
    endpoint, seen = visit.endpoint, seen or Seen()
    return Outcome(
        url=endpoint.shown,
        operator=endpoint.operator,
        gosumdb=endpoint.terms.gosumdb,
        module=str(visit.module),
        verdict=worst.verdict or HEALTHY,
        reason=worst.reason,
        detail=worst.detail,
        step=worst.step,
        timings=visit.timings._replace(
            wait=median(visit.waits) if visit.waits else None,
            transfer=seen.zipped.transfer_s,
            total=asyncio.get_running_loop().time() - visit.start,
        ),
        sumdb=seen.copy.state,
        database=seen.copy.reading.state if endpoint.terms.database and seen.copy.state else "",
        latest=seen.latest.version,
        latest_time=seen.latest.time,
        verified_by=seen.weighed.by,
        samples=len(visit.waits),
        sums=Sums(seen.zipped.sum, seen.mod.sum),
        expected=seen.weighed.expected,
    )


_STATES = {
    database.ABSENT: "does not know the module",
    database.FAILING: "fails",
    database.SILENT: "does not answer",
    database.FORGED: "does not verify",
}
