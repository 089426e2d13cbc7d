"""The tree behind a checksum database: its head, its records, its tiles, and what they prove. No I/O.

Source: golang.org/x/mod/sumdb/tlog (note.go, tlog.go, tile.go). The tree is that of RFC 6962; a node
is named by its level (0 for records) and its number there. A tile of level L lists up to 256 nodes
of level 8 L, and the nodes above these, up to its own root, follow from them.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from goenvctl.language import tr

HASH_BYTES = 32
TILE_HEIGHT = 8
TILE_WIDTH = 1 << TILE_HEIGHT
MAX_SIZE = 1 << 62  # from there on tlog.StoredHashIndex overflows
EMPTY = hashlib.sha256().digest()  # the root of a tree without records

_HEAD = re.compile("go\\.sum database tree\n(0|[1-9][0-9]{0,18})\n([A-Za-z0-9+/]{43}=)\n")
_RECORD = re.compile(rb"(0|[1-9][0-9]{0,18})\n(.*?\n)\n", re.DOTALL)
_CONTROL = re.compile(rb"[\x00-\x09\x0b-\x1f]")  # all but the newline


class Inconsistent(ValueError):
    """The tiles do not belong to the tree; at least one is wrong."""


class Tree(NamedTuple):
    """A head: the number of records, and the hash of the root (32 bytes)."""

    size: int
    hash: bytes


class Record(NamedTuple):
    """A record and its number, counted from 0, and what follows it in the answer to a lookup."""

    number: int
    text: bytes
    rest: bytes


class Node(NamedTuple):
    """The complete subtree over records `number << level` to `(number + 1) << level`."""

    level: int
    number: int


class Tile(NamedTuple):
    """`width` nodes (1 to 256) of level 8 × `level`, from the one numbered 256 × `number` on."""

    level: int
    number: int
    width: int = TILE_WIDTH

    @property
    def path(self) -> str:
        """Where a database serves it, below its base."""
        left, last = divmod(self.number, 1000)
        name = f"{last:03}"
        while left:
            left, group = divmod(left, 1000)
            name = f"x{group:03}/{name}"
        partial = "" if self.width == TILE_WIDTH else f".p/{self.width}"
        return f"/tile/{TILE_HEIGHT}/{self.level}/{name}{partial}"

    @property
    def full(self) -> Tile:
        return self._replace(width=TILE_WIDTH)

    @property
    def length(self) -> int:
        """In bytes."""
        return self.width * HASH_BYTES


def parse_tree(text: str) -> Tree:
    """The head in a signed text; lines after the third are ignored, as in Go. Raises ValueError."""
    found = _HEAD.match(text)
    if not found:
        raise ValueError(tr("malformed tree head"))
    return Tree(_number(found[1]), base64.b64decode(found[2]))


def parse_record(answer: bytes) -> Record:
    """The record at the start of a lookup's answer. Raises ValueError.

    Go would also read a number as `+5` or `05`; no database writes one so.
    """
    found = _RECORD.match(answer)
    is_utf8 = found and found[2].decode(errors="ignore").encode() == found[2]
    if not found or not is_utf8 or _CONTROL.search(found[2]):
        raise ValueError(tr("malformed record"))
    return Record(_number(found[1]), found[2], answer[found.end() :])


def record_hash(text: bytes) -> bytes:
    return hashlib.sha256(b"\x00" + text).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


def tiles_for_record(number: int, size: int) -> tuple[Tile, ...]:
    """What to read to prove a record of a tree of `size` records; `number` is below `size`."""
    return _tiles([Node(0, number)], size)


def tiles_for_tree(old: int, new: int) -> tuple[Tile, ...]:
    """What to read, in the tree of `new` records, to prove that it began with its first `old`."""
    return _tiles(_subtrees(old), new)


class TileHashes:
    """The hashes of a tree, read from tiles that were proven to be its own."""

    def __init__(self, tree: Tree, tiles: Mapping[Tile, bytes]) -> None:
        """`tiles` are what tiles_for_… named, each of its `length`. Raises Inconsistent."""
        self._size = tree.size
        self._tiles = tiles
        if self.tree_hash(tree.size) != tree.hash:  # which covers every tile that is not full
            raise Inconsistent(
                tr("the tiles do not hash to the root of the tree of {size} records", size=tree.size)
            )
        for tile in tiles:
            if tile.width == TILE_WIDTH and self._root(tile) != self._hash(_root_of(tile)):
                raise Inconsistent(
                    tr("{tile} is not in the tree of {size} records", tile=tile.path, size=tree.size)
                )

    def tree_hash(self, size: int) -> bytes:
        """The root of the tree as it was when it had `size` records."""
        hashes = [self._hash(node) for node in _subtrees(size)] or [EMPTY]
        root = hashes.pop()
        while hashes:
            root = node_hash(hashes.pop(), root)
        return root

    def record_hash(self, number: int) -> bytes:
        return self._hash(Node(0, number))

    def _hash(self, node: Node) -> bytes:
        tile = _tile_of(node, self._size)
        height = node.level - tile.level * TILE_HEIGHT
        start = (node.number << height) - tile.number * TILE_WIDTH
        return self._root(tile, start, start + (1 << height))

    def _root(self, tile: Tile, start: int = 0, end: int = TILE_WIDTH) -> bytes:
        """The node above a tile's nodes from `start` to `end`, a power of two apart."""
        data = self._tiles[tile]
        hashes = [data[at * HASH_BYTES : (at + 1) * HASH_BYTES] for at in range(start, end)]
        while len(hashes) > 1:
            hashes = [node_hash(*pair) for pair in zip(hashes[::2], hashes[1::2], strict=True)]
        return hashes[0]


def _tiles(nodes: Iterable[Node], size: int) -> tuple[Tile, ...]:
    """The tiles of the nodes, and what ties these to the root; parents first, as ReadHashes has them."""
    found = dict.fromkeys(_tile_of(node, size) for node in _subtrees(size))
    for node in nodes:
        chain: list[Tile] = []
        while (tile := _tile_of(node, size)) not in found:
            chain.insert(0, tile)
            node = _root_of(tile)
        found.update(dict.fromkeys(chain))
    return tuple(found)


def _subtrees(size: int) -> list[Node]:
    """The complete subtrees that such a tree is made of, from the left: one for each bit."""
    levels = [level for level in range(size.bit_length()) if size >> level & 1]
    return [Node(level, (size >> level) - 1) for level in reversed(levels)]


def _tile_of(node: Node, size: int) -> Tile:
    """The tile, as wide as a tree of this size has it, from which the node follows."""
    level, height = divmod(node.level, TILE_HEIGHT)
    number = node.number << height >> TILE_HEIGHT
    width = (size >> level * TILE_HEIGHT) - number * TILE_WIDTH
    return Tile(level, number, min(width, TILE_WIDTH))


def _root_of(tile: Tile) -> Node:
    """The node above all of a full tile; it stands in the tile one level up."""
    return Node((tile.level + 1) * TILE_HEIGHT, tile.number)


def _number(digits: str | bytes) -> int:
    number = int(digits)
    if number >= MAX_SIZE:
        raise ValueError(tr("no tree is so large"))
    return number
