"""Deadlines: of the answer, its first byte, the connection, the handshake, and of the resolver."""

from __future__ import annotations

import asyncio
import gc
import socket
import subprocess
import sys
import time
import warnings
from pathlib import Path

import pytest

from goenvctl.web import dial
from goenvctl.web.answer import Patience
from goenvctl.web.resolver import Lookup, Resolver
from tests.web.loopback import (
    SOON_S,
    Act,
    Connection,
    answer,
    answering,
    failure,
    serve,
    soon,
    surroundings,
)

CAP = 1 << 20


async def wait(connection: Connection) -> None:
    await connection.request()
    await connection.silence()


def drip(sent: bytes, last: int = 0) -> Act:
    """All but the last bytes at once, or nothing, and the rest byte by byte."""

    async def act(connection: Connection) -> None:
        await connection.request()
        await connection.send(sent[: len(sent) - last] if last else b"")
        for byte in sent[-last:]:
            await connection.send(bytes([byte]))
            await asyncio.sleep(0.02)

    return act


def leaving_off(sent: bytes) -> Act:
    async def act(connection: Connection) -> None:
        await connection.request()
        await connection.send(sent)
        await connection.silence()

    return act


SLOW = {
    "silence": (wait, "first-byte-timeout", "wait"),
    "half a head": (leaving_off(b"HTTP/1.1 200"), "stalled", "wait"),
    "head alone": (leaving_off(answer(b"x")[:-1]), "stalled", "transfer"),
    "half a body": (leaving_off(answer(b"xx")[:-1]), "stalled", "transfer"),
    "head, byte by byte": (drip(answer(b"", "200 OK", "X: " + "x" * 999)), "stalled", "wait"),
    "body, byte by byte": (drip(answer(b"x" * 999), 960), "stalled", "transfer"),
}


@pytest.mark.parametrize("name", SLOW)
def test_the_end_of_patience(name: str) -> None:
    """At the end of patience it is over, however much dripped in until then."""
    act, reason, phase = SLOW[name]

    async def run() -> None:
        async with serve(act) as server, surroundings().web() as web:
            until = soon(0.4)
            exc = await failure(web.get(server.url, cap=CAP, until=until))
            assert (exc.reason, exc.phase) == (reason, phase)
            assert 0 <= asyncio.get_running_loop().time() - until < 1

    asyncio.run(run())


@pytest.mark.parametrize("name", ["silence", "half a head", "head, byte by byte"])
def test_the_head_of_an_answer(name: str) -> None:
    """There is a deadline for the head of an answer, from when the request was sent."""
    act, reason, phase = SLOW[name]

    async def run() -> None:
        async with serve(act) as server, surroundings().web() as web:
            before = time.monotonic()
            exc = await failure(web.get(server.url, cap=CAP, until=Patience(soon(20), first_byte_s=0.3)))
            assert (exc.reason, exc.phase) == (reason, phase)
            assert 0.3 <= time.monotonic() - before < SOON_S

    asyncio.run(run())


def test_a_body_has_longer() -> None:
    """Once the head is there, only the end of patience counts."""

    async def run() -> None:
        async with serve(drip(answer(b"x" * 20), 20)) as server, surroundings().web() as web:
            patience = Patience(soon(20), first_byte_s=0.2)
            assert (await web.get(server.url, cap=CAP, until=patience)).size == 20

    asyncio.run(run())


def test_a_body_that_stalls() -> None:
    """A pause within a body has a deadline of its own, which every part begins anew; each part is told of."""
    parts: list[int] = []

    async def run() -> None:
        patience = Patience(soon(20), idle_s=0.3)
        async with serve(drip(answer(b"x" * 30), 30)) as server, surroundings().web() as web:
            got = await web.get(server.url, cap=CAP, until=patience, heard=parts.append)
            assert got.size == sum(parts) == 30
        async with serve(leaving_off(answer(b"xx")[:-1])) as server, surroundings().web() as web:
            exc = await failure(web.get(server.url, cap=CAP, until=patience))
            assert (exc.reason, exc.phase) == ("stalled", "transfer")

    asyncio.run(run())
    assert parts[0] == 0


