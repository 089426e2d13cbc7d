r"""The escapes of `$'…'` (bash(1) QUOTING)."""

from __future__ import annotations

import re

_SIMPLE = {
    "a": "\a", "b": "\b", "e": "\x1b", "E": "\x1b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v",
    "\\": "\\", "'": "'", '"': '"', "?": "?",
}  # fmt: skip
_NUMBER = re.compile(r"x([0-9A-Fa-f]{1,2})|([0-7]{1,3})|u([0-9A-Fa-f]{1,4})|U([0-9A-Fa-f]{1,8})")


def decode_ansi(text: str) -> str | None:
    """What the inside of `$'…'` means, or None where shells differ (bytes beyond ASCII, NUL, `\\c`)."""
    pieces: list[str] = []
    at = 0
    while (found := text.find("\\", at)) >= 0:
        pieces.append(text[at:found])
        escaped = text[found + 1 : found + 2]
        if escaped in _SIMPLE and escaped:
            pieces.append(_SIMPLE[escaped])
            at = found + 2
            continue
        number = _NUMBER.match(text, found + 1)
        if not number:
            return None
        byte = int(number[1], 16) if number[1] else int(number[2], 8) if number[2] else None
        code = byte if byte is not None else int(number[3] or number[4], 16)
        if code == 0 or code >= 0x80:
            return None
        pieces.append(chr(code))
        at = number.end()
    return "".join((*pieces, text[at:]))
