"""Connections: kept, lost and asked anew; which address is taken; HTTP/2."""

from __future__ import annotations

import asyncio
import time
from base64 import b64encode

import pytest
from h2.errors import ErrorCodes

from goenvctl.web import dial
from goenvctl.web.resolver import Resolver
from tests.fakes.faults.handshakes import Authority
from tests.fakes.faults.ports import Closed
from tests.web.http2 import Http2
from tests.web.loopback import (
    SOON_S,
    Connection,
    Request,
    answer,
    answering,
    failure,
    serve,
    soon,
    surroundings,
)

CAP = 1 << 20
LOGIN = "Basic " + b64encode(b"u:p").decode()


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("ca"))


def test_a_connection_is_kept() -> None:
    """One after the other uses one connection; those at once have one each."""

    async def run() -> None:
        async with serve(answering(lambda _: answer(b"x"))) as server, surroundings().web() as web:
            for _ in range(3):
                await web.get(server.url, cap=1, until=soon())
            assert server.connections == 1
            await asyncio.gather(*(web.get(server.url, cap=1, until=soon()) for _ in range(4)))
            assert 1 < server.connections <= 4

    asyncio.run(run())


@pytest.mark.parametrize("ends", ["close", "reset", "close unasked"])
def test_a_kept_connection_that_has_closed(ends: str) -> None:
    """Where a kept connection closes before the answer, the question is asked again on a new one."""

    async def twice(connection: Connection) -> None:
        await connection.request()
        await connection.send(answer(b"x"))
        if connection.number > 1:
            return await connection.silence()
        if "unasked" not in ends:
            await connection.request()
        getattr(connection, ends.split()[0])()
        return None

    async def run() -> None:
        async with serve(twice) as server, surroundings().web() as web:
            for _ in range(2):
                assert (await web.get(server.url, cap=1, until=soon())).body == b"x"
            asked = [request.connection for request in server.requests]
            assert asked == ([1, 2] if "unasked" in ends else [1, 1, 2])

    asyncio.run(run())


@pytest.mark.parametrize("ends", ["close", "reset"])
def test_a_first_connection_that_closes(ends: str) -> None:
    """A new connection that closes without an answer is a failure, and nothing is asked twice."""

    async def leave(connection: Connection) -> None:
        await connection.request()
        getattr(connection, ends)()

    async def run() -> None:
        async with serve(leave) as server, surroundings().web() as web:
            exc = await failure(web.get(server.url, cap=CAP, until=soon()))
            assert (exc.reason, exc.phase) == ("reset", "wait")
            assert exc.detail == f"{server.url[7:]} closes the connection without an answer"
            assert server.connections == 1

    asyncio.run(run())


