"""go.sum as Go reads it: `PATH VERSION HASH` lines (cmd/go/internal/modfetch/fetch.go, readGoSum)."""

from __future__ import annotations

import re

from goenvctl.go.proxylist import SPACE

_SPACES = re.compile(f"[{re.escape(SPACE)}]+")
_OF_NOTHING = "h1:G7mAYYxgmS0lVkHyy2hEOLQCFB0DlQFTMLWggykrydY="  # an empty go.mod: an old bug, dropped by go


def read_sums(text: str) -> dict[str, str]:
    """The h1 sum by `PATH VERSION` (and `PATH VERSION/go.mod`); of several the first counts."""
    found: dict[str, str] = {}
    for line in text.split("\n"):
        fields = _SPACES.split(line.strip(SPACE))
        if len(fields) == 3 and fields[2].startswith("h1:") and fields[2] != _OF_NOTHING:
            found.setdefault(f"{fields[0]} {fields[1]}", fields[2])
    return found
