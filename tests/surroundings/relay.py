"""Proxies on the loopback: what they have in common."""

from __future__ import annotations

import asyncio
import contextlib
import ssl
from asyncio import StreamReader, StreamWriter
from collections.abc import Mapping
from threading import Thread
from types import TracebackType
from typing import Self


class Relay:
    """Passes connections on while its context is entered, in one thread of its own.

    `routes` are the only places it knows: `host:port`, and the port of the loopback behind it. `asked` is
    what it was asked for. With `is_silent` it takes connections and says nothing; `context` is for TLS
    to the proxy itself.
    """

    def __init__(
        self, routes: Mapping[str, int], *, context: ssl.SSLContext | None = None, is_silent: bool = False
    ) -> None:
        self.asked: list[str] = []
        self._routes = routes
        self._context = context
        self._is_silent = is_silent
        self._loop = asyncio.new_event_loop()
        self._connections: set[asyncio.Task[None]] = set()

    def __enter__(self) -> Self:
        self._thread = Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        asyncio.run_coroutine_threadsafe(self._listen(), self._loop).result()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, exc: BaseException | None, trace: TracebackType | None
    ) -> None:
        asyncio.run_coroutine_threadsafe(self._stop(), self._loop).result()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    @property
    def port(self) -> int:
        return int(self._server.sockets[0].getsockname()[1])

    @property
    def place(self) -> str:
        """Host and port."""
        return f"127.0.0.1:{self.port}"

    def take(self) -> list[str]:
        """What it was asked for since the last time."""
        taken, self.asked = self.asked, []
        return taken

    async def serve(self, reader: StreamReader, writer: StreamWriter) -> None:
        """One connection; the proxy's own language."""
        raise NotImplementedError

    async def reach(self, place: str) -> tuple[StreamReader, StreamWriter] | None:
        """A connection to what lies behind the place, None where that is nothing."""
        port = self._routes.get(place)
        return await asyncio.open_connection("127.0.0.1", port) if port else None

    async def _listen(self) -> None:
        self._server = await asyncio.start_server(self._accept, "127.0.0.1", 0, ssl=self._context)

    async def _accept(self, reader: StreamReader, writer: StreamWriter) -> None:
        task = asyncio.current_task()
        assert task
        self._connections.add(task)
        # the client goes away in the midst of it, or we do
        with contextlib.suppress(OSError, EOFError, asyncio.CancelledError), contextlib.closing(writer):
            await (_drain(reader) if self._is_silent else self.serve(reader, writer))
        self._connections.discard(task)

    async def _stop(self) -> None:
        self._server.close()
        for task in self._connections:
            task.cancel()
        await asyncio.gather(*self._connections, return_exceptions=True)


async def pass_on(
    reader: StreamReader, writer: StreamWriter, behind: tuple[StreamReader, StreamWriter]
) -> None:
    """All bytes, both ways, until either side ends."""
    ways = {asyncio.ensure_future(_pump(*way)) for way in ((reader, behind[1]), (behind[0], writer))}
    try:
        await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for way in ways:
            way.cancel()
        await asyncio.gather(*ways, return_exceptions=True)
        behind[1].close()


async def _pump(reader: StreamReader, writer: StreamWriter) -> None:
    while data := await reader.read(65536):
        writer.write(data)
        await writer.drain()


async def _drain(reader: StreamReader) -> None:
    while await reader.read(65536):
        pass
