"""Redirects: followed as the go command follows them, and never with more than they may carry."""

from __future__ import annotations

import asyncio
import contextlib
from base64 import b64encode
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tests.fakes.faults.handshakes import Authority
from tests.fakes.modules import Module
from tests.go.command import Go
from tests.toolchains import ALL, NEWEST
from tests.web.loopback import (
    Act,
    Request,
    Server,
    answer,
    answering,
    failure,
    redirect,
    serve,
    soon,
    surroundings,
)

INFO = Module("example.com/lib", "v1.0.0").info
FILE = "example.com/lib/@v/v1.0.0.info"
FOLLOWED = (301, 302, 303, 307, 308)
LOGIN = "Basic " + b64encode(b"u:p").decode()

# Location, and what is asked for then; None where it leads nowhere
LOCATIONS = [
    ("/b", "/b"),
    ("b", "/a/example.com/lib/@v/b"),
    ("../b", "/a/example.com/lib/b"),
    ("../../../../../../b", "/b"),
    ("./b/../c", "/a/example.com/lib/@v/c"),
    ("/b/../c/./d", "/c/d"),
    ("?x=y&z=%2f", f"/a/{FILE}?x=y&z=%2f"),
    ("/b#f", "/b"),
    ("//{place}/b", "/b"),
    ("http://{place}", "/"),
    ("HTTP://{place}/b", "/b"),
    ("http://{place}?x", "/?x"),
    ("/b c", "/b%20c"),
    ("/%62%2Fc", "/%62%2Fc"),
    ("/b;c=d,e@f!g", "/b;c=d,e@f!g"),
    ("http://", None),
    ("http://[::1", None),
    ("http://{place}x/b", None),
]


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("ca"))


