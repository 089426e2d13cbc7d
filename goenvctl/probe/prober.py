"""One probe of one mirror: the steps in their order, and what they add up to."""

from __future__ import annotations

import asyncio
from statistics import median
from typing import NamedTuple

from goenvctl.language import tr
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
from goenvctl.probe.steps import (
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
from goenvctl.probe.verify import Weighed
from goenvctl.probe.visit import Visit
from goenvctl.probe.way import Way, ask_database
from goenvctl.probe.weigh import weigh
from goenvctl.web.client import Surroundings

SLOW_S = 1.0  # a median wait above this is worth a word
DNS_SLOW_S = 2.0
SMALLEST = 4 << 10  # bytes: a smaller file comes in one piece, and tells nothing of throughput
RESOLUTION_S = 0.002
SEVERITY = {"": 0, HEALTHY: 0, DEGRADED: 1, UNREACHABLE: 2, DENIED: 3, BROKEN: 4, HOSTILE: 5}


class Wish(NamedTuple):
    """What a probe does beyond the usual: `samples` rounds in all; a toolchain and the throughput."""

    samples: int = 1
    is_full: bool = False


class Seen(NamedTuple):
    """What the steps after the first brought."""

    weighed: Weighed = Weighed(Sums(), "")
    mod: Served = Served("")
    zipped: Served = Served("")
    latest: Latest = Latest()
    way: Way = Way()


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
            way = together.create_task(ask_database(visit))
            for ask in (ask_list, ask_absent, ask_again):
                together.create_task(ask(visit))
        weighed = await weigh(visit, mod.result(), zipped.result(), way.result())
        for _ in range(means.wish.samples - 1):
            await ask_again(visit)
        throughput = _throughput(zipped.result())
        toolchain = None
        if means.wish.is_full:
            toolchain, large = await ask_toolchain(visit)
            throughput = large or throughput
        _judge_pace(visit, means.lag)
        seen = Seen(weighed, mod.result(), zipped.result(), latest.result(), way.result())
        return _outcome(visit, seen)._replace(
            toolchain=toolchain, throughput=throughput, is_measured=means.wish.is_full
        )


def _judge_pace(visit: Visit, lag: Lag) -> None:
    dns = visit.timings.dns
    if dns is not None and dns > DNS_SLOW_S:
        visit.find(
            DEGRADED, "dns-slow", tr("its name took {seconds} s to resolve", seconds=f"{dns:.1f}"), "resolve"
        )
    if visit.waits and median(visit.waits) - lag.worst_s > SLOW_S:
        said = tr("an answer takes {seconds} s to begin", seconds=f"{median(visit.waits):.1f}")
        visit.find(DEGRADED, "slow", said, ".info")


def _throughput(zipped: Served) -> float | None:
    """Bytes a second, roughly: the contest looks closer. None where the file is too small to tell."""
    if not zipped.sum or zipped.size < SMALLEST or zipped.transfer_s is None:
        return None
    return zipped.size / max(zipped.transfer_s, RESOLUTION_S)


def _outcome(visit: Visit, seen: Seen | None = None) -> Outcome:
    worst = max(visit.findings, key=lambda one: SEVERITY[one.verdict], default=Finding(HEALTHY, "", "", ""))
    endpoint, seen = visit.endpoint, seen or Seen()
    hush = visit.surroundings.secrets.hush
    return Outcome(
        url=endpoint.shown,
        operator=endpoint.operator,
        gosumdb=endpoint.terms.gosumdb,
        module=str(visit.module),
        verdict=worst.verdict or HEALTHY,
        reason=worst.reason,
        detail=hush(worst.detail),
        step=worst.step,
        timings=visit.timings._replace(
            wait=median(visit.waits) if visit.waits else None,
            transfer=seen.zipped.transfer_s,
            total=asyncio.get_running_loop().time() - visit.start,
        ),
        sumdb=seen.way.state,
        database=seen.way.reading.state if seen.way.state else "",
        latest=hush(seen.latest.version),
        latest_time=seen.latest.time,
        verified_by=seen.weighed.by,
        samples=len(visit.waits),
        sums=Sums(seen.zipped.sum, seen.mod.sum),
        expected=seen.weighed.expected,
        is_of_proxy=worst.is_of_proxy,
    )
