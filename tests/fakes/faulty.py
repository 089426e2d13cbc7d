"""A mirror that holds every fault at once: which one is met stands in the base URL."""

from __future__ import annotations

import asyncio
import ssl
from collections import Counter
from collections.abc import Callable, Coroutine, Iterator, Mapping
from functools import partial
from itertools import chain, repeat
from threading import Lock, Thread
from types import TracebackType
from typing import Self, TypeVar

from tests.fakes.faults import http2
from tests.fakes.faults.handshakes import Authority
from tests.fakes.faults.late import Late
from tests.fakes.faults.ports import GREETINGS, Closed
from tests.fakes.faults.table import find_fault, good, parse_name
from tests.fakes.faults.tls_wire import TlsWire
from tests.fakes.faults.wire import Asked, Fault, Wire
from tests.fakes.server import Response

Serve = Callable[[Wire], Coroutine[None, None, None]]
Way = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Coroutine[None, None, None]]
HTTP2 = ("tls-http2", "tls-goaway")
CLOSED = ("refused", "full")
_Answer = TypeVar("_Answer")


class Faulty:
    """Answers on free ports of one address while its context is entered, in one thread of its own.

    `truth` is what a good mirror answers to a path; `faults` are more than the table holds. A name
    such as `500.list`, `ssh` or `tls-expired` becomes a base URL by `url`; faults that show
    before there is a path get a port each. TLS ports need an `authority`.
    """

    def __init__(
        self,
        truth: Callable[[str], Response],
        faults: Mapping[str, Fault] | None = None,
        authority: Authority | None = None,
        *,
        host: str = "127.0.0.1",
    ) -> None:
        self._truth = truth
        self._faults = faults or {}
        self._contexts = authority.contexts() if authority else {}
        self._authority = authority
        self._host = host
        self._ports: dict[str, int] = {}
        self._lock = Lock()
        self._asked: Counter[tuple[str, str]] = Counter()
        self._answered: Counter[str] = Counter()
        self._servers: list[asyncio.Server] = []
        self._connections: set[asyncio.Task[None]] = set()
        self._closed = Closed(host)
        self._loop = asyncio.new_event_loop()

    def __enter__(self) -> Self:
        self._thread = Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, exc: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._closed.close()
        self._wait_for(self._stop())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def url(self, name: str) -> str:
        """The base URL, without a slash at its end, of `PORT[~after-K][~LABEL]` or
        `[PORT/]FAULT[.KIND][~after-K][~LABEL]`.

        The fault begins after K good answers, of a port with the end of every connection to it. A label
        changes nothing but the URL: with one of its own nobody else's requests count.
        """
        port, fault = self._split(name)
        find_fault(parse_name(fault), "/", self._faults)  # KeyError here, not in the server
        kind, after = port.partition("~")[0], parse_name(port).after
        with self._lock:
            if port not in self._ports:
                if after:
                    self._ports[port] = self._wait_for(self._open_late(kind, after))
                elif kind in CLOSED:
                    self._ports[port] = self._closed.open(kind)
                else:
                    self._ports[port] = self._wait_for(self._open(self._way(kind)))
        scheme = "https" if kind.startswith("tls") else "http"
        host = f"[{self._host}]" if ":" in self._host else self._host
        return f"{scheme}://{host}:{self._ports[port]}/{fault}"

    def _split(self, name: str) -> tuple[str, str]:
        kind = name.partition("~")[0]
        if kind in GREETINGS or kind in self._contexts or kind in (*HTTP2, *CLOSED):
            return name, "good"
        port, _, fault = name.rpartition("/")
        return port, fault

    def _way(self, port: str) -> Way:
        return partial(self._accept, self._serve(port), self._context(port))

    async def _open(self, accept: Way) -> int:
        server = await asyncio.start_server(accept, self._host, 0, backlog=1024)
        self._servers.append(server)
        return int(server.sockets[0].getsockname()[1])

    async def _open_late(self, kind: str, after: int) -> int:
        """A port like any other, until it has answered so often."""
        secure = self._context("tls") if kind.startswith("tls") else None
        late = Late(after, self._answer)
        good = partial(self._accept, late.serve, secure)
        fault = good if kind in CLOSED else self._way(kind)

        async def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            await (fault if late.is_over else good)(reader, writer)

        def close() -> None:
            server.close()
            self._closed.open(kind, number)

        number = await self._open(accept)
        server = self._servers[-1]
        if kind in CLOSED:
            late.at_the_end = close
        return number

    def _context(self, port: str) -> ssl.SSLContext | None:
        if port in HTTP2:
            assert self._authority
            return self._authority.http2()
        return self._contexts[port]() if port in self._contexts else None

    def _serve(self, port: str) -> Serve:
        if port in HTTP2:
            return partial(self._http2, chain([port == "tls-goaway"], repeat(False)))
        return GREETINGS.get(port, self._http1)

    async def _accept(
        self,
        serve: Serve,
        context: ssl.SSLContext | None,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
    ) -> None:
        task = asyncio.current_task()
        assert task
        self._connections.add(task)
        try:
            await serve(await _wire(reader, writer, context))
        except (OSError, asyncio.CancelledError):
            pass  # the client went away, or we do
        finally:
            self._connections.discard(task)
            writer.close()

    async def _http1(self, wire: Wire) -> None:
        while wire.is_open and (target := await wire.request()):
            await self._answer(wire, target)

    async def _answer(self, wire: Wire, target: str) -> None:
        fault, _, rest = target.removeprefix("/").partition("/")
        path, name = f"/{rest}", parse_name(fault)
        before, answered = self._asked[fault, path], self._answered[fault]
        self._asked[fault, path] += 1
        self._answered[fault] += 1
        act = good if answered < name.after else find_fault(name, path, self._faults)
        await act(wire, Asked(fault, path, before, self._truth(path)))

    async def _http2(self, goes_away: Iterator[bool], wire: Wire) -> None:
        """`goes_away` has a word for each connection."""
        await http2.serve(
            wire, lambda target: self._truth(target.removeprefix("/good")), goes_away=next(goes_away)
        )

    async def _stop(self) -> None:
        for server in self._servers:
            server.close()
        for task in list(self._connections):
            task.cancel()
        await asyncio.gather(*self._connections, return_exceptions=True)

    def _wait_for(self, coroutine: Coroutine[None, None, _Answer]) -> _Answer:
        return asyncio.run_coroutine_threadsafe(coroutine, self._loop).result()


async def _wire(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, context: ssl.SSLContext | None
) -> Wire:
    if context is None:
        return Wire(reader, writer)
    wire = TlsWire(reader, writer, context)
    await wire.handshake()
    return wire