@pytest.fixture(scope="module", params=ALL, ids=str)
def go(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Go:
    return Go(request.param, tmp_path_factory.mktemp("go"))


@pytest.fixture(scope="module")
def newest(tmp_path_factory: pytest.TempPathFactory) -> Go:
    return Go(NEWEST, tmp_path_factory.mktemp("newest"))


@pytest.mark.parametrize(("hops", "is_followed"), [(1, True), (9, True), (10, False), (99, False)])
def test_how_many(go: Go, hops: int, is_followed: bool) -> None:
    """As many redirects are followed as go follows: nine; the tenth is one too many."""

    def find(request: Request) -> bytes:
        left, rest = request.target.removeprefix("/").split("/", 1)
        return redirect(f"/{int(left) - 1}/{rest}") if int(left) else answer(INFO)

    async def compare() -> None:
        async with serve(answering(find)) as server, surroundings().web() as web:
            getting = web.get(f"{server.url}/{hops}/{FILE}", cap=1000, until=soon())
            if is_followed:
                assert (await getting).url == f"{server.url}/0/{FILE}"
            else:
                exc = await failure(getting)
                assert (exc.reason, exc.phase) == ("redirect-loop", "wait")
            mine = server.targets.copy()
            fault = await asked_by(go, f"{server.url}/{hops}")
            assert [target for target in server.targets if target.endswith(FILE)] == mine * 2
            assert ("stopped after 10 redirects" in fault) == (not is_followed)

    asyncio.run(compare())


@pytest.mark.parametrize("status", [300, 301, 302, 303, 304, 305, 306, 307, 308])
def test_which(newest: Go, status: int) -> None:
    """301, 302, 303, 307 and 308 are redirects; other statuses are answers, whatever Location they have."""

    async def compare() -> None:
        async with moving("/b", f"{status} Moved") as server, surroundings().web() as web:
            got = await web.get(f"{server.url}/a/{FILE}", cap=1000, until=soon())
            assert (got.status, server.targets[1:]) == ((200, ["/b"]) if status in FOLLOWED else (status, []))
            await asked_by(newest, f"{server.url}/a")
            assert ("/b" in server.targets[2:]) == (status in FOLLOWED)

    asyncio.run(compare())


@pytest.mark.parametrize(("location", "target"), LOCATIONS)
def test_where_to(newest: Go, location: str, target: str | None) -> None:
    """A Location is an address, whole or seen from the one before; it is asked for as go spells it."""

    async def compare() -> None:
        async with moving(location) as server, surroundings().web() as web:
            getting = web.get(f"{server.url}/a/{FILE}", cap=1000, until=soon())
            if target is None:
                exc = await failure(getting)
                assert exc.reason in ("bad-status", "redirect-downgrade")
            else:
                assert (await getting).body == INFO
            mine = server.targets.copy()
            assert mine[1:] == ([] if target is None else [target])
            await asked_by(newest, f"{server.url}/a")
            assert server.targets[len(mine) :][: len(mine)] == mine

    asyncio.run(compare())


# the schemes of the hops, and whether the last one is reached
WAYS = [
    ("http http", True),
    ("http https", True),
    ("https https", True),
    ("https http", False),
    ("https https http", False),
    ("http https http", True),
]


@pytest.mark.parametrize(("schemes", "is_reached"), WAYS, ids=str)
def test_schemes(newest: Go, authority: Authority, schemes: str, is_reached: bool) -> None:
    """What began at https never leaves it; the plain server is not even asked."""
    trust = {"SSL_CERT_FILE": str(authority.ca_file)}

    async def compare() -> None:
        async with hopping(authority, schemes) as servers, surroundings(trust).web() as web:
            getting = web.get(f"{servers[0].url}/{FILE}", cap=1000, until=soon())
            if is_reached:
                assert (await getting).url == f"{servers[-1].url}/{FILE}"
            else:
                exc = await failure(getting)
                there = f"it redirects to {servers[-1].url}/{FILE}"
                assert (exc.reason, exc.detail) == ("redirect-downgrade", there)
            assert bool(servers[-1].targets) == is_reached
            fault = await asked_by(newest, servers[0].url, **trust)
            assert ("redirected from secure URL" in fault) == (not is_reached)

    asyncio.run(compare())


@pytest.mark.parametrize("location", ["file:///etc", "ftp://127.0.0.1/", "mailto:/x", "data:,x"])
def test_no_http(location: str) -> None:
    """A redirect to anything but http and https is refused, wherever it begins."""

    async def run() -> None:
        async with moving(location) as server, surroundings().web() as web:
            exc = await failure(web.get(f"{server.url}/a/{FILE}", cap=1000, until=soon()))
            assert exc.reason == "redirect-downgrade"
            assert exc.detail.startswith(f"it redirects to {location[:5]}")

    asyncio.run(run())


@pytest.mark.parametrize(("status", "headers"), [(302, []), (301, ["Location: "])])
def test_without_a_location(status: int, headers: list[str]) -> None:
    """A redirect that does not say where is a bad status."""

    async def run() -> None:
        moved = answering(lambda _: answer(b"", f"{status} Moved", *headers))
        async with serve(moved) as server, surroundings().web() as web:
            exc = await failure(web.get(server.url, cap=1000, until=soon()))
            assert (exc.reason, exc.detail) == ("bad-status", f"{status} without a Location")

    asyncio.run(run())


def test_credentials_stay_at_their_place(authority: Authority, tmp_path: Path) -> None:
    """Those of the URL are shown to its own host and port alone, on whatever path."""
    (tmp_path / "netrc").write_text(
        "machine 127.0.0.1 login v password q\nmachine localhost login w password r\n"
    )
    environ = {"SSL_CERT_FILE": str(authority.ca_file), "NETRC": str(tmp_path / "netrc")}

    async def run() -> None:
        noting = answering(lambda _: answer(INFO))
        async with serve(noting, authority.good()) as other, AsyncExitStack() as stack:
            elsewhere = other.url.replace("127.0.0.1", "localhost")
            ways = {"/1": "/2", "/2": f"{other.url}/3", "/4": f"{elsewhere}/5"}
            moved = answering(lambda asked: redirect(ways[asked.target]))
            first = await stack.enter_async_context(serve(moved, authority.good()))
            web = await stack.enter_async_context(surroundings(environ).web())
            base = first.url.replace("//", "//u:p@")
            for path in ("/1", "/4"):
                assert (await web.get(base + path, cap=1000, until=soon())).status == 200
            shown = [(one.target, one.headers.get("authorization")) for one in first.requests]
            assert shown == [("/1", LOGIN), ("/2", LOGIN), ("/4", LOGIN)]
            shown = [(one.target, one.headers.get("authorization")) for one in other.requests]
            assert shown == [("/3", None), ("/5", None)]

    asyncio.run(run())


def test_credentials_never_in_the_clear(authority: Authority, tmp_path: Path) -> None:
    """At http none are shown, neither those of the URL nor those of netrc, nor behind a redirect to https."""
    environ = with_netrc(authority, tmp_path)

    async def run() -> None:
        async with (
            hopping(authority, "http http https") as servers,
            surroundings(environ).web() as web,
        ):
            url = servers[0].url.replace("//", "//u:p@")
            assert (await web.get(f"{url}/{FILE}", cap=1000, until=soon())).status == 200
            assert [one.headers.get("authorization") for server in servers for one in server.requests] == [
                None
            ] * 3

    asyncio.run(run())


def with_netrc(authority: Authority, folder: Path) -> dict[str, str]:
    """An environment that has a login for every server here."""
    logins = (f"machine {name} login v password q\n" for name in ("127.0.0.1", "localhost"))
    (folder / "netrc").write_text("".join(logins))
    return {"SSL_CERT_FILE": str(authority.ca_file), "NETRC": str(folder / "netrc")}


@contextlib.asynccontextmanager
async def moving(location: str, status: str = "302 Found") -> AsyncIterator[Server]:
    """One that moved this file, and has it everywhere else; `{place}` is its own."""

    def find(request: Request) -> bytes:
        there = location.replace("{place}", request.headers["host"])
        return redirect(there, status) if request.target == f"/a/{FILE}" else answer(INFO)

    async with serve(answering(find)) as server:
        yield server


@contextlib.asynccontextmanager
async def hopping(authority: Authority, schemes: str) -> AsyncIterator[list[Server]]:
    """One server for each hop, which sends to the next; the last one has the file."""
    servers: list[Server] = []

    def sending(number: int) -> Act:
        is_last = number == schemes.count(" ")
        return answering(
            lambda asked: answer(INFO) if is_last else redirect(f"{servers[number + 1].url}{asked.target}")
        )

    async with AsyncExitStack() as stack:
        for number, scheme in enumerate(schemes.split()):
            context = authority.good() if scheme == "https" else None
            servers.append(await stack.enter_async_context(serve(sending(number), context)))
        yield servers


async def asked_by(go: Go, base: str, **environ: str) -> str:
    """Let go ask this mirror; what it says of the failure that follows."""
    settings = {"GOPROXY": base, "GOSUMDB": "off", "HTTP_PROXY": None, "HTTPS_PROXY": None}
    with TemporaryDirectory() as cache:
        return await asyncio.to_thread(
            go.download, "example.com/lib@v1.0.0", **settings, **environ, GOMODCACHE=cache
        )
