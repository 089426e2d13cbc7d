"""A net of mirrors in virtual time: the loop's clock jumps to the next event, so hours take seconds."""

from __future__ import annotations

import asyncio
import random
import selectors
from collections.abc import Mapping
from dataclasses import dataclass
from typing import IO

from goenvctl.probe.endpoint import Endpoint, Module, Terms
from goenvctl.web.answer import Answer
from goenvctl.web.secrets import Secrets
from goenvctl.web.timings import Timings

CHUNK = 16 << 10
LATE_S = 0.004  # how late a busy machine notices, at most


class VirtualLoop(asyncio.SelectorEventLoop):
    """Sleeping costs nothing; `time` tells what it would have cost."""

    def __init__(self) -> None:
        super().__init__(_Jumping(self))
        self.now = 0.0

    def time(self) -> float:
        return self.now


class _Jumping(selectors.DefaultSelector):
    def __init__(self, loop: VirtualLoop) -> None:
        super().__init__()
        self._loop = loop

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        if timeout is not None and timeout > 0:
            self._loop.now += timeout
        return super().select(0)


@dataclass
class Line:
    """A mirror and the way to it: seconds to an answer, bytes a second, share of requests that fail."""

    url: str
    delay_s: float
    rate: float
    loss: float
    free_at: float = 0.0

    async def carry(self, size: int) -> None:
        """Bytes over a line that others use too: one after the other."""
        loop = asyncio.get_running_loop()
        self.free_at = max(self.free_at, loop.time()) + size / self.rate
        await asyncio.sleep(self.free_at - loop.time())

    def fails(self, rng: random.Random) -> bool:
        return rng.random() < self.loss


@dataclass
class Files:
    """What the mirrors serve for the control module, by the end of the address."""

    by_ending: Mapping[str, bytes]

    def body(self, url: str) -> bytes | None:
        return next((body for ending, body in self.by_ending.items() if url.endswith(ending)), None)


class VirtualWeb:
    """Stands where `Web` does; measures with a machine's lateness."""

    def __init__(self, lines: Mapping[str, Line], files: Files, rng: random.Random) -> None:
        self._lines, self._files, self._rng = lines, files, rng
        self._is_connected = False

    async def __aenter__(self) -> VirtualWeb:
        return self

    async def __aexit__(self, *exc: object) -> None:
        pass

    async def get(
        self, url: str, *, cap: int, until: float, into: IO[bytes] | None = None, **_: object
    ) -> Answer:
        loop, line = asyncio.get_running_loop(), self._lines["/".join(url.split("/")[:3])]
        connect = None if self._is_connected else line.delay_s
        if connect:
            await asyncio.sleep(connect)
        self._is_connected = True
        sent = loop.time()
        await asyncio.sleep(line.delay_s)
        begun = loop.time() + self._late()
        body = self._files.body(url)
        if line.fails(self._rng):
            return _answer(503, b"", url, Timings(connect=connect, wait=begun - sent), None)
        if body is None:
            return _answer(404, b"", url, Timings(connect=connect, wait=begun - sent), None)
        first = min(len(body), CHUNK)
        await line.carry(first)
        after_first = loop.time()
        await line.carry(len(body) - first)
        end = loop.time() + self._late()
        rate = (len(body) - first) / (end - after_first) if len(body) > first else None
        if into:
            into.write(body)
        timings = Timings(connect=connect, wait=begun - sent, transfer=max(end - begun, 0), total=end - sent)
        return _answer(200, b"" if into else body, url, timings, rate, len(body))

    def _late(self) -> float:
        return self._rng.random() ** 3 * LATE_S


class VirtualSurroundings:
    """All mirrors of a net, found by the host of the address."""

    def __init__(self, lines: Mapping[str, Line], files: Files, rng: random.Random) -> None:
        self._arguments = (lines, files, rng)
        self.secrets = Secrets()
        self.reading = asyncio.Semaphore(2)

    def web(self, connections: int = 8) -> VirtualWeb:
        return VirtualWeb(*self._arguments)


def endpoint(line: Line, module: Module) -> Endpoint:
    return Endpoint(line.url, line.url, line.url, Terms("off", None, "", "public", (module,)))


def _answer(
    status: int, body: bytes, url: str, timings: Timings, rate: float | None, size: int = 0
) -> Answer:
    return Answer(status, {}, body, size, url, timings, rate)
