"""Connections as Go dials them: every address in turn, the next one 300 ms after a silent one.

Source: net/dial.go (dialParallel, fallbackDelay). The deadlines are wall clock.
"""

from __future__ import annotations

import asyncio
import ipaddress
import ssl
from collections.abc import Iterable, Sequence

import httpcore

from goenvctl.language import tr
from goenvctl.web.failure import Failure, of_connection, of_tls
from goenvctl.web.resolver import Resolver
from goenvctl.web.timings import CURRENT

CONNECT_S = 3.0
TLS_S = 5.0
FALLBACK_S = 0.3
HEAD = 512  # bytes of an answer that are kept to tell HTTP from something else

_INSIDE = [
    ipaddress.ip_network(one)
    for one in (
        "127.0.0.0/8 10.0.0.0/8 172.16.0.0/12 192.168.0.0/16 169.254.0.0/16 0.0.0.0/8 "
        "::1/128 ::/128 fe80::/10 fc00::/7"
    ).split()
]

SocketOption = tuple[int, int, int] | tuple[int, int, bytes | bytearray] | tuple[int, int, None, int]


def is_inside(address: str) -> bool:
    """Loopback, link-local, RFC 1918 or ULA. 198.18.0.0/15 is not: Clash-like proxies answer it."""
    try:
        ip = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv6Address) and ip.ipv4_mapped:
        ip = ip.ipv4_mapped
    return any(ip in network for network in _INSIDE)


class Dialer(httpcore.AsyncNetworkBackend):
    """Connects for one pool.

    `proxy` is the host of the HTTP proxy where the pool has one: what fails on the way there is no
    fault of the mirror. `outside_only` refuses addresses inside: a mirror out in the world may not
    send us to one. `peer` is the address of the last connection.
    """

    def __init__(self, resolver: Resolver, *, proxy: str = "", outside_only: bool = False) -> None:
        self._resolver = resolver
        self._proxy = proxy
        self._outside_only = outside_only
        self._backend = httpcore.AnyIOBackend()
        self._closing: set[asyncio.Future[None]] = set()  # asyncio itself holds tasks only weakly
        self.peer = ""

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[SocketOption] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """A connection to the host. Raises Failure, with the reason `proxy` on the way to a proxy."""
        try:
            return await self._connect(host, port)
        except Failure as exc:
            if self._proxy:
                said = tr("the HTTP proxy {proxy}: {fault}", proxy=f"{host}:{port}", fault=exc.detail)
                raise Failure("proxy", said, exc.phase) from exc
            raise

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)

    async def _connect(self, host: str, port: int) -> httpcore.AsyncNetworkStream:
        addresses = [host] if _is_address(host) else await self._resolver.resolve(host)
        if self._outside_only and any(map(is_inside, addresses)):
            inside = next(filter(is_inside, addresses))
            raise Failure(
                "redirect-escape",
                tr("it redirects to {host} ({address}), inside this network", host=host, address=inside),
                "connect",
            )
        place = f"{host}:{port}"
        try:
            async with asyncio.timeout(CONNECT_S):
                stream, self.peer = await self._first_of(addresses, port)
        except TimeoutError as exc:
            raise Failure("connect-timeout", tr("{place} does not answer", place=place), "connect") from exc
        except (OSError, httpcore.NetworkError, httpcore.TimeoutException) as exc:
            raise of_connection(place, exc) from exc
        return Stream(stream, self._proxy)

    async def _first_of(self, addresses: Sequence[str], port: int) -> tuple[httpcore.AsyncNetworkStream, str]:
        """The first that connects; each starts when the one before has failed, or has been silent a while."""
        if len(addresses) == 1:
            return await self._backend.connect_tcp(addresses[0], port), addresses[0]
        waiting = list(addresses)
        running: dict[asyncio.Task[httpcore.AsyncNetworkStream], str] = {}
        failure: BaseException | None = None
        try:
            while waiting or running:
                if waiting:
                    address = waiting.pop(0)
                    running[asyncio.ensure_future(self._backend.connect_tcp(address, port))] = address
                done, _ = await asyncio.wait(
                    running, timeout=FALLBACK_S if waiting else None, return_when=asyncio.FIRST_COMPLETED
                )
                for task in done:
                    address = running.pop(task)
                    if (raised := task.exception()) is None:
                        return task.result(), address
                    failure = failure or raised
            assert failure
            raise failure
        finally:
            for task in running:
                task.cancel()
                task.add_done_callback(self._close_if_connected)

    def _close_if_connected(self, task: asyncio.Task[httpcore.AsyncNetworkStream]) -> None:
        """One that came second after all."""
        if not task.cancelled() and task.exception() is None:
            closing = asyncio.ensure_future(task.result().aclose())
            self._closing.add(closing)
            closing.add_done_callback(self._closing.discard)


class Stream(httpcore.AsyncNetworkStream):
    """Notes how an answer begins and whether the other side has closed; gives TLS its deadline."""

    def __init__(self, stream: httpcore.AsyncNetworkStream, proxy: str) -> None:
        self._stream = stream
        self._proxy = proxy

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        data = await self._stream.read(max_bytes)
        recorder = CURRENT.get()
        recorder.received += data[: HEAD - len(recorder.received)] if len(recorder.received) < HEAD else b""
        recorder.is_at_end = not data
        return data

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:
        await self._stream.write(buffer)

    async def aclose(self) -> None:
        await self._stream.aclose()

    async def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.AsyncNetworkStream:
        host = server_hostname or ""
        try:
            async with asyncio.timeout(TLS_S):
                secured = await self._handshake(ssl_context, server_hostname)
        except TimeoutError as exc:
            raise self._blamed(
                host, Failure("tls-timeout", tr("{place} never ends the TLS handshake", place=host), "tls")
            ) from exc
        except (OSError, httpcore.NetworkError, httpcore.TimeoutException, ValueError) as exc:
            raise self._blamed(host, of_tls(host, exc)) from exc
        return Stream(secured, self._proxy)

    async def _handshake(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None
    ) -> httpcore.AsyncNetworkStream:
        """A connection whose handshake is given up is closed, however it is given up."""
        try:
            return await self._stream.start_tls(ssl_context, server_hostname)
        except BaseException:
            await self._stream.aclose()
            raise

    def get_extra_info(self, info: str) -> object:
        return self._stream.get_extra_info(info)

    def _blamed(self, host: str, failure: Failure) -> Failure:
        """TLS to an https proxy itself is the proxy's matter."""
        if host and host == self._proxy:
            return Failure("proxy", tr("the HTTP proxy {fault}", fault=failure.detail), failure.phase)
        return failure


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return False
    return True
