"""One probe while it runs: the connections to a mirror, what was found so far, and until when."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import IO

from goenvctl.language import tr
from goenvctl.probe.endpoint import Endpoint
from goenvctl.probe.outcome import BROKEN, DEGRADED, DENIED, HOSTILE, UNREACHABLE, Finding
from goenvctl.probe.truth import Truth
from goenvctl.web.answer import Answer
from goenvctl.web.client import Surroundings, Web
from goenvctl.web.failure import Failure
from goenvctl.web.timings import Timings

PROBE_S = 15.0  # wall clock, for all of it

_VERDICTS = {
    **dict.fromkeys(
        """tls-untrusted tls-expired tls-not-yet-valid tls-hostname tls-protocol not-http
        redirect-loop redirect-downgrade redirect-escape bad-status""".split(),
        BROKEN,
    ),
    **dict.fromkeys(("tls-client-cert", "auth-required", "forbidden"), DENIED),
    "oversize": HOSTILE,
}


class Visit:
    """`module` is the one asked for, the first of the terms' that the mirror has.

    `timings` are those of the first request, the only one that connects; `waits` of all of them.
    """

    def __init__(self, endpoint: Endpoint, surroundings: Surroundings, truth: Truth, web: Web) -> None:
        self.endpoint = endpoint
        self.surroundings = surroundings
        self.truth = truth
        self.web = web
        self.module = endpoint.terms.modules[0]
        self.start = asyncio.get_running_loop().time()
        self.until = self.start + PROBE_S
        self.findings: list[Finding] = []
        self.waits: list[float] = []
        self.timings = Timings()

    def elsewhere(self) -> Web:
        """New connections to the same mirror, to see whether it says the same there."""
        return self.surroundings.web()

    def find(self, verdict: str, reason: str, detail: str, step: str) -> None:
        self.findings.append(Finding(verdict, reason, detail, step))

    async def get(
        self,
        step: str,
        url: str,
        *,
        cap: int,
        is_core: bool = False,
        into: IO[bytes] | None = None,
        headers: Mapping[str, str] | None = None,
        web: Web | None = None,
    ) -> Answer | None:
        """The answer, or None with a finding. Beside the core, silence and refusal only degrade."""
        try:
            answer = await (web or self.web).get(url, cap=cap, until=self.until, into=into, headers=headers)
        except Failure as exc:
            finding = failed(exc, step)
            if finding.verdict == HOSTILE and not await self._is_oversize_again(url, cap):
                finding = finding._replace(verdict=BROKEN, detail=tr("{said}, once", said=finding.detail))
            self.note(finding, is_core=is_core)
            return None
        if answer.timings.wait is not None:
            self.waits.append(answer.timings.wait)
        if self.timings.total is None:
            self.timings = answer.timings
        return answer

    async def _is_oversize_again(self, url: str, cap: int) -> bool:
        try:
            async with self.elsewhere() as web:
                await web.get(url, cap=cap, until=self.until)
        except Failure as exc:
            return exc.reason == "oversize"
        return False

    def note(self, finding: Finding | None, *, is_core: bool = False) -> None:
        if finding and not is_core and finding.verdict in (UNREACHABLE, DENIED):
            finding = finding._replace(verdict=DEGRADED)
        if finding:
            self.findings.append(finding)


def failed(exc: Failure, step: str) -> Finding:
    """A fetch that brought no answer, as a finding; before the answer the step is that of the network."""
    where = {"dns": "resolve", "connect": "connect", "tls": "TLS"}.get(exc.phase, step)
    is_of_proxy = exc.reason == "auth-required" and exc.phase == "connect"
    return Finding(_VERDICTS.get(exc.reason, UNREACHABLE), exc.reason, exc.detail, where, is_of_proxy)
