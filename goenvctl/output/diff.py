"""What would change in a file, as people read it."""

from __future__ import annotations

from difflib import unified_diff

from goenvctl.apply.plan import Edit


def diff(edit: Edit) -> list[str]:
    """A unified diff without context noise; `/dev/null` stands for no file."""
    before, after = _lines(edit.before), _lines(edit.after)
    old = edit.path if edit.before is not None else "/dev/null"
    new = edit.path if edit.after is not None else "/dev/null"
    return [line.rstrip("\n") for line in unified_diff(before, after, old, new, n=1)]


def _lines(data: bytes | None) -> list[str]:
    return (
        (data or b"")
        .decode("utf-8", "surrogateescape")
        .split("\n")[: -1 if (data or b"\n").endswith(b"\n") else None]
    )
