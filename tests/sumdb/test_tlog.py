"""The tree behind a database: published vectors, Go's own plans, and proofs that hold and break."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from goenvctl.sumdb.tlog import (
    EMPTY,
    MAX_SIZE,
    Inconsistent,
    Tile,
    TileHashes,
    Tree,
    node_hash,
    record_hash,
    tiles_for_record,
    tiles_for_tree,
)
from tests.fakes import tree as fake
from tests.fakes.test_fakes import RECORDS, ROOTS
from tests.sumdb.oracle import Oracle

LEAVES = {
    0: "WjvL/HG+LcMcRc63kFcpeP289Y+SW6L8uHapnVU30FU=",
    2: "o8m5rrlnnRXbhEBP9X8zkP2dzqefc98mKqSMf7t1ig8=",
    3: "zLPWUzQWCOqW03+cAo/qkz9hEzSO1SF31un1iRU1obg=",
}
PATH_OF_2 = (  # the audit path in the tree of five, deepest first
    "zLPWUzQWCOqW03+cAo/qkz9hEzSO1SF31un1iRU1obg=",
    "wsqcgX5rABDmI7Y6Jhe+ltsmLPNQB4CCfpqFJVwMGNk=",
    "8BRq9x33AvjMAiseRQ3eGlVeJFbhWg1xnVFCE5ggMuM=",
)
FORK = "wc4SkQt52o5W2nQ8To2ARs+mWuUJjss+sdleoiqxMmM="
TURNS = (1, 2, 255, 256, 257, 511, 512, 513, 700)  # sizes at which tiles begin or fill

sizes = st.integers(1, 700)
any_size = st.integers(1, MAX_SIZE - 1) | st.integers(0, 61).map(lambda bit: 1 << bit)


class Log:
    """A tree of numbered records and the root at every size; its tiles serve smaller trees as well."""

    def __init__(self, records: Iterable[str]) -> None:
        self.tree = fake.Tree()
        self.roots = [self.tree.root()]
        for text in records:
            self.tree.append(text.encode())
            self.roots.append(self.tree.root())

    def head(self, size: int) -> Tree:
        return Tree(size, self.roots[size])

    def read(self, tiles: Iterable[Tile]) -> dict[Tile, bytes]:
        return {tile: self.tree.tile(*tile) or b"" for tile in tiles}

    def prove(self, number: int, size: int) -> bytes:
        """The hash of a record, proven by the tiles that are due and no others."""
        return TileHashes(self.head(size), self.read(tiles_for_record(number, size))).record_hash(number)


LOG = Log(f"record {number}\n" for number in range(700))
PUBLISHED = Log(RECORDS)


def plain(text: str) -> bytes:
    return base64.b64decode(text)


def test_published_hashes() -> None:
    """The records of x/mod's own tests have the published hashes, and so has the tree as it grows."""
    assert {number: record_hash(RECORDS[number].encode()) for number in LEAVES} == {
        number: plain(leaf) for number, leaf in LEAVES.items()
    }
    tiles = PUBLISHED.read(tiles_for_record(2, 5))
    hashes = TileHashes(Tree(5, plain(ROOTS[4])), tiles)
    assert [hashes.tree_hash(size) for size in range(1, 6)] == [plain(root) for root in ROOTS]
    assert hashes.record_hash(2) == plain(LEAVES[2])


def test_published_path() -> None:
    """The audit path of the third record leads from its hash to the root."""
    right, left, last = map(plain, PATH_OF_2)
    assert node_hash(node_hash(left, node_hash(plain(LEAVES[2]), right)), last) == plain(ROOTS[4])


def test_published_fork() -> None:
    """A tree of six whose fifth record is another does not begin with the tree of five."""
    forked = Log([*RECORDS[:4], "rsc.io/pkg1 v1.5.3 h1:hash!=\n", "rsc.io/pkg1 v1.5.4 h1:hash!=\n"])
    assert forked.head(6) == Tree(6, plain(FORK))
    hashes = TileHashes(forked.head(6), forked.read(tiles_for_tree(5, 6)))
    assert hashes.tree_hash(4) == plain(ROOTS[3])
    assert hashes.tree_hash(5) != plain(ROOTS[4])


def test_the_empty_tree() -> None:
    """No records hash to the hash of nothing, need no tile, and are the beginning of every tree."""
    assert hashlib.sha256(b"").digest() == EMPTY
    assert tiles_for_tree(0, 0) == ()
    assert TileHashes(Tree(0, EMPTY), {}).tree_hash(0) == EMPTY
    assert TileHashes(LOG.head(3), LOG.read(tiles_for_tree(0, 3))).tree_hash(0) == EMPTY
    with pytest.raises(Inconsistent):
        TileHashes(Tree(0, bytes(32)), {})


@pytest.mark.parametrize(
    ("tile", "path"),
    [
        (Tile(0, 0), "/tile/8/0/000"),
        (Tile(0, 0, 1), "/tile/8/0/000.p/1"),
        (Tile(0, 1171, 5), "/tile/8/0/x001/171.p/5"),
        (Tile(1, 999, 255), "/tile/8/1/999.p/255"),
        (Tile(1, 1000), "/tile/8/1/x001/000"),
        (Tile(4, 1234067), "/tile/8/4/x001/x234/067"),
        (Tile(0, (MAX_SIZE >> 8) - 1), "/tile/8/0/x018/x014/x398/x509/x481/983"),
    ],
    ids=str,
)
def test_paths(tile: Tile, path: str) -> None:
    """A tile's number is spelt by threes, and its width only where it is not full."""
    assert tile.path == path


