"""GET against servers that say, byte by byte, what they were told."""

from __future__ import annotations

import asyncio
import gzip
import io
from pathlib import Path

import pytest

from tests.go.command import Go
from tests.toolchains import NEWEST
from tests.web.loopback import AGENT, Act, Connection, answer, answering, failure, serve, soon, surroundings

CAP = 1 << 20
CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"


def test_a_request() -> None:
    """The target is sent as it is spelled, with our name in the User-Agent and the caller's headers."""

    async def run() -> None:
        async with serve(answering(lambda _: answer(b"x"))) as server, surroundings().web() as web:
            url = f"{server.url}/a%2Fb?c=d"
            got = await web.get(url, cap=1, until=soon(), headers={"X-One": "1"})
            assert (got.status, got.body, got.size, got.url) == (200, b"x", 1, url)
            [request] = server.requests
            assert request.target == "/a%2Fb?c=d"
            assert request.headers.items() >= {("user-agent", AGENT), ("x-one", "1")}
            assert got.timings.connect is not None and got.timings.wait is not None
            assert (got.timings.dns, got.timings.tls) == (None, None)

    asyncio.run(run())


def test_the_headers_of_go(tmp_path: Path) -> None:
    """Nothing is sent that go does not send, and nothing is left out."""

    async def compare() -> None:
        async with serve(answering(lambda _: answer(b"x"))) as server, surroundings().web() as web:
            await web.get(server.url, cap=1, until=soon())
            settings = {"GOPROXY": server.url, "GOSUMDB": "off", "HTTP_PROXY": None}
            await asyncio.to_thread(Go(NEWEST, tmp_path).download, "example.com/a@v1.0.0", **settings)
            mine, theirs, *_ = server.requests
            assert mine.headers.keys() == theirs.headers.keys()
            shared = {"host", "accept-encoding"}
            assert [mine.headers[name] for name in shared] == [theirs.headers[name] for name in shared]

    asyncio.run(compare())