@pytest.mark.parametrize("ends", ["handshake", "patience"])
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_handshake_that_never_ends(monkeypatch: pytest.MonkeyPatch, ends: str) -> None:
    """TLS has a deadline of its own, and ends with patience as well."""
    monkeypatch.setattr(dial, "TLS_S", 0.3 if ends == "handshake" else 5.0)
    before = time.monotonic()
    asyncio.run(hang_in_handshake(soon_s=0.3 if ends == "patience" else 20.0))
    assert 0.3 <= time.monotonic() - before < SOON_S
    gc.collect()


@pytest.mark.parametrize("ends", ["handshake", "patience"])
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_nothing_is_left_open(monkeypatch: pytest.MonkeyPatch, ends: str) -> None:
    """A handshake that is given up closes the connection."""
    monkeypatch.setattr(dial, "TLS_S", 0.1 if ends == "handshake" else 5.0)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always", ResourceWarning)
        asyncio.run(hang_in_handshake(soon_s=0.5 if ends == "patience" else 20.0))
        gc.collect()
    assert caught == []


async def hang_in_handshake(soon_s: float) -> None:
    async with serve(Connection.silence) as server, surroundings().web() as web:
        url = server.url.replace("http:", "https:")
        exc = await failure(web.get(url, cap=CAP, until=soon(soon_s)))
        assert (exc.reason, exc.phase) == ("tls-timeout", "tls")


def no_answer(_host: str) -> list[str]:
    raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")


@pytest.mark.parametrize(
    ("lookup", "detail"),
    [
        (no_answer, "mirror.test does not resolve: name or service not known"),
        (lambda _: [], "mirror.test has no address"),
    ],
    ids=["error", "nothing"],
)
def test_no_address(lookup: Lookup, detail: str) -> None:
    """A name that the resolver does not know, or knows no address of, does not resolve."""

    async def run() -> None:
        async with surroundings(resolver=Resolver(lookup)).web() as web:
            exc = await failure(web.get("http://mirror.test", cap=CAP, until=soon()))
            assert (exc.reason, exc.phase, exc.detail) == ("dns", "dns", detail)

    asyncio.run(run())


def test_a_name_is_asked_for_once() -> None:
    """However many want to know, and however often, a name is looked up once."""
    asked: list[str] = []

    def lookup(host: str) -> list[str]:
        asked.append(host)
        return ["127.0.0.1"]

    async def run() -> None:
        shared = surroundings(resolver=Resolver(lookup))
        async with serve(answering(lambda _: answer(b"x"))) as server:
            url = server.url.replace("127.0.0.1", "mirror.test")
            for _ in range(2):
                async with shared.web() as one, shared.web() as other:
                    await asyncio.gather(*(web.get(url, cap=1, until=soon()) for web in (one, other)))

    asyncio.run(run())
    assert asked == ["mirror.test"]


def test_a_silent_resolver() -> None:
    """A resolver that never answers is given up in time, and does not hold up the end of the process."""
    before = time.monotonic()
    ended = subprocess.run(
        [sys.executable, "-c", SILENT], capture_output=True, check=True, timeout=50, cwd=ROOT, text=True
    )
    assert ended.stdout == "dns-timeout dns the resolver does not answer for mirror.test\n", ended.stderr
    assert time.monotonic() - before < 20


ROOT = Path(__file__).parents[2]
SILENT = """
import asyncio, time
from goenvctl.web import resolver
from tests.web.loopback import failure, soon, surroundings

async def run():
    silent = resolver.Resolver(lambda _: time.sleep(60) or [])
    async with surroundings(resolver=silent).web() as web:
        exc = await failure(web.get("http://mirror.test", cap=1, until=soon(20)))
        print(exc.reason, exc.phase, exc.detail)

resolver.TIMEOUT_S = 0.3
asyncio.run(run())
"""
