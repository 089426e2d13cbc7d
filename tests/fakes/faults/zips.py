"""Zips that are cut, damaged, of something else, or that would do harm when unpacked."""

from __future__ import annotations

import asyncio
import io
import zipfile
from collections.abc import Callable
from functools import cache

from tests.fakes.faults.wire import Asked, Fault, Wire
from tests.fakes.server import Response

MIB = 1 << 20
BIG_MIB = 600  # go refuses more than 500
Spoil = Callable[[bytes], bytes]


def spoiled(spoil: Spoil) -> Fault:
    """The true zip, spoiled, with the right length."""

    async def answer(wire: Wire, asked: Asked) -> None:
        body = await asyncio.to_thread(spoil, asked.truth.body)
        await wire.answer(Response(body, 200, {"Content-Type": "application/zip"}))

    return answer


def half(archive: bytes) -> bytes:
    """The first half."""
    return archive[: len(archive) // 2]


def flipped(archive: bytes) -> bytes:
    """One bit of the first file's content is another, which its CRC shows."""
    at = _first_content(archive)
    return archive[:at] + bytes([archive[at] ^ 1]) + archive[at + 1 :]


def flipped_deflated(archive: bytes) -> bytes:
    """The same in a compressed zip: the content no longer unpacks, or not to the right CRC."""
    return flipped(repacked(archive, method=zipfile.ZIP_DEFLATED))


def other(archive: bytes) -> bytes:
    """A well-formed zip of the same names with one file changed."""
    return repacked(archive, edit=lambda name, data: data if name.endswith("go.mod") else data + b"// evil\n")


def foreign_prefix(archive: bytes) -> bytes:
    """One file more, of another module."""
    return repacked(archive, extra={"example.com/other@v1.0.0/evil.go": b"package evil\n"})


def dotdot(archive: bytes) -> bytes:
    """One file more, outside of the folder that it is unpacked in."""
    root = zipfile.ZipFile(io.BytesIO(archive)).namelist()[0].rpartition("/")[0]
    return repacked(archive, extra={f"{root}/../../../evil.go": b"package evil\n"})


@cache
def bomb(archive: bytes) -> bytes:
    """One file more, of 600 MiB."""
    root = zipfile.ZipFile(io.BytesIO(archive)).namelist()[0].rpartition("/")[0]
    buffer = io.BytesIO(archive)
    with zipfile.ZipFile(buffer, "a", zipfile.ZIP_DEFLATED) as packed, packed.open(f"{root}/big", "w") as big:
        for _ in range(BIG_MIB):
            big.write(bytes(MIB))
    return buffer.getvalue()


def _first_content(archive: bytes) -> int:
    first = zipfile.ZipFile(io.BytesIO(archive)).infolist()[0]
    return first.header_offset + 30 + len(first.filename.encode())


def repacked(
    archive: bytes,
    *,
    method: int = zipfile.ZIP_STORED,
    edit: Callable[[str, bytes], bytes] = lambda _name, data: data,
    extra: dict[str, bytes] | None = None,
) -> bytes:
    """The same files, or nearly, packed anew."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(archive)) as source, zipfile.ZipFile(buffer, "w") as packed:
        files = {name: edit(name, source.read(name)) for name in source.namelist()}
        for name, data in {**files, **(extra or {})}.items():
            entry = zipfile.ZipInfo(name)
            entry.compress_type = method
            packed.writestr(entry, data)
    return buffer.getvalue()


ZIPS: dict[str, Fault] = {
    "half-zip": spoiled(half),
    "flipped-zip": spoiled(flipped),
    "flipped-deflated-zip": spoiled(flipped_deflated),
    "other-zip": spoiled(other),
    "foreign-prefix-zip": spoiled(foreign_prefix),
    "dotdot-zip": spoiled(dotdot),
    "zip-bomb": spoiled(bomb),
}