def test_half_an_answer_on_a_kept_connection() -> None:
    """Once an answer has begun, it is not asked for again."""

    async def twice(connection: Connection) -> None:
        await connection.request()
        await connection.send(answer(b"x"))
        await connection.request()
        await connection.send(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nx")

    async def run() -> None:
        async with serve(twice) as server, surroundings().web() as web:
            await web.get(server.url, cap=1, until=soon())
            assert (await failure(web.get(server.url, cap=9, until=soon()))).reason == "truncated"
            assert len(server.requests) == 2

    asyncio.run(run())


# the addresses of a name, and why none of them takes us; empty where one does
ADDRESSES = [
    (["127.0.0.1"], ""),
    (["127.0.0.9", "127.0.0.1"], ""),
    (["127.0.0.9", "127.0.0.10", "127.0.0.1"], ""),
    (["127.0.0.9"], "connect-refused"),
    (["127.0.0.9", "127.0.0.10"], "connect-refused"),
]


@pytest.mark.parametrize(("addresses", "reason"), ADDRESSES, ids=str)
def test_addresses(addresses: list[str], reason: str) -> None:
    """Of several addresses the first that takes us is taken; where none does, it is refused."""

    async def run() -> None:
        shared = surroundings(resolver=Resolver(lambda _: addresses))
        async with serve(answering(lambda _: answer(b"x"))) as server, shared.web() as web:
            url = server.url.replace("127.0.0.1", "mirror.test")
            if reason:
                assert (await failure(web.get(url, cap=1, until=soon()))).reason == reason
            else:
                got = await web.get(url, cap=1, until=soon())
                assert (got.status, got.timings.dns is not None) == (200, True)
                assert server.requests[0].headers["host"] == url.removeprefix("http://")

    asyncio.run(run())


@pytest.mark.parametrize(
    ("addresses", "reason"), [(["127.0.0.3", "127.0.0.1"], ""), (["127.0.0.3"], "connect-timeout")], ids=str
)
def test_a_silent_address(monkeypatch: pytest.MonkeyPatch, addresses: list[str], reason: str) -> None:
    """300 ms after a silent address the next one is tried; where there is none it is given up in time."""
    monkeypatch.setattr(dial, "CONNECT_S", 0.6)
    silent = Closed("127.0.0.3")

    async def run() -> None:
        shared = surroundings(resolver=Resolver(lambda _: addresses))
        port = silent.open("full")
        async with serve(answering(lambda _: answer(b"x")), port=port), shared.web() as web:
            before = time.monotonic()
            getting = web.get(f"http://mirror.test:{port}", cap=1, until=soon())
            if reason:
                assert (await failure(getting)).reason == reason
            else:
                assert (await getting).body == b"x"
            assert 0.3 <= time.monotonic() - before < SOON_S

    try:
        asyncio.run(run())
    finally:
        silent.close()


def test_a_refused_login(authority: Authority) -> None:
    """A login that was refused is not shown again, on whatever connection."""

    async def run() -> None:
        refusing = answering(lambda _: answer(b"", "401 Unauthorized"))
        shared = surroundings({"SSL_CERT_FILE": str(authority.ca_file)})
        async with serve(refusing, authority.good()) as server:
            for path in ("/a", "/b"):
                async with shared.web() as web:
                    url = server.url.replace("//", "//u:p@") + path
                    assert (await web.get(url, cap=1, until=soon())).status == 401
            assert shown(server.requests) == [("/a", LOGIN), ("/b", None)]

    asyncio.run(run())


def test_a_login_that_was_taken(authority: Authority) -> None:
    """Where it was taken before, a refusal is about that file alone, and the login is shown again."""

    def find(request: Request) -> bytes:
        return answer(b"x") if request.target != "/secret" else answer(b"", "403 Forbidden")

    async def run() -> None:
        shared = surroundings({"SSL_CERT_FILE": str(authority.ca_file)})
        async with serve(answering(find), authority.good()) as server, shared.web() as web:
            for path, status in [("/a", 200), ("/secret", 403), ("/b", 200)]:
                url = server.url.replace("//", "//u:p@") + path
                assert (await web.get(url, cap=1, until=soon())).status == status
            assert shown(server.requests) == [("/a", LOGIN), ("/secret", LOGIN), ("/b", LOGIN)]

    asyncio.run(run())


def test_http2(authority: Authority) -> None:
    """Where the server speaks HTTP/2 so do we: one connection, and bodies larger than a window."""
    body = b"text" * 50_000

    async def act(connection: Connection) -> None:
        http2 = Http2(connection)
        while stream := await http2.request():
            await http2.answer(stream, body)

    async def run() -> None:
        shared = surroundings({"SSL_CERT_FILE": str(authority.ca_file)})
        async with serve(act, authority.http2()) as server, shared.web() as web:
            for path in ("/a", "/b"):
                got = await web.get(server.url + path, cap=len(body), until=soon())
                assert (got.status, got.body, got.timings.tls is not None) == (200, body, path == "/a")
            assert server.targets == ["/a", "/b"]
            assert server.connections == 1

    asyncio.run(run())


@pytest.mark.parametrize(
    ("leaving", "connections"),
    [
        ("at the second request", 2),
        ("at the first request", 2),
        ("refusing it", 1),
    ],
)
def test_http2_that_leaves(authority: Authority, leaving: str, connections: int) -> None:
    """A request that the server says it has not looked at is sent again, on a new connection if need be."""

    async def act(connection: Connection) -> None:
        http2 = Http2(connection)
        while stream := await http2.request():
            if connection.number > 1 or stream > 3 or (stream == 1) == (leaving == "at the second request"):
                await http2.answer(stream, b"x")
            elif leaving == "refusing it":
                await http2.reset(stream, ErrorCodes.REFUSED_STREAM)
            else:
                return await http2.go_away(last_stream=max(stream - 2, 0))
        return None

    async def run() -> None:
        shared = surroundings({"SSL_CERT_FILE": str(authority.ca_file)})
        async with serve(act, authority.http2()) as server, shared.web() as web:
            for _ in range(2):
                assert (await web.get(server.url, cap=1, until=soon())).body == b"x"
            assert server.connections == connections
            assert len(server.requests) == 3

    asyncio.run(run())


@pytest.mark.parametrize("breaking", ["reset", "close", "go away"])
def test_http2_that_breaks_off(authority: Authority, breaking: str) -> None:
    """A body that is broken off is truncated, and not asked for again."""

    async def act(connection: Connection) -> None:
        http2 = Http2(connection)
        stream = await http2.request() or 0
        await http2.answer(stream, b"x", length=9)
        if breaking == "reset":
            await http2.reset(stream, ErrorCodes.INTERNAL_ERROR)
            await http2.request()
        elif breaking == "go away":
            await http2.go_away(0)

    async def run() -> None:
        shared = surroundings({"SSL_CERT_FILE": str(authority.ca_file)})
        async with serve(act, authority.http2()) as server, shared.web() as web:
            assert (await failure(web.get(server.url, cap=9, until=soon()))).reason == "truncated"
            assert len(server.requests) == 1

    asyncio.run(run())


def shown(requests: list[Request]) -> list[tuple[str, str | None]]:
    return [(request.target, request.headers.get("authorization")) for request in requests]


def test_http2_without_an_answer(authority: Authority) -> None:
    """A request that is broken off before its answer is reset, and not asked again: it was looked at."""

    async def act(connection: Connection) -> None:
        http2 = Http2(connection)
        while stream := await http2.request():
            await http2.reset(stream, ErrorCodes.INTERNAL_ERROR)

    async def run() -> None:
        shared = surroundings({"SSL_CERT_FILE": str(authority.ca_file)})
        async with serve(act, authority.http2()) as server, shared.web() as web:
            assert (await failure(web.get(server.url, cap=9, until=soon()))).reason == "reset"
            assert len(server.requests) == 1

    asyncio.run(run())
