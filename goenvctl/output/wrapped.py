"""Text in lines of so many columns: words stay whole, Chinese is broken between its characters."""

from __future__ import annotations

import re
from collections.abc import Iterator

from goenvctl.output.table import text_width

_WIDE = "\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\uff01-\uff60"
_OPENING = "（《「『“‘"
_CLOSING = "，。；：！？、）》」』”’"
_PIECE = (
    rf"[{_OPENING}]*(?:(?![{_OPENING}{_CLOSING}])[{_WIDE}]|[^{_WIDE}{_OPENING}{_CLOSING}]+)?[{_CLOSING}]*"
)


def wrap(text: str, width: int, *, first: str = "", rest: str = "") -> list[str]:
    """The lines; `first` begins the first, `rest` every other. A word that is too wide stays whole."""
    lines, line, is_empty = [], first, True
    for piece, gap in _pieces(text):
        joined = piece if is_empty else gap + piece
        if not is_empty and text_width(line) + text_width(joined) > width:
            lines.append(line)
            line, joined = rest, piece
        line, is_empty = line + joined, False
    return [*lines, line]


def _pieces(text: str) -> Iterator[tuple[str, str]]:
    """What is not broken, and the blank before it, which is left out where a line begins."""
    for word in text.split():
        gap = " "
        for piece in [word] if word.isascii() else re.findall(_PIECE, word):
            if piece:
                yield piece, gap
                gap = ""
