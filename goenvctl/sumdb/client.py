"""A client of a checksum database that believes nothing it cannot verify; the fetch is handed in.

Source: golang.org/x/mod/sumdb (client.go), but for two things. Go hands back no lines where the record
is of another module, and leaves that to its caller: here it is Forged. Go fails where a database
is behind the head seen and lacks the tiles that would tie the two: here it is lag.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from typing import NamedTuple

from goenvctl.go.module import escape_path, escape_version
from goenvctl.language import tr
from goenvctl.sumdb.note import UnverifiedNote, VerifierKey, open_note
from goenvctl.sumdb.tlog import (
    EMPTY,
    Inconsistent,
    Record,
    Tile,
    TileHashes,
    Tree,
    parse_record,
    parse_tree,
    record_hash,
    tiles_for_record,
    tiles_for_tree,
)

Fetch = Callable[[str], Awaitable[bytes]]
"""Given a path below the database's base, such as `/lookup/example.com/!a@v1.0.0`: the body of a 200."""


class NotFound(Exception):
    """The database answers 404 or 410; raised by a Fetch. All else that it raises passes through."""


class Malformed(ValueError):
    """The answer is no record, no note or no tile: junk, cut off, or missing where it must be."""


class Forged(Exception):
    """Well-formed, and it does not verify; the message says which check failed."""


class Found(NamedTuple):
    """What the database vouches for: the h1 hashes of the zip and of go.mod (empty where it has none).

    `note` is the signed `head`. `is_behind`: the head is smaller than the largest seen, which is lag.
    """

    zip: str
    mod: str
    head: Tree
    note: bytes
    is_behind: bool


class Client:
    """One database, by its key. Lookups may run at once; a tile is fetched once for all of them.

    `seen` is a head verified earlier; heads that are larger take its place.
    """

    def __init__(self, key: VerifierKey, fetch: Fetch, seen: Tree | None = None) -> None:
        self._key = key
        self._fetch = fetch
        self._seen = seen or Tree(0, EMPTY)
        self._tiles: dict[Tile, asyncio.Future[bytes]] = {}

    async def lookup(self, path: str, version: str) -> Found:
        """The verified record. Raises NotFound, Malformed, Forged, and ModulePathError before asking."""
        answer = await self._fetch(f"/lookup/{escape_path(path)}@{escape_version(version)}")
        record, head = _open(answer, self._key)
        seen: Tree | None = None
        try:
            while seen != self._seen:  # another lookup may move it in the meantime
                seen = self._seen
                await self._prove(record, head, seen)
        except Forged:
            self._tiles.clear()  # of a liar nothing is kept
            raise
        is_behind = head.size < self._seen.size
        if not is_behind:
            self._seen = head
        zip_sum, mod_sum = _sums(record, path, version)
        return Found(zip_sum, mod_sum, head, record.rest, is_behind)

    async def _prove(self, record: Record, head: Tree, seen: Tree) -> None:
        if record.number >= head.size:
            raise Forged(
                tr(
                    "record {record} cannot be in a tree of {size} records",
                    record=record.number,
                    size=head.size,
                )
            )
        tiles = tiles_for_record(record.number, head.size)
        if head.size < seen.size:
            await self._prove_lag(head, seen)
        elif head.size > seen.size:
            tiles = (*tiles_for_tree(seen.size, head.size), *tiles)
        elif head != seen:
            raise _fork(head, seen)
        try:
            hashes = await self._read(head, tiles)
        except NotFound as exc:
            raise Malformed(tr("the database lacks a tile of its own tree")) from exc
        if head.size > seen.size and hashes.tree_hash(seen.size) != seen.hash:
            raise _fork(seen, head)
        if hashes.record_hash(record.number) != record_hash(record.text):
            raise Forged(
                tr(
                    "record {record} is not the one in the tree of {size} records",
                    record=record.number,
                    size=head.size,
                )
            )

    async def _prove_lag(self, head: Tree, seen: Tree) -> None:
        try:
            hashes = await self._read(seen, tiles_for_tree(head.size, seen.size))
        except NotFound:
            return  # a database that is behind does not have these tiles yet
        if hashes.tree_hash(head.size) != head.hash:
            raise _fork(head, seen)

    async def _read(self, tree: Tree, tiles: Iterable[Tile]) -> TileHashes:
        """The hashes of a tree, from tiles that hash up to its root."""
        fetching = {tile: asyncio.ensure_future(self._tile(tile)) for tile in dict.fromkeys(tiles)}
        try:
            data = await asyncio.gather(*fetching.values())
            return TileHashes(tree, dict(zip(fetching, data, strict=True)))
        except Inconsistent as exc:
            raise Forged(str(exc)) from exc
        finally:
            for task in fetching.values():  # when one fails the others are not waited for
                task.cancel()

    async def _tile(self, tile: Tile) -> bytes:
        """A tile, not yet proven. Who asks while it is on its way gets the same answer or failure."""
        while coming := self._tiles.get(tile):
            if not coming.done():
                await asyncio.wait([coming])
            if not coming.cancelled():  # else the lookup that fetched was given up
                return coming.result()
        coming = self._tiles[tile] = asyncio.get_running_loop().create_future()
        try:
            coming.set_result(await self._fetch_tile(tile))
        except BaseException as exc:
            self._tiles.pop(tile, None)
            if isinstance(exc, asyncio.CancelledError):
                coming.cancel()
            else:
                coming.set_exception(exc)
                coming.exception()  # nobody may wait for it
            raise
        return coming.result()

    async def _fetch_tile(self, tile: Tile) -> bytes:
        try:
            data = await self._fetch(tile.path)
        except NotFound:
            if tile == tile.full:
                raise
            return (await self._tile(tile.full))[: tile.length]  # a tile once full may be kept only so
        if len(data) != tile.length:
            raise Malformed(
                tr(
                    "{tile} is {size} bytes long, not {expected}",
                    tile=tile.path,
                    size=len(data),
                    expected=tile.length,
                )
            )
        return data


def _open(answer: bytes, key: VerifierKey) -> tuple[Record, Tree]:
    """The record in a lookup's answer and the head that the key signed."""
    try:
        record = parse_record(answer)
        return record, parse_tree(open_note(record.rest, key))
    except UnverifiedNote as exc:
        raise Forged(str(exc)) from exc
    except ValueError as exc:
        raise Malformed(str(exc)) from exc


def _fork(old: Tree, new: Tree) -> Forged:
    return Forged(
        tr("the tree of {old} records is not the beginning of that of {new}", old=old.size, new=new.size)
    )


def _sums(record: Record, path: str, version: str) -> tuple[str, str]:
    zip_sum = _sum(record, f"{path} {version}")
    if not zip_sum:  # a valid record, but of another module
        raise Forged(tr("the record has no line for {module} {version}", module=path, version=version))
    return zip_sum, _sum(record, f"{path} {version}/go.mod")


def _sum(record: Record, start: str) -> str:
    """Of several lines Go takes the first (modfetch.checkSumDB); other hashes than h1 it passes over."""
    lines = record.text.decode().split("\n")
    return next((line[len(start) + 1 :] for line in lines if line.startswith(f"{start} h1:")), "")
