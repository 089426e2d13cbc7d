"""A connection inside of TLS. asyncio's own servers drop the alert of a handshake that fails."""

from __future__ import annotations

import ssl
from asyncio import StreamReader, StreamWriter

from tests.fakes.faults.wire import Wire


class TlsWire(Wire):
    """Like a `Wire` once `handshake` is done; where that fails the client hears the reason."""

    def __init__(self, reader: StreamReader, writer: StreamWriter, context: ssl.SSLContext) -> None:
        super().__init__(reader, writer)
        self._in = ssl.MemoryBIO()
        self._out = ssl.MemoryBIO()
        self._tls = context.wrap_bio(self._in, self._out, server_side=True)

    async def handshake(self) -> None:
        """Raises ssl.SSLError after the alert was sent."""
        while True:
            try:
                self._tls.do_handshake()
                return await self._flush()
            except ssl.SSLWantReadError:
                await self._flush()
                await self._fill()
            except ssl.SSLError:
                await self._flush()
                raise

    async def send(self, data: bytes) -> None:
        self._tls.write(data)
        await self._flush()

    async def _receive(self) -> bytes:
        while True:
            try:
                return self._tls.read(65536)
            except ssl.SSLWantReadError:
                await self._fill()
            except ssl.SSLZeroReturnError:
                return b""

    async def _fill(self) -> None:
        """Raises ConnectionError at the end, which TLS does not know as one."""
        data = await super()._receive()
        if not data:
            raise ConnectionAbortedError
        self._in.write(data)

    async def _flush(self) -> None:
        if data := self._out.read():
            await super().send(data)
