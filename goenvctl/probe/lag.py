"""How late this machine itself is: with hundreds of mirrors at once, a wait may be our own."""

from __future__ import annotations

import asyncio

STEP_S = 0.05
LATE_S = 0.25


class Lag:
    """Watches the loop while it is entered."""

    def __init__(self) -> None:
        self._worst = 0.0
        self._watch: asyncio.Task[None] | None = None

    @property
    def is_bad(self) -> bool:
        """Was the loop once too late to call anybody else slow?"""
        return self._worst > LATE_S

    async def __aenter__(self) -> Lag:
        self._watch = asyncio.ensure_future(self._measure())
        return self

    async def __aexit__(self, *exc: object) -> None:
        if self._watch:
            self._watch.cancel()

    async def _measure(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            wanted = loop.time() + STEP_S
            await asyncio.sleep(STEP_S)
            self._worst = max(self._worst, loop.time() - wanted)
