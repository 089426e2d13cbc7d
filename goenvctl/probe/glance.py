"""One `.info` of one mirror: does it answer as a mirror? Of the bytes of modules it tells nothing."""

from __future__ import annotations

import asyncio

from goenvctl.probe.endpoint import Endpoint
from goenvctl.probe.outcome import HEALTHY, Finding, Outcome
from goenvctl.probe.prober import SEVERITY
from goenvctl.probe.steps import find_module
from goenvctl.probe.truth import Truth
from goenvctl.probe.visit import Visit
from goenvctl.web.client import Surroundings


async def glance(endpoint: Endpoint, surroundings: Surroundings) -> Outcome:
    """What the first step of a probe says, on one connection; the next control module only after a 404."""
    async with surroundings.web(1) as web:
        visit = Visit(endpoint, surroundings, Truth(surroundings, {}, {}, {}), web)
        await find_module(visit)
        worst = max(
            visit.findings, key=lambda one: SEVERITY[one.verdict], default=Finding(HEALTHY, "", "", "")
        )
        return Outcome(
            url=endpoint.shown,
            operator=endpoint.operator,
            gosumdb=endpoint.terms.gosumdb,
            module=str(visit.module),
            verdict=worst.verdict,
            reason=worst.reason,
            detail=surroundings.secrets.hush(worst.detail),
            step=worst.step,
            timings=visit.timings._replace(total=asyncio.get_running_loop().time() - visit.start),
            samples=len(visit.waits),
            is_of_proxy=worst.is_of_proxy,
        )
