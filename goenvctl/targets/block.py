"""The managed block: the lines goenvctl owns in a file that it does not own.

A mark above them, a mark below that seals them with a checksum: whoever edits the lines breaks
the seal, and is not overwritten. All on bytes; what is outside the block keeps every one.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Sequence
from typing import NamedTuple

from goenvctl.language import tr

START = b"# >>> goenvctl >>>"
END = b"# <<< goenvctl "
_ABOVE = START + b" goenvctl undo takes these lines away"
_GLUED = b"+"  # of a text that did not end with a line end


class Damaged(Exception):
    """Somebody's hand was in the block; the message says what is wrong with it."""


class Block(NamedTuple):
    """Where it stands, as indices of lines (both marks within), and the lines between the marks.

    `is_glued`: the text before it had no line end, and gets none back.
    """

    first: int
    last: int
    lines: tuple[bytes, ...]
    is_glued: bool


def find_block(data: bytes) -> Block | None:
    """The block of a text, or None. Raises Damaged where it is edited, doubled or cut."""
    lines = data.split(b"\n")
    starts, ends = _marks(lines, START), _marks(lines, END)
    if not starts and not ends:
        return None
    if len(starts) > 1 or len(ends) > 1:
        raise Damaged(tr("the block stands there more than once"))
    if not starts or not ends or ends[0] < starts[0]:
        raise Damaged(tr("the block is cut in half"))
    first, last = starts[0], ends[0]
    inside = tuple(lines[first + 1 : last])
    if lines[first] == _ABOVE:
        for is_glued in (False, True):
            if lines[last] == _below(inside, is_glued=is_glued):
                return Block(first, last, inside, is_glued)
    raise Damaged(tr("the block was edited"))


def with_block(data: bytes, lines: Sequence[bytes]) -> bytes:
    """The text with these lines in its block, where it stands or else at the end; without any, no block."""
    found = find_block(data)
    is_glued = found.is_glued if found else bool(data) and not data.endswith(b"\n")
    new = [_ABOVE, *lines, _below(lines, is_glued=is_glued)] if lines else []
    text = data.split(b"\n")
    if found:
        before, after = text[: found.first], text[found.last + 1 :]
        if not new and is_glued and after == [b""]:
            after = []
        return b"\n".join(before + new + after)
    if not new:
        return data
    return b"\n".join([*(text if is_glued else text[:-1]), *new, b""])


def without_marks(data: bytes, is_ours: Callable[[bytes], bool]) -> bytes:
    """The text without any block, whole or damaged: of a cut one only the mark that is left goes.

    Lines between two marks that are not ours are somebody's, and stay; also what was added behind a mark.
    """
    kept: list[bytes] = []
    inside: list[bytes] | None = None
    for line in data.split(b"\n"):
        if line.strip().startswith(START):
            kept += inside or []
            inside = []
        elif line.strip().startswith(END):
            added = line.strip().rpartition(b"<<<")[2]
            kept += [one for one in inside or [] if not is_ours(one)] + [added] * bool(added.strip())
            inside = None
        elif inside is None:
            kept.append(line)
        else:
            inside.append(line)
    return b"\n".join(kept + (inside or []))


def _marks(lines: Sequence[bytes], mark: bytes) -> list[int]:
    return [at for at, line in enumerate(lines) if line.strip().startswith(mark)]


def _below(lines: Sequence[bytes], *, is_glued: bool) -> bytes:
    return END + b"%08x" % zlib.crc32(b"\n".join(lines)) + _GLUED * is_glued + b" <<<"
