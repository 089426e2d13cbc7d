"""The relay's front: HTTP/1.1 on one loopback port, for whoever knows the secret path. No open proxy.

h11 reads the requests; nothing but GET in origin form, for this host and below the secret, is heard.
"""

from __future__ import annotations

import asyncio
import contextlib
import hmac
import socket
from collections.abc import Awaitable, Callable
from http.client import responses
from typing import IO, NamedTuple

import h11

HEAD_S = 10.0  # seconds for the head of a request that has begun
STEP = 1 << 18  # bytes of a file that are handed on at a time
READ = 1 << 16


class Reply(NamedTuple):
    """`file` is read from its beginning and closed; without one the body is `body`."""

    status: int
    body: bytes = b""
    file: IO[bytes] | None = None
    size: int = 0
    content_type: str = "application/octet-stream"


Answerer = Callable[[str], Awaitable[Reply]]
"""Given the path below the secret: the reply. What it raises is a bug, and a 500."""


def refusal(status: int, why: str) -> Reply:
    return Reply(status, why.encode() + b"\n", content_type="text/plain; charset=utf-8")


class Server:
    """Serves until `close`; each connection is a task."""

    def __init__(
        self, place: str, secret: str, answer: Answerer, bug: Callable[[str], None] = lambda _: None
    ) -> None:
        self._bug = bug
        self._place = place  # host:port
        self._root = f"/{secret}/"
        self._answer = answer
        self._connections: set[asyncio.Task[None]] = set()
        self._server: asyncio.Server | None = None

    async def start(self, listener: socket.socket) -> None:
        self._server = await asyncio.start_server(self._accept, sock=listener, backlog=1024, limit=READ)

    async def close(self) -> None:
        if self._server:
            self._server.close()
        for task in list(self._connections):
            task.cancel()
        await asyncio.gather(*self._connections, return_exceptions=True)

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task
        self._connections.add(task)
        try:
            await _Connection(reader, writer, self._reply).serve()
        except (OSError, asyncio.CancelledError):
            pass  # the client went away, or we do
        finally:
            self._connections.discard(task)
            writer.close()

    async def _reply(self, request: h11.Request) -> Reply:
        """What to say to a request; refuses before anything is asked of anybody."""
        if request.method != b"GET":
            return refusal(405, "goenvctl relay: GET only")
        hosts = [value for name, value in request.headers if name == b"host"]
        if hosts != [self._place.encode()] or not request.target.startswith(b"/"):
            return refusal(421, "goenvctl relay: this is no proxy")
        head = request.target[: len(self._root)]
        if not hmac.compare_digest(head, self._root.encode()) or b"?" in request.target:
            return refusal(404, "goenvctl relay: nothing is here")
        try:
            return await self._answer("/" + request.target[len(self._root) :].decode("ascii", "replace"))
        except Exception as exc:  # noqa: BLE001  # a bug of ours must not leave go waiting
            self._bug(f"{type(exc).__name__}: {exc}")
            return refusal(500, "goenvctl relay: a bug; please report it")


class _Connection:
    """One client's connection: requests one after the other; one that goes away is not worked for."""

    def __init__(
        self,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        reply: Callable[[h11.Request], Awaitable[Reply]],
    ) -> None:
        self._reader = reader
        self._writer = writer
        self._reply = reply
        self._http = h11.Connection(h11.SERVER)

    async def serve(self) -> None:
        try:
            while request := await self._request():
                reply = await self._attended(request)
                if reply is None:
                    return
                with contextlib.closing(reply.file) if reply.file else contextlib.nullcontext():
                    await self._send(reply, is_head=request.method == b"HEAD")
                if self._http.our_state is not h11.DONE or self._http.their_state is not h11.DONE:
                    return
                self._http.start_next_cycle()
        except h11.RemoteProtocolError as exc:
            if self._http.our_state in (h11.IDLE, h11.SEND_RESPONSE):
                await self._send(refusal(exc.error_status_hint, "goenvctl relay: that is no request"))

    async def _request(self) -> h11.Request | None:
        """The next request with the end of its (empty) body, or None at the end of the connection."""
        found: h11.Request | None = None
        timeout = asyncio.timeout(None)
        try:
            async with timeout:
                while True:
                    event = self._http.next_event()
                    if event is h11.NEED_DATA:
                        data = await self._reader.read(READ)
                        self._http.receive_data(data)
                        if data and timeout.when() is None:
                            timeout.reschedule(asyncio.get_running_loop().time() + HEAD_S)
                    elif isinstance(event, h11.Request):
                        found = event
                    elif isinstance(event, h11.EndOfMessage):
                        return found
                    elif not isinstance(event, h11.Data):
                        return None  # closed, or nothing more is read here
                    elif found and found.method != b"GET":
                        return found  # refused; what follows goes with the connection
        except TimeoutError:
            return None

    async def _attended(self, request: h11.Request) -> Reply | None:
        """The reply, or None where the client has closed meanwhile."""
        working = asyncio.ensure_future(self._reply(request))
        listening = asyncio.ensure_future(self._reader.read(READ))
        try:
            while not working.done():
                waiting = {working, listening} if not listening.done() else {working}
                await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
                if listening.done() and not working.done():
                    if not listening.result():
                        return None
                    self._http.receive_data(listening.result())
                    listening = asyncio.ensure_future(self._reader.read(READ))
            return working.result()
        finally:
            await _ended(working)
            if listening.done() and not listening.cancelled() and not listening.exception():
                self._http.receive_data(listening.result())
            else:
                await _ended(listening)

    async def _send(self, reply: Reply, *, is_head: bool = False) -> None:
        size = reply.size if reply.file else len(reply.body)
        headers = [("Content-Length", str(size)), ("Content-Type", reply.content_type)]
        if self._http.their_state is not h11.DONE:
            headers.append(("Connection", "close"))
        words = responses.get(reply.status, "").encode()  # go prints them
        response = h11.Response(status_code=reply.status, reason=words, headers=headers)
        head = self._http.send(response) or b""
        part = b"" if is_head else reply.body
        if reply.file:
            reply.file.seek(0)
            part = reply.file.read(STEP)
        while part:
            self._writer.write(head + (self._http.send(h11.Data(data=part)) or b""))
            await self._writer.drain()
            head, part = b"", reply.file.read(STEP) if reply.file else b""
        self._writer.write(head + (self._http.send(h11.EndOfMessage()) or b""))
        await self._writer.drain()


async def _ended(task: asyncio.Future[object] | asyncio.Future[Reply] | asyncio.Future[bytes]) -> None:
    """Give it up, and wait until it has noticed."""
    if not task.done():
        task.cancel()
    with contextlib.suppress(asyncio.CancelledError, Exception):
        await task