@pytest.mark.parametrize(
    ("number", "size", "paths"),
    [
        (4, 5, ["/tile/8/0/000.p/5"]),
        (0, 256, ["/tile/8/1/000.p/1", "/tile/8/0/000"]),
        (0, 257, ["/tile/8/1/000.p/1", "/tile/8/0/001.p/1", "/tile/8/0/000"]),
        (256, 257, ["/tile/8/1/000.p/1", "/tile/8/0/001.p/1"]),
        (7, 65536, ["/tile/8/2/000.p/1", "/tile/8/1/000", "/tile/8/0/000"]),
        (
            300,
            70001,
            [
                "/tile/8/2/000.p/1",
                "/tile/8/1/001.p/17",
                "/tile/8/0/273.p/113",
                "/tile/8/1/000",
                "/tile/8/0/001",
            ],
        ),
    ],
)
def test_tiles_for_a_record(number: int, size: int, paths: list[str]) -> None:
    """A record takes the tiles of the root and those between it and the root, parents first."""
    assert [tile.path for tile in tiles_for_record(number, size)] == paths


@given(data=st.data(), size=any_size)
@settings(max_examples=300, deadline=None)
def test_tiles_as_go_plans_them(oracle: Oracle, data: st.DataObject, size: int) -> None:
    """For every tree the tiles are those that Go reads, in its order, and few however large it is."""
    number = data.draw(st.integers(0, size - 1))
    for_record = tiles_for_record(number, size)
    assert tuple(tile.path for tile in for_record) == oracle.tiles_for_record(number, size)
    for_tree = tiles_for_tree(number + 1, size)
    assert tuple(tile.path for tile in for_tree) == oracle.tiles_for_tree(number + 1, size)
    assert len({*for_record, *for_tree}) <= 22


@pytest.mark.parametrize("size", TURNS)
def test_every_record_proves(size: int) -> None:
    """Each record is proven by its own tiles, where tiles begin and where they fill."""
    wanted = [record_hash(f"record {number}\n".encode()) for number in range(size)]
    assert [LOG.prove(number, size) for number in range(size)] == wanted


@given(data=st.data(), size=sizes)
@settings(max_examples=200, deadline=None)
def test_any_record_proves(data: st.DataObject, size: int) -> None:
    """So in a tree of any size."""
    number = data.draw(st.integers(0, size - 1))
    assert LOG.prove(number, size) == record_hash(f"record {number}\n".encode())


@given(sizes=st.tuples(sizes, sizes).map(sorted))
@example(sizes=[255, 256])
@example(sizes=[256, 257])
@example(sizes=[256, 512])
@example(sizes=[512, 512])
@settings(max_examples=300, deadline=None)
def test_any_growth_proves(sizes: list[int]) -> None:
    """A tree is seen to begin with what it was at any smaller size, and with nothing else."""
    old, new = sizes
    hashes = TileHashes(LOG.head(new), LOG.read(tiles_for_tree(old, new)))
    assert hashes.tree_hash(old) == LOG.roots[old]


@given(data=st.data(), sizes=st.tuples(sizes, sizes).map(sorted))
@settings(max_examples=100, deadline=None)
def test_any_fork_shows(data: st.DataObject, sizes: list[int]) -> None:
    """Where a record among the old ones is another, the new tree does not begin with the old."""
    old, new = sizes
    place = data.draw(st.integers(0, old - 1))
    forked = Log("other\n" if number == place else f"record {number}\n" for number in range(new))
    hashes = TileHashes(forked.head(new), forked.read(tiles_for_tree(old, new)))
    assert hashes.tree_hash(old) != LOG.roots[old]


@given(data=st.data(), size=sizes)
@settings(max_examples=300, deadline=None)
def test_any_flipped_bit_shows(data: st.DataObject, size: int) -> None:
    """No bit of a tile that is read can change: each is under the root."""
    number = data.draw(st.integers(0, size - 1))
    old = data.draw(st.integers(0, size))
    tiles = LOG.read((*tiles_for_record(number, size), *tiles_for_tree(old, size)))
    tile = data.draw(st.sampled_from(list(tiles)))
    bit = data.draw(st.integers(0, tile.length * 8 - 1))
    flipped = int.from_bytes(tiles[tile], "big") ^ 1 << bit
    with pytest.raises(Inconsistent):
        TileHashes(LOG.head(size), {**tiles, tile: flipped.to_bytes(tile.length, "big")})


def test_a_large_tree() -> None:
    """Records are proven across three levels of tiles."""
    tree = fake.Tree()
    for number in range(70001):
        tree.append(f"record {number}\n".encode())
    head = Tree(70001, tree.root())
    for number in (0, 255, 256, 65535, 65536, 69887, 69888, 70000):
        tiles = {tile: tree.tile(*tile) or b"" for tile in tiles_for_record(number, 70001)}
        assert TileHashes(head, tiles).record_hash(number) == record_hash(f"record {number}\n".encode())
