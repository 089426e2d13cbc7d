"""One accepted connection, and the ways to answer on it that a decent server does not have."""

from __future__ import annotations

import asyncio
import socket
import struct
from asyncio import StreamReader, StreamWriter
from collections.abc import Callable, Coroutine, Mapping
from http import HTTPStatus
from typing import NamedTuple
from urllib.parse import unquote

from tests.fakes.server import Response

TEXT = {"Content-Type": "text/plain; charset=utf-8"}
DRIP_S = 1.0  # between two bytes


class Asked(NamedTuple):
    """A request: the path below the fault's base, decoded; how often it came before; the true answer."""

    fault: str
    path: str
    before: int
    truth: Response


Fault = Callable[["Wire", Asked], Coroutine[None, None, None]]


class Wire:
    """A connection. A method that ends it leaves `is_open` false."""

    def __init__(self, reader: StreamReader, writer: StreamWriter) -> None:
        self._reader = reader
        self._writer = writer
        self._unread = b""
        self.is_open = True
        self.requests = 0

    async def read(self) -> bytes:
        """Whatever came, empty at the end."""
        unread, self._unread = self._unread, b""
        return unread or await self._receive()

    async def request(self) -> str:
        """The path of the next request, decoded; empty when the client went away."""
        while b"\r\n\r\n" not in self._unread:
            data = await self._receive()
            if not data:
                return ""
            self._unread += data
        head, _, self._unread = self._unread.partition(b"\r\n\r\n")
        self.requests += 1
        return unquote(head.split(b" ", 2)[1].decode("ascii").partition("?")[0])

    async def send(self, data: bytes) -> None:
        self._writer.write(data)
        await self._writer.drain()

    async def drip(self, data: bytes) -> None:
        """One byte a second."""
        for at in range(len(data)):
            await self.send(data[at : at + 1])
            await asyncio.sleep(DRIP_S)

    async def answer(self, response: Response) -> None:
        await self.send(head(response) + response.body)

    async def say(self, status: int, text: str = "", headers: Mapping[str, str] = TEXT) -> None:
        await self.answer(Response(text.encode(), status, headers))

    async def silence(self) -> None:
        """Nothing, until the client has had enough."""
        while await self.read():
            pass
        self.is_open = False

    def close(self) -> None:
        """An orderly end, whatever was promised."""
        self.is_open = False
        self._writer.close()

    def reset(self) -> None:
        """RST in place of FIN."""
        self.is_open = False
        plain: socket.socket = self._writer.get_extra_info("socket")
        plain.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self._writer.transport.abort()

    async def _receive(self) -> bytes:
        return await self._reader.read(65536)


def head(response: Response) -> bytes:
    """Status line and headers; `Content-Length` is the body's, if no header says otherwise."""
    headers = {"Content-Length": str(len(response.body)), **response.headers}
    if "Transfer-Encoding" in headers:
        del headers["Content-Length"]
    phrase = HTTPStatus(response.status).phrase
    lines = [f"HTTP/1.1 {response.status} {phrase}", *(f"{name}: {text}" for name, text in headers.items())]
    return "\r\n".join([*lines, "", ""]).encode("latin-1")
