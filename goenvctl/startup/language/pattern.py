"""The patterns of `case` and `[[ ]]` (POSIX.1-2024 XCU 2.14), as far as they are told by reading."""

from __future__ import annotations

import re
from collections.abc import Sequence

from goenvctl.startup.language.token import Part, Text


def matches(value: str, pattern: Sequence[Part]) -> bool | None:
    """Does the pattern match all of the value? None where it holds more than text, `*`, `?` and `[…]`."""
    pieces: list[str] = []
    for part in pattern:
        if not isinstance(part, Text):
            return None
        if part.is_quoted:
            pieces.append(re.escape(part.text))
        elif re.search(r"[()|\\~#^<>]", part.text):
            return None
        else:
            found = re.findall(r"\*|\?|\[!?\]?[^]\[]*\]|.", part.text, re.DOTALL)
            pieces.extend(_translated(piece) for piece in found)
    return re.fullmatch("".join(pieces), value, re.DOTALL) is not None


def _translated(piece: str) -> str:
    if piece in "*?":
        return ".*" if piece == "*" else "."
    if len(piece) > 2:
        inside = piece[1:-1]
        sign = "^" if inside.startswith("!") else ""
        kept = inside[bool(sign) :].replace("\\", "\\\\").replace("]", "\\]").replace("^", "\\^")
        return f"[{sign}{kept}]"
    return re.escape(piece)
