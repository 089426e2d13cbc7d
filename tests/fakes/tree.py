"""The Merkle tree of RFC 6962, read by root hash and by tile."""

from __future__ import annotations

import hashlib

_TILE_HEIGHT = 8
_TILE_WIDTH = 1 << _TILE_HEIGHT


class Tree:
    """An append-only tree over records; it keeps their hashes, not the records."""

    def __init__(self) -> None:
        """Start with no records."""
        # _levels[k][i] is the hash of the i-th complete subtree of 2**k leaves.
        self._levels: list[list[bytes]] = [[]]

    def __len__(self) -> int:
        """Return the number of records."""
        return len(self._levels[0])

    def append(self, record: bytes) -> None:
        """Add one record, and every subtree that it completes."""
        subtree, height = hashlib.sha256(b"\x00" + record).digest(), 0
        self._levels[0].append(subtree)
        while len(self._levels[height]) % 2 == 0:
            subtree, height = _node(self._levels[height][-2], subtree), height + 1
            if height == len(self._levels):
                self._levels.append([])
            self._levels[height].append(subtree)

    def root(self) -> bytes:
        """Return the hash of the whole tree."""
        root = b""
        for level in self._levels:
            if len(level) % 2:
                root = _node(level[-1], root) if root else level[-1]
        return root or hashlib.sha256().digest()

    def tile(self, level: int, index: int, width: int = _TILE_WIDTH) -> bytes | None:
        """Return a tile's first `width` hashes, or None before the tree has them."""
        if level * _TILE_HEIGHT >= len(self._levels):
            return None
        start = index * _TILE_WIDTH
        hashes = self._levels[level * _TILE_HEIGHT][start : start + width]
        return b"".join(hashes) if len(hashes) == width else None


def _node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()
