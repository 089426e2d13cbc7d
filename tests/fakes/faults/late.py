"""A port that begins well."""

from __future__ import annotations

from collections.abc import Callable, Coroutine

from tests.fakes.faults.wire import Wire

Answer = Callable[[Wire, str], Coroutine[None, None, None]]


class Late:
    """Serves `after` requests over all connections; with the last answer they all end, and it `is_over`."""

    def __init__(self, after: int, answer: Answer) -> None:
        self._left = after
        self._answer = answer
        self._wires: set[Wire] = set()
        self.at_the_end: Callable[[], None] = lambda: None

    @property
    def is_over(self) -> bool:
        return not self._left

    async def serve(self, wire: Wire) -> None:
        """Answer on this connection."""
        self._wires.add(wire)
        try:
            while wire.is_open and (target := await wire.request()) and self._left:
                self._left -= 1
                await self._answer(wire, target)
                if self.is_over:
                    self._end()
        finally:
            self._wires.discard(wire)

    def _end(self) -> None:
        for wire in self._wires:
            wire.close()
        self.at_the_end()
