"""Zips as Go reads them: entry by entry, nothing unpacked to disk, within caps.

Source: archive/zip (reader.go: readDirectoryEnd, readDirectoryHeader, findBodyOffset, checksumReader).
Python's own reader refuses what Go takes.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from sys import getsizeof
from typing import IO, NamedTuple

from goenvctl.language import tr

MAX_ENTRIES = 200_000
MAX_NAMES = 32 << 20  # bytes of memory for all names together
STEP = 1 << 16

_END, _END64_LOCATOR, _END64 = b"PK\x05\x06", b"PK\x06\x07", b"PK\x06\x06"
_CENTRAL, _LOCAL, _DESCRIPTOR = b"PK\x01\x02", b"PK\x03\x04", b"PK\x07\x08"
_WIDE, _UNSIGNED = (1 << 32) - 1, (1 << 64) - 1  # the first stands for a number in zip64's extra field
STORED, DEFLATED = 0, 8


class NoArchive(ValueError):
    """The bytes are no zip file."""


class Damaged(ValueError):
    """An entry's data is not what the directory says of it."""


class TooLarge(ValueError):
    """It holds more than Go takes, or unpacks to far more than it is."""


class Entry(NamedTuple):
    """One file or folder; `size` is what it unpacks to, `packed` what it takes in the archive."""

    name: str
    method: int
    crc: int
    packed: int
    size: int
    offset: int
    is_described: bool  # a checksum follows the data


class Archive:
    """An open zip. Raises NoArchive where Go says `not a valid zip file`, TooLarge beyond the caps."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        file.seek(0, 2)
        self._length = file.tell()
        start, count, self._base = _find_directory(file, self._length)
        file.seek(start)
        self.entries = list(_read_directory(file))
        if len(self.entries) & 0xFFFF != count & 0xFFFF:  # the stated count has 16 bits
            raise NoArchive(tr("cut off in its directory"))

    def read(self, entry: Entry) -> Iterator[bytes]:
        """The entry's bytes, unpacked, a step at a time.

        Raises Damaged after the last good byte where the data is not what the directory says.
        """
        body = self._body_offset(entry)
        if entry.name.endswith("/"):
            if entry.size:
                raise Damaged(f"{entry.name} is a folder and has content")
            return
        self._file.seek(body)
        left, crc = entry.size, 0
        for part in self._unpacked(entry):
            if len(part) > left:
                raise Damaged(f"{entry.name} is longer than it says")
            left -= len(part)
            crc = zlib.crc32(part, crc)
            yield part
        stated = self._described_crc(entry, body) if entry.is_described else entry.crc or crc
        if left or crc != stated:
            raise Damaged(f"{entry.name} does not fit its own checksum")

    def _described_crc(self, entry: Entry, body: int) -> int | None:
        """The checksum behind the data, where it agrees with the directory's (readDataDescriptor)."""
        self._file.seek(min(body + entry.packed, self._length))
        data = self._file.read(16).removeprefix(_DESCRIPTOR)
        crc = int.from_bytes(data[:4], "little")
        return crc if len(data) >= 12 and crc == entry.crc else None

    def _body_offset(self, entry: Entry) -> int:
        at = self._base + entry.offset
        header = b""
        if 0 <= at < self._length:
            self._file.seek(at)
            header = self._file.read(30)
        if len(header) < 30 or header[:4] != _LOCAL:
            raise Damaged(f"{entry.name} is not where the directory says")
        name, extra = struct.unpack_from("<HH", header, 26)
        return int(at + 30 + name + extra)

    def _unpacked(self, entry: Entry) -> Iterator[bytes]:
        if entry.method == STORED:
            yield from self._packed(entry.packed)
        elif entry.method == DEFLATED:
            yield from _inflated(self._packed(entry.packed), entry.name)
        else:
            raise Damaged(f"{entry.name} is packed in a way Go does not know ({entry.method})")

    def _packed(self, left: int) -> Iterator[bytes]:
        while left and (part := self._file.read(min(left, STEP))):
            left -= len(part)
            yield part


