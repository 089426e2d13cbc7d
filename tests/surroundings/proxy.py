"""An HTTP proxy on the loopback: plain requests for http, tunnels for https."""

from __future__ import annotations

import ssl
from asyncio import StreamReader, StreamWriter
from collections.abc import Mapping
from http import HTTPStatus
from urllib.parse import urlsplit

from tests.surroundings.relay import Relay, pass_on

OWN = (b"proxy-authorization", b"proxy-connection", b"connection")  # what ends at a proxy


class HttpProxy(Relay):
    """Notes each request as `METHOD TARGET`, as it came.

    With `demands`, any other Proxy-Authorization is answered with 407; with `status`, everything is
    answered so. A status of 0 hangs up without a word.
    """

    def __init__(
        self,
        routes: Mapping[str, int],
        *,
        context: ssl.SSLContext | None = None,
        is_silent: bool = False,
        demands: str = "",
        status: int | None = None,
    ) -> None:
        super().__init__(routes, context=context, is_silent=is_silent)
        self._demands = demands
        self._status = status

    async def serve(self, reader: StreamReader, writer: StreamWriter) -> None:
        """Request after request, until one wants a tunnel."""
        while True:
            head = (await reader.readuntil(b"\r\n\r\n")).removesuffix(b"\r\n\r\n")
            line, *headers = head.split(b"\r\n")
            method, _, target = line.decode().removesuffix(" HTTP/1.1").partition(" ")
            self.asked.append(f"{method} {target}")
            if self._status == 0:
                return
            if refusal := self._refusal(headers):
                await _answer(writer, refusal)
            elif method == "CONNECT":
                await self._tunnel(target, reader, writer)
            else:
                await self._forward(target, headers, writer)
            if method == "CONNECT":
                return

    def _refusal(self, headers: list[bytes]) -> int:
        offered = f"Proxy-Authorization: {self._demands}".encode()
        return self._status or (407 if self._demands and offered not in headers else 0)

    async def _tunnel(self, place: str, reader: StreamReader, writer: StreamWriter) -> None:
        if behind := await self.reach(place):
            writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
            await pass_on(reader, writer, behind)
        else:
            await _answer(writer, 502)

    async def _forward(self, target: str, headers: list[bytes], writer: StreamWriter) -> None:
        """The request again, on a connection that ends with the answer."""
        url = urlsplit(target)
        behind = await self.reach(url.netloc)
        if behind is None:
            await _answer(writer, 502)
            return
        path = target.partition(url.netloc)[2]
        kept = [header for header in headers if header.partition(b":")[0].lower() not in OWN]
        lines = [f"GET {path} HTTP/1.1".encode(), *kept, b"Connection: close", b"", b""]
        behind[1].write(b"\r\n".join(lines))
        writer.write(await behind[0].read())
        behind[1].close()


async def _answer(writer: StreamWriter, status: int) -> None:
    demand = "Proxy-Authenticate: Basic\r\n" if status == 407 else ""
    line = f"HTTP/1.1 {status} {HTTPStatus(status).phrase}"
    writer.write(f"{line}\r\n{demand}Content-Length: 0\r\n\r\n".encode())
    await writer.drain()
