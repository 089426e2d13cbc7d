"""go.sum as Go reads it: `PATH VERSION HASH` lines (cmd/go/internal/modfetch/fetch.go, readGoSum)."""

from __future__ import annotations


def read_sums(text: str) -> dict[str, str]:
    """The h1 sum by `PATH VERSION` (and `PATH VERSION/go.mod`); of several the first counts."""
    found: dict[str, str] = {}
    for line in text.split("\n"):
        fields = line.split()
        if len(fields) == 3 and fields[2].startswith("h1:"):
            found.setdefault(f"{fields[0]} {fields[1]}", fields[2])
    return found
