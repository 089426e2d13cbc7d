"""The order of versions. Source: golang.org/x/mod/semver (Compare)."""

from __future__ import annotations

import re

_VERSION = re.compile(r"v(\d+)(?:\.(\d+)(?:\.(\d+)(?:-([0-9A-Za-z.-]+))?(?:\+[0-9A-Za-z.-]+)?)?)?", re.ASCII)

Precedence = tuple[tuple[int, int, str], ...]


def precedence(version: str) -> Precedence:
    """A key to sort by: what is no version comes first, a candidate before its release; `+…` counts not."""
    match = _VERSION.fullmatch(version)
    if not match:
        return ()
    numbers = [(0, int(part or 0), "") for part in match.groups()[:3]]
    if not match[4]:
        return (*numbers, (2, 0, ""))
    marks = [(0, int(mark), "") if mark.isdigit() else (1, 0, mark) for mark in match[4].split(".")]
    return (*numbers, *marks)