def _find_directory(file: IO[bytes], length: int) -> tuple[int, int, int]:
    """Where the central directory starts, how many entries it has, and what precedes the archive."""
    tail_at = max(length - (65 << 10), 0)
    file.seek(tail_at)
    tail = file.read()
    at = tail.rfind(_END, 0, max(len(tail) - 18, 0))
    if at < 0 or at + 22 + struct.unpack_from("<H", tail, at + 20)[0] > len(tail):
        raise NoArchive(tr("not a zip file"))
    count, size, offset = struct.unpack_from("<HII", tail, at + 10)
    end = tail_at + at
    if count == 0xFFFF or _WIDE in (size, offset):
        count, size, offset, end = _zip64(file, end, (count, size, offset))
    start = end - size
    if offset >> 63 or not 0 <= start < length:
        raise NoArchive(tr("without a directory: it lies outside"))
    base = start - offset
    if base > 0 and _is_entry(file, offset):  # Go prefers no prefix where that finds a directory as well
        return offset, count, 0
    return start, count, base


def _zip64(file: IO[bytes], end: int, short: tuple[int, int, int]) -> tuple[int, int, int, int]:
    file.seek(max(end - 20, 0))
    locator = file.read(20)
    if end < 20 or locator[:4] != _END64_LOCATOR:
        return *short, end
    disk, at, disks = struct.unpack_from("<IQI", locator, 4)
    if disk != 0 or disks != 1:
        return *short, end
    file.seek(min(at, end))
    record = file.read(56)
    if len(record) < 56 or record[:4] != _END64:
        raise NoArchive(tr("damaged at its end"))
    return *struct.unpack_from("<QQQ", record, 32), at


def _read_directory(file: IO[bytes]) -> Iterator[Entry]:
    """Entries until there is none."""
    found = names = 0
    while entry := _read_entry(file):
        found, names = found + 1, names + getsizeof(entry.name)
        if found > MAX_ENTRIES or names > MAX_NAMES:
            raise TooLarge(tr("it lists more than {number} files, or too long names", number=MAX_ENTRIES))
        yield entry


def _is_entry(file: IO[bytes], offset: int) -> bool:
    file.seek(offset)
    try:
        return _read_entry(file) is not None
    except NoArchive:
        return False


def _read_entry(file: IO[bytes]) -> Entry | None:
    """The directory's entry that begins here, None where none does. Raises NoArchive at the very end."""
    head = _read(file, 46)
    if len(head) < 46 or head[:4] != _CENTRAL:
        return None
    flags, method, _, crc, packed, size = struct.unpack_from("<HHIIII", head, 8)
    name_length, extra_length, comment_length = struct.unpack_from("<HHH", head, 28)
    rest = _read(file, name_length + extra_length + comment_length)
    if len(rest) < name_length + extra_length + comment_length:
        return None
    wide = _widened(rest[name_length:][:extra_length], size, packed, struct.unpack_from("<I", head, 42)[0])
    if wide is None:
        return None
    size, packed, offset = wide
    name = rest[:name_length].decode("utf-8", "surrogateescape")
    return Entry(name, method, crc, packed, size, offset, bool(flags & 8))


def _read(file: IO[bytes], count: int) -> bytes:
    data = file.read(count)
    if count and not data:
        raise NoArchive(tr("without an end to its directory"))
    return data


def _widened(extra: bytes, *values: int) -> tuple[int, int, int] | None:
    """Zip64's extra field holds those of the three that do not fit in 32 bits; None where it is too short."""
    wide = list(values)
    while len(extra) >= 4:
        tag, length = struct.unpack_from("<HH", extra)
        field, extra = extra[4 : 4 + length], extra[4 + length :]
        if len(field) < length:
            break
        for index in (index for index in range(3) if tag == 1 and wide[index] == _WIDE):
            if len(field) < 8:
                return None
            wide[index], field = struct.unpack_from("<q", field)[0], field[8:]
    size, packed, offset = wide
    return size & _UNSIGNED, packed & _UNSIGNED, offset


def _inflated(parts: Iterator[bytes], name: str) -> Iterator[bytes]:
    decoder = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        for part in parts:
            while unpacked := decoder.decompress(part, STEP):  # all input may be in, and not all output out
                yield unpacked
                part = decoder.unconsumed_tail
            if decoder.eof:
                return
    except zlib.error as exc:
        raise Damaged(f"{name} cannot be unpacked: {exc}") from exc
    raise Damaged(f"{name} ends too early")
