"""A client of an honest database: what it finds, what it asks for, and what it asks only once."""

from __future__ import annotations

import asyncio
import contextlib
import gc
from collections.abc import Awaitable, Callable

import pytest

from goenvctl.go.module import ModulePathError
from goenvctl.sumdb.client import Client, Found, Malformed, NotFound
from tests.fakes.sumdb import SumDB
from tests.fakes.test_fakes import RECORDS
from tests.sumdb.wire import KEY, Wire, ask, database, head, lookup

FULL = 8192  # bytes of a full tile


def published() -> SumDB:
    made = SumDB()
    for text in RECORDS:
        made.add(text)
    return made


def test_what_is_found() -> None:
    """A lookup gives the h1 hashes of zip and go.mod, and the signed head under which they were verified."""
    of = published()
    found = asyncio.run(Client(KEY, Wire(of)).lookup("rsc.io/quote", "v1.5.2"))
    assert found == Found(
        zip="h1:w5fcysjrx7yqtD/aO+QwRjYZOKnaM9Uh2b40tElTs3Y=",
        mod="h1:LzX7hefJvL54yjefDEDHNONDjII0t9xZLPXsUe+TKr0=",
        head=head(of),
        note=of.get("/latest") or b"",
        is_behind=False,
    )


def test_a_record_without_go_mod() -> None:
    """A record need not have a hash of go.mod."""
    found = asyncio.run(Client(KEY, Wire(published())).lookup("rsc.io/pkg1", "v1.5.2"))
    assert (found.zip, found.mod) == ("h1:hash!=", "")


def test_the_first_line_counts() -> None:
    """Of several h1 hashes the first is given, as Go takes it, and lines of other kinds are passed over."""
    of = SumDB()
    of.add("x.y/z v1.0.0 h2:no\nx.y/z v1.0.0 h1:yes\nx.y/z v1.0.0 h1:no\nx.y/z v1.0.0/go.mod h1:mod\n")
    found = asyncio.run(Client(KEY, Wire(of)).lookup("x.y/z", "v1.0.0"))
    assert (found.zip, found.mod) == ("h1:yes", "h1:mod")


def test_capitals_are_escaped() -> None:
    """Path and version are asked for in the escaped form, the mark and the plus as they are."""
    of = SumDB()
    of.add("x.y/Up v2.0.0-RC1+incompatible h1:a\n")
    wire = Wire(of)
    asyncio.run(Client(KEY, wire).lookup("x.y/Up", "v2.0.0-RC1+incompatible"))
    assert wire.log == ["/lookup/x.y/!up@v2.0.0-!r!c1+incompatible", "/tile/8/0/000.p/1"]


@pytest.mark.parametrize(
    ("path", "version"), [("x.y/../z", "v1.0.0"), ("X.y/z", "v1.0.0"), ("x.y/z", "v1/../.."), ("x.y/z", "")]
)
def test_what_go_would_not_ask(path: str, version: str) -> None:
    """What is no module or version is refused, and nothing is asked."""
    wire = Wire(published())
    with pytest.raises(ModulePathError):
        asyncio.run(Client(KEY, wire).lookup(path, version))
    assert wire.log == []


def test_an_unknown_module() -> None:
    """A module that the database does not have is not found, and no tile is asked for."""
    wire = Wire(database(3))
    with pytest.raises(NotFound):
        lookup(wire, 3)
    assert wire.log == ["/lookup/example.com/m3@v1.0.0"]


@pytest.mark.parametrize("place", ["/lookup/", "/tile/8/0/000.p/3"])
def test_what_the_fetch_raises(place: str) -> None:
    """A failure of the fetch comes out as it was raised, at the record as at a tile."""
    failure = TimeoutError("10 s")

    def fail(path: str, body: bytes) -> bytes:
        if path.startswith(place):
            raise failure
        return body

    with pytest.raises(TimeoutError) as raised:
        lookup(Wire(database(3), fail))
    assert raised.value is failure


