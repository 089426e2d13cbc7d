"""A server in the test's own loop, told byte by byte what to say, and a client in front of it."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import ssl
import struct
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Mapping
from typing import NamedTuple, TypeVar

from goenvctl.host import Host
from goenvctl.web.client import Surroundings
from goenvctl.web.credentials import Credentials
from goenvctl.web.failure import Failure
from goenvctl.web.resolver import Resolver

AGENT = "GoCommand/1 (+https://go.dev/cmd/go) goenvctl/0"
Result = TypeVar("Result")


class Request(NamedTuple):
    """What came: on which connection (from 1), the target, and the headers by name in lower case."""

    connection: int
    target: str
    headers: Mapping[str, str]


class Connection:
    """One that was taken."""

    def __init__(self, server: Server, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        server.connections += 1
        self.number = server.connections
        self._server = server
        self._reader = reader
        self._writer = writer

    async def request(self) -> Request | None:
        """The next one, which is noted; None where the client has gone."""
        try:
            head = await self._reader.readuntil(b"\r\n\r\n")
        except (asyncio.IncompleteReadError, ConnectionError):
            return None
        first, *lines = head.decode("latin-1").removesuffix("\r\n\r\n").split("\r\n")
        pairs = (line.split(": ", 1) for line in lines)
        return self.note(first.split(" ")[1], {name.lower(): value for name, value in pairs})

    def note(self, target: str, headers: Mapping[str, str]) -> Request:
        """Remember a request."""
        found = Request(self.number, target, headers)
        self._server.requests.append(found)
        return found

    async def read(self) -> bytes:
        return await self._reader.read(65536)

    async def send(self, data: bytes) -> None:
        self._writer.write(data)
        await self._writer.drain()

    async def silence(self) -> None:
        """Nothing, until the client has gone."""
        while await self._reader.read(65536):
            pass

    def close(self) -> None:
        self._writer.close()

    def reset(self) -> None:
        """RST in place of FIN."""
        plain: socket.socket = self._writer.get_extra_info("socket")
        plain.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self._writer.transport.abort()


Act = Callable[[Connection], Coroutine[None, None, None]]


class Server:
    """Acts on every connection to `url`."""

    def __init__(self, act: Act) -> None:
        self._act = act
        self.url = ""
        self.connections = 0
        self.requests: list[Request] = []

    @property
    def targets(self) -> list[str]:
        return [request.target for request in self.requests]

    async def take(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            with contextlib.suppress(ConnectionError, ssl.SSLError):
                await self._act(Connection(self, reader, writer))
        finally:
            writer.close()
            with contextlib.suppress(ConnectionError, ssl.SSLError):
                await writer.wait_closed()


@contextlib.asynccontextmanager
async def serve(
    act: Act, context: ssl.SSLContext | None = None, host: str = "127.0.0.1", port: int = 0
) -> AsyncIterator[Server]:
    """A server, at https where there is a context."""
    server = Server(act)
    tasks: set[asyncio.Task[None]] = set()

    def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        tasks.add(asyncio.ensure_future(server.take(reader, writer)))

    listener = await asyncio.start_server(accept, host, port, ssl=context)
    scheme = "https" if context else "http"
    server.url = f"{scheme}://{host}:{listener.sockets[0].getsockname()[1]}"
    try:
        yield server
    finally:
        listener.close()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def answering(find: Callable[[Request], bytes]) -> Act:
    """What is found goes back to each request."""

    async def act(connection: Connection) -> None:
        while request := await connection.request():
            await connection.send(find(request))

    return act


def answer(body: bytes = b"", status: str = "200 OK", *headers: str) -> bytes:
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", *headers, "", ""]
    return "\r\n".join(lines).encode() + body


def redirect(location: str, status: str = "302 Found") -> bytes:
    return answer(b"moved", status, f"Location: {location}")


def surroundings(
    environ: Mapping[str, str] | None = None, goauth: str = "netrc", resolver: Resolver | None = None
) -> Surroundings:
    """Those of somebody without a home."""
    host = Host({"HOME": "/nowhere", **(environ or {})}, cwd="/")
    return Surroundings(host, Credentials(host, goauth, run_commands=False), AGENT, resolver=resolver)


SOON_S = 4.0  # what a busy machine may make of a third of a second


def soon(seconds: float = 5.0) -> float:
    """An end of patience, on the loop's clock."""
    return asyncio.get_running_loop().time() + seconds


async def failure(getting: Awaitable[object]) -> Failure:
    """What the fetch raises."""
    try:
        found = await getting
    except Failure as exc:
        return exc
    raise AssertionError(f"it was answered: {found}")
