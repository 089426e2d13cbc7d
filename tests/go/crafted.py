"""Zips put together field by field, so that any of them can lie."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Sequence
from typing import NamedTuple

STORED, DEFLATED = 0, 8
DESCRIBED = 8  # the flag that a checksum follows the data
WIDE = 0xFFFFFFFF


class Member(NamedTuple):
    """One entry. What is None is as it should be: the directory's figures, the packed data, the place."""

    name: str | bytes
    data: bytes = b"package lib\n"
    method: int = DEFLATED
    flags: int = 0
    crc: int | None = None
    size: int | None = None
    packed: int | None = None
    offset: int | None = None
    body: bytes | None = None
    behind: bytes = b""  # a checksum, or anything else between this member and the next
    local: bytes = b"PK\x03\x04"
    extra: bytes = b""
    comment: bytes = b""


class Claims(NamedTuple):
    """What the end says of the directory, None for the truth."""

    total: int | None = None
    size: int | None = None
    offset: int | None = None


TRUTH = Claims()


def craft(
    members: Sequence[Member],
    claims: Claims = TRUTH,
    *,
    prefix: bytes = b"",
    comment: bytes = b"",
    said: int | None = None,
    zip64: bytes | None = None,
) -> bytes:
    """A zip of these members. `said` is how long the comment is said to be.

    `prefix` stands before it and is counted nowhere. With `zip64`, the signature of a record that
    holds the claims; the ordinary end then claims nothing.
    """
    archive, directory = b"", b""
    for member in members:
        directory += _central(member, len(archive))
        archive += local(member) + member.behind
    count = len(members) if claims.total is None else claims.total
    size = len(directory) if claims.size is None else claims.size
    offset = len(archive) if claims.offset is None else claims.offset
    head = prefix + archive + directory
    if zip64 is not None:
        record = struct.pack("<4sQHHIIQQQQ", zip64, 44, 45, 45, 0, 0, count, count, size, offset)
        head += record + struct.pack("<4sIQI", b"PK\x06\x07", 0, len(head), 1)
        count, size, offset = 0xFFFF, WIDE, WIDE
    length = len(comment) if said is None else said
    end = struct.pack("<4sHHHHIIH", b"PK\x05\x06", 0, 0, count, count, size, offset, length)
    return head + end + comment


def many(count: int, name: str) -> bytes:
    """As many files without data, all by this name but for a number in place of its eight noughts."""
    one = craft([Member(name, b"", STORED)])
    at, end = one.index(b"PK\x01\x02"), one.index(b"PK\x05\x06")
    entries = b"".join(one[at:end].replace(b"00000000", b"%08d" % number) for number in range(count))
    figures = struct.pack("<HHII", count & 0xFFFF, count & 0xFFFF, len(entries), at)
    return one[:at] + entries + one[end : end + 8] + figures + bytes(2)


def local(member: Member) -> bytes:
    """What stands before the data in the archive, and the data."""
    name = _name(member)
    fixed = struct.pack("<HHHHHIIIHH", 20, member.flags, member.method, 0, 0, 0, 0, 0, len(name), 0)
    return member.local + fixed + name + _body(member)


def describe(data: bytes, signature: bytes = b"PK\x07\x08") -> bytes:
    """The checksum that follows data, where the flag DESCRIBED announces it."""
    return signature + struct.pack("<III", zlib.crc32(data), 0, len(data))


def deflate(data: bytes) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    return packer.compress(data) + packer.flush()


def wide(*values: int) -> bytes:
    """The extra field in which zip64 keeps what does not fit."""
    return struct.pack(f"<HH{len(values)}Q", 1, 8 * len(values), *values)


def _body(member: Member) -> bytes:
    if member.body is not None:
        return member.body
    return deflate(member.data) if member.method == DEFLATED else member.data


def _name(member: Member) -> bytes:
    return member.name if isinstance(member.name, bytes) else member.name.encode()


def _central(member: Member, at: int) -> bytes:
    name = _name(member)
    crc = zlib.crc32(member.data) if member.crc is None else member.crc
    packed = len(_body(member)) if member.packed is None else member.packed
    size = len(member.data) if member.size is None else member.size
    offset = at if member.offset is None else member.offset
    lengths = len(name), len(member.extra), len(member.comment)
    fixed = (20, 20, member.flags, member.method, 0, 0, crc, packed, size, *lengths, 0, 0, 0, offset)
    return b"PK\x01\x02" + struct.pack("<HHHHHHIIIHHHHHII", *fixed) + name + member.extra + member.comment