def test_a_failure_is_told_once(caplog: pytest.LogCaptureFixture) -> None:
    """A tile's failure is raised, and asyncio has nothing to log about it besides."""

    async def fetch(path: str) -> bytes:
        if path.startswith("/tile/"):
            raise ConnectionError(path)
        return database(3).get(path) or b""

    with contextlib.suppress(ConnectionError):
        lookup(fetch)
    gc.collect()  # asyncio logs when it finds that nobody asked
    assert caplog.messages == []


@pytest.mark.parametrize(
    ("size", "number", "tiles"),
    [
        (1, 0, ["000.p/1"]),
        (256, 0, ["1/000.p/1", "0/000"]),
        (257, 256, ["1/000.p/1", "0/001.p/1"]),
        (700, 300, ["1/000.p/2", "0/002.p/188", "0/001"]),
    ],
)
def test_what_is_asked(size: int, number: int, tiles: list[str]) -> None:
    """After the record only the tiles that Go would read are asked for, each once."""
    wire = Wire(database(size))
    lookup(wire, number)
    where = ["/tile/8/" + (tile if "/" in tile[:2] else f"0/{tile}") for tile in tiles]
    assert wire.log == [f"/lookup/example.com/m{number}@v1.0.0", *where]


def test_a_second_lookup() -> None:
    """Tiles that were read are kept: the next lookup asks for what it still lacks."""
    wire = Wire(database(700))

    async def both() -> None:
        client = Client(KEY, wire)
        await ask(client, 0)
        wire.log.clear()
        await ask(client, 1)
        await ask(client, 300)

    asyncio.run(both())
    assert wire.log == [
        "/lookup/example.com/m1@v1.0.0",
        "/lookup/example.com/m300@v1.0.0",
        "/tile/8/0/001",
    ]


def test_one_event_loop_after_another() -> None:
    """A client outlives an event loop, and so do its tiles."""
    wire = Wire(database(5))
    client = Client(KEY, wire)
    assert [asyncio.run(ask(client, number)).zip for number in (0, 1)] == ["h1:0=", "h1:1="]
    assert wire.log[2:] == ["/lookup/example.com/m1@v1.0.0"]


def test_lookups_at_once_share_tiles() -> None:
    """A hundred lookups at once fetch each tile one time."""
    wire = Wire(database(700))

    async def all_at_once() -> list[Found]:
        client = Client(KEY, wire)
        return await asyncio.gather(*(ask(client, number) for number in range(0, 700, 7)))

    found = asyncio.run(all_at_once())
    assert [one.zip for one in found] == [f"h1:{number}=" for number in range(0, 700, 7)]
    tiles = [path for path in wire.log if path.startswith("/tile/")]
    assert sorted(tiles) == ["/tile/8/0/000", "/tile/8/0/001", "/tile/8/0/002.p/188", "/tile/8/1/000.p/2"]


def test_tiles_are_fetched_at_once() -> None:
    """No tile waits for another, those of the growth since the head seen included."""
    of = database(700)
    wire = Wire(of)
    started: list[str] = []

    async def fetch(path: str) -> bytes:
        started.append(path)
        while path.startswith("/tile/") and len(started) < 5:
            await asyncio.sleep(0)
        return await wire(path)

    async def bounded() -> Found:
        async with asyncio.timeout(10):  # without concurrency it would wait without end
            return await ask(Client(KEY, fetch, seen=head(database(300))), 0)

    assert asyncio.run(bounded()).head == head(of)
    assert started[1:] == ["/tile/8/1/000.p/2", "/tile/8/0/002.p/188", "/tile/8/0/001", "/tile/8/0/000"]


def test_a_tile_kept_only_in_full() -> None:
    """Where a partial tile is gone the full one is read; what lies beyond the width does not matter."""
    full = database(256)
    beyond = bytes(FULL - 5 * 32)

    def change(path: str, body: bytes) -> bytes | None:
        if path.startswith("/tile/"):
            return None if ".p/" in path else body[: 5 * 32] + beyond
        return body

    wire = Wire(database(5), change, tiles=full)
    assert lookup(wire, 2).zip == "h1:2="
    assert wire.log[1:] == ["/tile/8/0/000.p/5", "/tile/8/0/000"]


