"""Many mirrors at once: every outcome as it comes, and no waiting for those that cannot matter any more."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Sequence

from goenvctl.language import tr
from goenvctl.probe.endpoint import Endpoint
from goenvctl.probe.outcome import BROKEN, HEALTHY, UNREACHABLE, Outcome
from goenvctl.probe.rank import download_s, estimate_s

CONNECTIONS = 500  # open at once, all mirrors together
PER_MIRROR = 8
TOO_LATE = "too-late"
PATIENCE_S = 4.0
ROUND_TRIPS = 5  # that a probe takes, about
FASTEST = 1e9  # bytes a second: as good as no transfer at all

Probe = Callable[[Endpoint, int], Awaitable[Outcome]]
Show = Callable[[Outcome], None]


async def sweep(
    endpoints: Sequence[Endpoint], probe: Probe, show: Show = lambda _: None, *, settle: bool = False
) -> list[Outcome]:
    """The outcomes in the order of the endpoints, in waves of as many as there are connections.

    `show` is called as each comes in. With `settle`, who has not answered within twice the best
    mirror's whole probe and a second is out for now, with the reason `too-late`.
    """
    found: list[Outcome] = []
    for first in range(0, len(endpoints), CONNECTIONS):
        found += await _wave(endpoints[first : first + CONNECTIONS], probe, show, settle=settle)
    return found


async def _wave(endpoints: Sequence[Endpoint], probe: Probe, show: Show, *, settle: bool) -> list[Outcome]:
    loop = asyncio.get_running_loop()
    connections = max(1, min(PER_MIRROR, CONNECTIONS // len(endpoints)))
    start, until = loop.time(), None
    tasks = {asyncio.ensure_future(probe(one, connections)): one for one in endpoints}
    running = set(tasks)
    outcomes: dict[Endpoint, Outcome] = {}
    try:
        while running:
            left = None if until is None else max(until - loop.time(), 0.0)
            done, running = await asyncio.wait(running, timeout=left, return_when=asyncio.FIRST_COMPLETED)
            if not done:
                break
            for task in done:
                outcome = _outcome_of(task, tasks[task])
                outcomes[tasks[task]] = outcome
                show(outcome)
            until = _settled(outcomes.values(), start) if settle else None
    finally:
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)
    for endpoint in (tasks[task] for task in running):
        outcomes[endpoint] = _too_late(endpoint, loop.time() - start)
        show(outcomes[endpoint])
    return [outcomes[endpoint] for endpoint in endpoints]


def _settled(outcomes: Iterable[Outcome], start: float) -> float | None:
    """When the choice stands; None while nobody is usable.

    That is after twice the best probe and a second, or up to PATIENCE_S where one whose round trips
    alone have taken so long could still be faster in the end, by its throughput.
    """
    usable = [one for one in outcomes if one.is_usable]
    if not usable:
        return None
    enough_s = 2 * min(one.timings.total or 0.0 for one in usable) + 1.0
    first = [one for one in usable if one.verdict == HEALTHY] or usable
    best = min(estimate_s(one) or 0.0 for one in first)
    hopeless_s = ROUND_TRIPS * best / download_s(1.0, FASTEST)
    return start + max(enough_s, min(hopeless_s, PATIENCE_S))


def _outcome_of(task: asyncio.Task[Outcome], endpoint: Endpoint) -> Outcome:
    """What the probe found. A bug that one mirror brings out does not take the others' outcomes along."""
    try:
        return task.result()
    except Exception as exc:  # noqa: BLE001
        bugs = exc.exceptions if isinstance(exc, ExceptionGroup) else (exc,)
        said = "; ".join(f"{type(bug).__name__}: {bug}" for bug in bugs)
        detail = tr("this is a bug of goenvctl, please report it: {bug}", bug=said)
        return _unprobed(endpoint, BROKEN, "internal", detail)


def _too_late(endpoint: Endpoint, elapsed_s: float) -> Outcome:
    seconds = f"{elapsed_s:.1f}"
    said = tr("not done after {seconds} s, when others had long answered", seconds=seconds)
    return _unprobed(endpoint, UNREACHABLE, TOO_LATE, said)


def _unprobed(endpoint: Endpoint, verdict: str, reason: str, detail: str) -> Outcome:
    return Outcome(
        url=endpoint.shown,
        operator=endpoint.operator,
        gosumdb=endpoint.terms.gosumdb,
        module=str(endpoint.terms.modules[0]),
        verdict=verdict,
        reason=reason,
        detail=detail,
    )
