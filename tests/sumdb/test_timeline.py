"""Heads seen earlier: a database only ever grows, and who shows two histories has forged one."""

from __future__ import annotations

import asyncio

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from goenvctl.sumdb.client import Client, Forged, Found, Malformed
from goenvctl.sumdb.tlog import EMPTY, Tree
from tests.fakes.sumdb import SumDB
from tests.sumdb.wire import KEY, Wire, ask, database, head, lookup

pairs = st.tuples(st.integers(1, 700), st.integers(1, 700)).map(sorted)


@given(pair=pairs)
@example(pair=[255, 256])
@example(pair=[256, 257])
@example(pair=[300, 300])
@settings(max_examples=100, deadline=None)
def test_growth(pair: list[int]) -> None:
    """A larger tree that begins with the one seen verifies, and so does the same one."""
    old, new = pair
    found = lookup(Wire(database(new)), new - 1, seen=head(database(old)))
    assert (found.zip, found.head, found.is_behind) == (f"h1:{new - 1}=", head(database(new)), False)


@given(data=st.data(), pair=pairs)
@settings(max_examples=100, deadline=None)
def test_fork(data: st.DataObject, pair: list[int]) -> None:
    """A tree of the same size or larger with another record among the old ones is forged."""
    old, new = pair
    place = data.draw(st.integers(0, old - 1))
    with pytest.raises(Forged, match=f"^the tree of {old} records is not the beginning of that of {new}$"):
        lookup(Wire(database(new, fork=place)), new - 1, seen=head(database(old)))


def test_another_root_at_the_same_size() -> None:
    """Two heads of one size need no tile to be told apart."""
    wire = Wire(database(5, fork=4))
    with pytest.raises(Forged):
        lookup(wire, seen=head(database(5)))
    assert wire.log == ["/lookup/example.com/m0@v1.0.0"]


def test_the_empty_tree_was_seen() -> None:
    """Every tree begins with nothing."""
    assert lookup(Wire(database(5)), seen=Tree(0, EMPTY)).zip == "h1:0="


@given(pair=pairs.filter(lambda pair: pair[0] < pair[1]))
@settings(max_examples=100, deadline=None)
def test_lag(pair: list[int]) -> None:
    """A smaller tree is lag, whether the tiles that tie it to the one seen are at hand or not."""
    old, new = pair
    behind, ahead = database(old), database(new)
    without = lookup(Wire(behind), 0, seen=head(ahead))
    assert (without.zip, without.head, without.is_behind) == ("h1:0=", head(behind), True)
    assert lookup(Wire(behind, tiles=ahead), 0, seen=head(ahead)) == without


@given(data=st.data(), pair=pairs.filter(lambda pair: pair[0] < pair[1]))
@settings(max_examples=100, deadline=None)
def test_a_fork_that_is_behind(data: st.DataObject, pair: list[int]) -> None:
    """A smaller tree with another record is forged where the tiles of the one seen are at hand."""
    old, new = pair
    fork = database(old, fork=data.draw(st.integers(0, old - 1)))
    with pytest.raises(Forged, match=r"^the tree of \d+ records is not the beginning"):
        lookup(Wire(fork, tiles=database(new)), 0, seen=head(database(new)))


def test_tiles_of_another_tree_while_behind() -> None:
    """Tiles that do not hash to the head seen are a lie, not lag."""
    with pytest.raises(Forged, match=r"^the tiles do not hash to the root of the tree of 7 records$"):
        lookup(Wire(database(5), tiles=database(7, fork=6)), seen=head(database(7)))


def test_junk_while_behind() -> None:
    """A tile cut off is malformed, and one that fails to come is a failure, while behind too."""

    def cut(path: str, body: bytes) -> bytes:
        return body[:-1] if path == "/tile/8/0/000.p/7" else body

    def fail(path: str, body: bytes) -> bytes:
        if path == "/tile/8/0/000.p/7":
            raise ConnectionError(path)
        return body

    with pytest.raises(Malformed):
        lookup(Wire(database(5), cut, tiles=database(7)), seen=head(database(7)))
    with pytest.raises(ConnectionError):
        lookup(Wire(database(5), fail, tiles=database(7)), seen=head(database(7)))


def test_a_client_remembers() -> None:
    """The largest head that verified is the one that later answers are held against."""
    wire = Wire(database(5))

    async def story() -> list[Found]:
        client = Client(KEY, wire)
        found = []
        for size in (5, 7, 6):
            wire.database = wire.tiles = database(size)
            found.append(await ask(client))
        wire.database = wire.tiles = database(9, fork=6)
        with pytest.raises(Forged, match=r"^the tree of 7 records is not the beginning of that of 9$"):
            await ask(client)
        wire.database = wire.tiles = database(9)
        return [*found, await ask(client)]

    heads = [(found.head.size, found.is_behind) for found in asyncio.run(story())]
    assert heads == [
        (5, False),
        (7, False),
        (6, True),
        (9, False),
    ]


def test_an_unproven_head_is_not_remembered() -> None:
    """A head under which nothing was proven does not become the one seen."""
    wire = Wire(database(9, fork=0), lambda path, body: bytes(len(body)) if "/tile/" in path else body)

    async def story() -> Found:
        client = Client(KEY, wire, head(database(5)))
        with pytest.raises(Forged):
            await ask(client)
        wire.change, wire.database, wire.tiles = None, database(7), database(7)
        return await ask(client)

    assert asyncio.run(story()).head.size == 7


@pytest.mark.parametrize("sizes", [(5, 7), (7, 5), (5, 5)])
def test_two_histories_at_once(sizes: tuple[int, int]) -> None:
    """Of two lookups under way at once the one that ends later is held against the other."""
    first, second = database(sizes[0]), database(sizes[1], fork=2)

    async def story() -> list[BaseException | Found]:
        client, answers = Client(KEY, fetch), []
        for number in (0, 1):
            answers.append(asyncio.create_task(ask(client, number)))
        return list(await asyncio.gather(*answers, return_exceptions=True))

    async def fetch(path: str) -> bytes:
        await asyncio.sleep(0)
        source: SumDB = second if path.startswith("/lookup/example.com/m1@") else first
        if path.startswith("/tile/"):
            source = first if path.endswith(f".p/{sizes[0]}") else second
        return source.get(path) or b""

    kinds = sorted(type(answer).__name__ for answer in asyncio.run(story()))
    assert kinds == ["Forged", "Found"]
