"""The managed block: the lines goenvctl owns in a file that it does not own.

A mark above them, a mark below that seals them with a checksum: whoever edits the lines breaks
the seal, and is not overwritten. All on bytes; what is outside the block keeps every one.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from typing import NamedTuple

START = b"# >>> goenvctl >>>"
END = b"# <<< goenvctl "
_ABOVE = START + b" `goenvctl undo` takes these lines away"


class Damaged(Exception):
    """Somebody's hand was in the block; the message says what is wrong with it."""


class Block(NamedTuple):
    """Where it stands, as indices of lines (both marks within), and the lines between the marks."""

    first: int
    last: int
    lines: tuple[bytes, ...]


def find_block(data: bytes) -> Block | None:
    """The block of a text, or None. Raises Damaged where it is edited, doubled or cut."""
    lines = data.split(b"\n")
    starts, ends = _marks(lines, START), _marks(lines, END)
    if not starts and not ends:
        return None
    if len(starts) > 1 or len(ends) > 1:
        raise Damaged("the block stands there more than once")
    if not starts or not ends or ends[0] < starts[0]:
        raise Damaged("the block is cut in half")
    first, last = starts[0], ends[0]
    block = Block(first, last, tuple(lines[first + 1 : last]))
    if lines[first] != _ABOVE or lines[last] != _below(block.lines):
        raise Damaged("the block was edited")
    return block


def with_block(data: bytes, lines: Sequence[bytes]) -> bytes:
    """The text with these lines in its block, where it stands or else at the end; without any, no block.

    A text that does not end with a line end has none after the block either, so that both go together.
    """
    found = find_block(data)
    new = [_ABOVE, *lines, _below(lines)] if lines else []
    text = data.split(b"\n")
    if found:
        return b"\n".join(text[: found.first] + new + text[found.last + 1 :])
    if text[-1] == b"":
        return b"\n".join([*text[:-1], *new, b""]) if new else data
    return b"\n".join([*text, *new])


def without_marks(data: bytes) -> bytes:
    """The text without any block, whole or damaged: of a cut one only the mark that is left goes."""
    kept: list[bytes] = []
    inside: list[bytes] | None = None
    for line in data.split(b"\n"):
        if line.strip().startswith(START):
            kept += inside or []
            inside = []
        elif line.strip().startswith(END):
            inside = None
        elif inside is None:
            kept.append(line)
        else:
            inside.append(line)
    return b"\n".join(kept + (inside or []))


def _marks(lines: Sequence[bytes], mark: bytes) -> list[int]:
    return [at for at, line in enumerate(lines) if line.strip().startswith(mark)]


def _below(lines: Sequence[bytes]) -> bytes:
    return END + b"%08x <<<" % zlib.crc32(b"\n".join(lines))
