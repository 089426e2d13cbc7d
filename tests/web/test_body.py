"""Bodies: what Go's gzip reader takes is taken, up to a cap that counts what comes out."""

from __future__ import annotations

import errno
import gzip
import io
import zlib
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goenvctl.web.body import STEP, Sink
from goenvctl.web.failure import Failure

TEXT = bytes(range(256)) * 40
PACKED = gzip.compress(TEXT)


def read(parts: list[bytes], cap: int = 1 << 20, *, packed: bool = True) -> bytes:
    sink = Sink(cap, gzip=packed)
    for part in parts:
        sink.write(part)
    sink.finish()
    assert sink.size == len(sink.content)
    return sink.content


def failure(parts: list[bytes], cap: int = 1 << 20, *, packed: bool = True) -> tuple[str, str]:
    with pytest.raises(Failure) as caught:
        read(parts, cap, packed=packed)
    assert caught.value.phase == "transfer"
    return caught.value.reason, caught.value.detail


@given(data=st.binary(max_size=2000), cuts=st.lists(st.integers(0, 2000), max_size=5), packed=st.booleans())
def test_any_parts(data: bytes, cuts: list[int], packed: bool) -> None:
    """In whatever parts a body comes, it is the same."""
    sent = gzip.compress(data) if packed else data
    ends = [0, *sorted(min(cut, len(sent)) for cut in cuts), len(sent)]
    parts = [sent[first:last] for first, last in pairwise(ends)]
    assert read(parts, packed=packed) == data


def test_members() -> None:
    """A gzip file may have several members, empty ones among them, also where a part ends with one."""
    members = [PACKED, gzip.compress(b"", mtime=0), gzip.compress(b"more")]
    assert read([b"".join(members)]) == TEXT + b"more"
    assert read(members) == TEXT + b"more"


def test_nothing_at_all() -> None:
    """A body without a byte is empty, whatever encoding it was announced in."""
    assert read([]) == b""
    assert read([b""]) == b""


@pytest.mark.parametrize("size", [STEP - 1, STEP, STEP + 1, STEP + 300, 3 * STEP, 3 * STEP + 7])
def test_steps(size: int) -> None:
    """What unpacks to more than a step comes whole, even where the last match goes across one."""
    assert read([gzip.compress(bytes(size))]) == bytes(size)
    assert read([bytes([byte]) for byte in gzip.compress(bytes(size))]) == bytes(size)


@pytest.mark.parametrize("packed", [True, False])
def test_the_cap(packed: bool) -> None:
    """A body may have as many bytes as the cap says, unpacked, and not one more."""
    sent = PACKED if packed else TEXT
    assert read([sent], len(TEXT), packed=packed) == TEXT
    assert failure([sent], len(TEXT) - 1, packed=packed) == ("oversize", "the answer is larger than 9 KiB")


def test_a_bomb() -> None:
    """A bomb is given up at the cap: what was unpacked for it is a step more at most."""
    file = io.BytesIO()
    sink = Sink(1 << 20, file, gzip=True)
    with pytest.raises(Failure, match="larger than 1 MiB"):
        sink.write(gzip.compress(bytes(64 << 20)))
    assert len(file.getvalue()) == 1 << 20
    assert sink.size <= (1 << 20) + STEP


@pytest.mark.parametrize(
    "sent",
    [
        PACKED[:-1],
        PACKED[:-8],
        PACKED[: len(PACKED) // 2],
        PACKED + PACKED[:30],
        PACKED + PACKED[:1],
        PACKED[:10],
        PACKED[:1],
    ],
    ids=len,
)
def test_cut_off(sent: bytes) -> None:
    """Gzip that does not end where the body does is a body cut off."""
    assert failure([sent]) == ("truncated", "the gzip in the answer is broken: it ends too early")


@pytest.mark.parametrize(
    "sent",
    [
        b"plain text",
        TEXT,
        PACKED[:-6] + b"\xff" + PACKED[-5:],
        PACKED[:-1] + b"\xff",
        PACKED[:40] + b"\xff\xff\xff\xff" + PACKED[44:],
        PACKED + b"rest",
        zlib.compress(TEXT),
    ],
    ids=["text", "no gzip", "checksum", "length", "data", "rest", "zlib"],
)
def test_broken(sent: bytes) -> None:
    """What is announced as gzip and is none, or does not fit its own checksum, is broken."""
    reason, detail = failure([sent])
    assert (reason, detail.startswith("the gzip in the answer is broken: ")) == ("truncated", True)


class FullDisk(io.RawIOBase):
    def write(self, _data: object) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")


def test_a_full_disk() -> None:
    """A disk that is full here is no fault of the mirror."""
    with pytest.raises(Failure, match="this machine's disk") as caught:
        Sink(100, FullDisk()).write(b"x")  # type: ignore[arg-type]
    assert caught.value.reason == "local-disk"