@pytest.mark.parametrize(
    ("sent", "body"),
    [
        (answer(b"text"), b"text"),
        (answer(gzip.compress(b"text", mtime=0), "200 OK", "Content-Encoding: gzip"), b"text"),
        (answer(gzip.compress(b"text", mtime=0), "200 OK", "Content-Encoding: GZIP"), b"text"),
        (answer(b"text", "200 OK", "Content-Encoding: br"), b"text"),
        (answer(b"", "200 OK", "Content-Encoding: gzip"), b""),
        (
            CHUNKED + b"2\r\nte\r\n2;x=y\r\nxt\r\n0\r\nT: x\r\n\r\n",
            b"text",
        ),
        (b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\ntext", b"text"),
        (b"HTTP/1.0 200 OK\r\n\r\ntext", b"text"),
        (b"HTTP/1.1 200\r\nContent-Length: 4\r\n\r\ntext", b"text"),
        (b"HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n" + answer(b"text"), b"text"),
    ],
    ids=lambda sent: repr(sent)[:40],
)
def test_a_body(sent: bytes, body: bytes) -> None:
    """A body is as long as it says, or as its connection lives; of encodings only gzip is undone."""

    async def run() -> None:
        async with serve(once(sent)) as server, surroundings().web() as web:
            got = await web.get(server.url, cap=len(body), until=soon())
            assert (got.status, got.body, got.size) == (200, body, len(body))

    asyncio.run(run())


@pytest.mark.parametrize(
    "sent",
    [
        answer(b"x" * 100)[:-1],
        CHUNKED + b"64\r\nxx",
        CHUNKED + b"2\r\nxx\r\n",
        CHUNKED + b"2\r\nxxx\r\n",
        CHUNKED + b"zz\r\nxx\r\n",
        answer(gzip.compress(b"x" * 100, mtime=0)[:-9], "200 OK", "Content-Encoding: gzip"),
        answer(b"no gzip at all", "200 OK", "Content-Encoding: gzip"),
        b"HTTP/1.1 200 OK\r\nContent-Le",
    ],
    ids=lambda sent: repr(sent[-24:]),
)
@pytest.mark.parametrize("ends", ["close", "reset"])
def test_a_body_cut_off(sent: bytes, ends: str) -> None:
    """An answer that ends before its end is truncated, and is not asked for again."""

    async def cut(connection: Connection) -> None:
        await connection.request()
        await connection.send(sent)
        await asyncio.sleep(0.05)  # else RST may overtake what was sent
        getattr(connection, ends)()

    async def run() -> None:
        async with serve(cut) as server, surroundings().web() as web:
            exc = await failure(web.get(server.url, cap=CAP, until=soon()))
            assert exc.reason == ("reset" if ends == "reset" and sent.endswith(b"-Le") else "truncated")
            assert len(server.requests) == 1

    asyncio.run(run())


@pytest.mark.parametrize(
    "sent",
    [
        b"SSH-2.0-OpenSSH_9.6\r\n",
        b"\x15\x03\x01\x00\x02\x02\x46",
        b"ICY 200 OK\r\n\r\n",
        b"HTTP/1.1 abc OK\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nno colon\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nX: a\x00b\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nX: a\x1b[2Jb\r\nContent-Length: 0\r\n\r\n",
    ],
    ids=repr,
)
def test_no_http(sent: bytes) -> None:
    """What is no HTTP, or has what Go refuses in a header, is named so."""

    async def run() -> None:
        async with serve(once(sent)) as server, surroundings().web() as web:
            assert (await failure(web.get(server.url, cap=CAP, until=soon()))).reason == "not-http"

    asyncio.run(run())


@pytest.mark.parametrize("packed", [True, False])
def test_the_cap(packed: bool) -> None:
    """One byte more than the cap, unpacked, is too large; the rest is not waited for."""
    body = bytes(5000)

    async def endless(connection: Connection) -> None:
        await connection.request()
        sent, kind = (gzip.compress(body), "gzip") if packed else (body, "identity")
        await connection.send(f"HTTP/1.1 200 OK\r\nContent-Encoding: {kind}\r\n\r\n".encode() + sent)
        await connection.silence()

    async def run() -> None:
        async with serve(endless) as server, surroundings().web() as web:
            exc = await failure(web.get(server.url, cap=4999, until=soon()))
            assert (exc.reason, exc.detail) == ("oversize", "the answer is larger than 4 KiB")

    asyncio.run(run())


@pytest.mark.parametrize("status", [404, 500])
def test_an_error_has_a_short_body(status: int) -> None:
    """Of an answer that is not 200 the beginning is enough; it comes to no file, and has no cap."""

    async def endless(connection: Connection) -> None:
        await connection.request()
        await connection.send(f"HTTP/1.1 {status} X\r\n\r\n".encode() + b"a" * 10_000)
        await connection.silence()

    async def run() -> None:
        file = io.BytesIO()
        async with serve(endless) as server, surroundings().web() as web:
            got = await web.get(server.url, cap=10, until=soon(), into=file)
            assert got.status == status
            assert got.body.startswith(b"a" * 4097)
            assert file.getvalue() == b""

    asyncio.run(run())


def test_into_a_file() -> None:
    """A good body goes into the file and nowhere else."""

    async def run() -> None:
        file = io.BytesIO()
        async with serve(answering(lambda _: answer(b"text"))) as server, surroundings().web() as web:
            got = await web.get(server.url, cap=CAP, until=soon(), into=file)
            assert (got.body, got.size, file.getvalue()) == (b"", 4, b"text")

    asyncio.run(run())


@pytest.mark.parametrize(("enough", "enough_s"), [(1000, 60.0), (CAP, 0.0)])
def test_enough(enough: int, enough_s: float) -> None:
    """With enough bytes, or after enough seconds of them, the rest is left where it is."""

    async def endless(connection: Connection) -> None:
        await connection.request()
        await connection.send(b"HTTP/1.1 200 OK\r\n\r\n" + bytes(2000))
        await connection.silence()

    async def run() -> None:
        async with serve(endless) as server, surroundings().web() as web:
            got = await web.get(server.url, cap=CAP, until=soon(), enough=enough, enough_s=enough_s)
            assert got.status == 200
            assert got.size <= 2000

    asyncio.run(run())


def once(sent: bytes) -> Act:
    """One answer, then the end."""

    async def act(connection: Connection) -> None:
        await connection.request()
        await connection.send(sent)

    return act
