"""Who is really the fastest: those that could be are measured once more, one at a time.

A control module is a few kilobytes, and all mirrors at once share this machine and its line: what
came in a few milliseconds says little of the throughput. So each contender gets the line for
itself, and several copies of the file are asked for at once, as `go` would.
"""

from __future__ import annotations

import asyncio
import io
from collections.abc import Sequence

from goenvctl.go.modzip import MAX_FILES
from goenvctl.probe.endpoint import Endpoint, Module
from goenvctl.probe.outcome import Outcome
from goenvctl.probe.rank import estimate_s
from goenvctl.probe.steps import TEXT_CAP
from goenvctl.web.client import Surroundings, Web
from goenvctl.web.failure import Failure

BUDGET_S = 3.0  # for all contenders together
COPIES = 8  # of the file at once
NOISE_S = 0.1  # a transfer that took longer is not spoilt by a late wake-up
SHORT_WAIT_S = 0.05  # a shorter round trip may be
ROUND_TRIPS = 6  # that measuring takes, about
RESOLUTION_S = 0.001
FASTEST = 1e9  # bytes a second: as good as no transfer at all


async def contest(
    endpoints: Sequence[Endpoint], outcomes: Sequence[Outcome], surroundings: Surroundings, left_s: float
) -> list[Outcome]:
    """The outcomes, with a better throughput for those in doubt that could be the best.

    It takes at most BUDGET_S and `left_s` seconds, and ends when nobody left can be better.
    """
    loop = asyncio.get_running_loop()
    until = loop.time() + min(left_s, BUDGET_S)
    found = list(outcomes)
    for at in sorted(range(len(found)), key=lambda one: _at_best(outcomes[one])):
        best = min((_estimate(one) for one in found if not _is_doubtful(one)), default=float("inf"))
        if not _is_doubtful(found[at]):
            continue
        if _at_best(found[at]) >= best:
            break
        if loop.time() + ROUND_TRIPS * (found[at].timings.wait or 0.0) < until:
            found[at] = await _measured(endpoints[at], found[at], surroundings, until)
    return found


def _is_doubtful(outcome: Outcome) -> bool:
    """Could the throughput be quite another? Not where it was measured at length, or at all by itself."""
    transfer = outcome.timings.transfer
    return outcome.is_usable and not outcome.is_measured and (transfer is None or transfer < NOISE_S)


def _at_best(outcome: Outcome) -> float:
    """The estimate if what is in doubt turns out well."""
    return _estimate(outcome._replace(throughput=FASTEST) if _is_doubtful(outcome) else outcome)


def _estimate(outcome: Outcome) -> float:
    estimate = estimate_s(outcome)
    return float("inf") if estimate is None else estimate


async def _measured(
    endpoint: Endpoint, outcome: Outcome, surroundings: Surroundings, until: float
) -> Outcome:
    """By the difference of two bursts of requests, alike but for what they carry."""
    module = Module(*outcome.module.split("@"))
    small, large = endpoint.version_file(module, ".info"), endpoint.version_file(module, ".zip")
    try:
        async with surroundings.web(COPIES) as web:
            await _burst(web, small, until)  # connects
            waits = [outcome.timings.wait or 0.0]
            if waits[0] < SHORT_WAIT_S:
                waits += [await _wait(web, small, until) for _ in range(3)]
            bare_s, bare = min([await _burst(web, small, until) for _ in range(2)])
            full_s, full = await _burst(web, large, until)
            if full_s - bare_s < NOISE_S:
                full_s, full = min((full_s, full), await _burst(web, large, until))
    except Failure:
        return outcome._replace(is_measured=True)
    throughput = (full - bare) / max(full_s - bare_s, RESOLUTION_S)
    timings = outcome.timings._replace(wait=min(waits))
    return outcome._replace(throughput=throughput, timings=timings, is_measured=True)


async def _burst(web: Web, url: str, until: float) -> tuple[float, int]:
    """Seconds and bytes of several copies at once. Raises Failure."""
    loop = asyncio.get_running_loop()
    start = loop.time()
    answers = await asyncio.gather(
        *(web.get(url, cap=MAX_FILES, until=until, into=io.BytesIO()) for _ in range(COPIES))
    )
    return loop.time() - start, sum(answer.size for answer in answers)


async def _wait(web: Web, url: str, until: float) -> float:
    answer = await web.get(url, cap=TEXT_CAP, until=until)
    return answer.timings.wait or 0.0
