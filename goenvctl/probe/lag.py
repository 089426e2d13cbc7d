"""How late this machine itself is: with hundreds of mirrors at once, part of a wait is our own."""

from __future__ import annotations

import asyncio

STEP_S = 0.05


class Lag:
    """Watches the loop while it is entered."""

    def __init__(self) -> None:
        self.worst_s = 0.0  # what a wait may have too much
        self._watch: asyncio.Task[None] | None = None

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
            self.worst_s = max(self.worst_s, loop.time() - wanted)