def test_a_tile_that_is_nowhere() -> None:
    """A database that lacks a tile of its own tree is at fault; the module is not unknown."""
    with pytest.raises(Malformed, match=r"^the database lacks a tile of its own tree$"):
        lookup(Wire(database(5), lambda path, body: None if path.startswith("/tile/") else body))


class Gate:
    """A Fetch that holds one path back until it is opened, or fails it as many times as asked."""

    def __init__(self, wire: Wire, path: str) -> None:
        self.wire = wire
        self.path = path
        self.reached = asyncio.Event()
        self.opened = asyncio.Event()
        self.failures = 0

    async def __call__(self, path: str) -> bytes:
        if path == self.path:
            self.reached.set()
            await self.opened.wait()
            if self.failures:
                self.failures -= 1
                self.wire.log.append(f"failed {path}")
                raise ConnectionError(path)
        return await self.wire(path)


def gated(story: Callable[[Client, Gate], Awaitable[None]]) -> list[str]:
    """The tiles asked for in a story of two lookups in a tree whose one tile is held back."""

    async def play() -> list[str]:
        wire = Wire(database(5))
        gate = Gate(wire, "/tile/8/0/000.p/5")
        async with asyncio.timeout(10):
            await story(Client(KEY, gate), gate)
        return [path for path in wire.log if not path.startswith("/lookup/")]

    return asyncio.run(play())


async def settle() -> None:
    """Let every task go as far as it can."""
    for _ in range(20):
        await asyncio.sleep(0)


def test_a_lookup_given_up() -> None:
    """Who waits for a tile that another lookup was fetching gets it, though that one was cancelled."""

    async def story(client: Client, gate: Gate) -> None:
        first = asyncio.create_task(ask(client, 0))
        await gate.reached.wait()
        second = asyncio.create_task(ask(client, 1))
        await settle()
        first.cancel()
        gate.opened.set()
        assert (await second).zip == "h1:1="
        assert first.cancelled()

    assert gated(story) == ["/tile/8/0/000.p/5"]


def test_a_waiting_lookup_given_up() -> None:
    """Who fetches a tile is not disturbed when another that waits for it is cancelled."""

    async def story(client: Client, gate: Gate) -> None:
        first = asyncio.create_task(ask(client, 0))
        await gate.reached.wait()
        second = asyncio.create_task(ask(client, 1))
        await settle()
        second.cancel()
        gate.opened.set()
        assert (await first).zip == "h1:0="
        assert second.cancelled()

    assert gated(story) == ["/tile/8/0/000.p/5"]


def test_a_failure_is_shared_and_forgotten() -> None:
    """All who wait for a tile hear of its failure at once; the next lookup asks again."""

    async def story(client: Client, gate: Gate) -> None:
        gate.failures = 1
        first = asyncio.create_task(ask(client, 0))
        await gate.reached.wait()
        second = asyncio.create_task(ask(client, 1))
        await settle()
        gate.opened.set()
        failures = await asyncio.gather(first, second, return_exceptions=True)
        assert [type(failure) for failure in failures] == [ConnectionError, ConnectionError]
        assert (await ask(client, 1)).zip == "h1:1="

    assert gated(story) == ["failed /tile/8/0/000.p/5", "/tile/8/0/000.p/5"]


def test_nothing_runs_on() -> None:
    """When one tile fails, the others are given up with it: the lookup leaves no fetch behind."""
    of = database(700)

    async def play() -> set[asyncio.Task[object]]:
        gate = Gate(Wire(of), "/tile/8/0/002.p/188")

        async def fetch(path: str) -> bytes:
            if path == "/tile/8/1/000.p/2":
                await gate.reached.wait()
                raise ConnectionError(path)
            return await gate(path)

        with pytest.raises(ConnectionError):
            await ask(Client(KEY, fetch, head(database(300))), 0)
        await settle()
        return asyncio.all_tasks() - {asyncio.current_task()}

    assert asyncio.run(play()) == set()
