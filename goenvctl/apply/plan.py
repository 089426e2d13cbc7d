"""What will change, as data: a dry run prints it, the transaction commits it, undo reverses it."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from importlib import import_module
from typing import NamedTuple

Values = Mapping[str, str | None]  # a variable's value in a file, None where it has none


class Edit(NamedTuple):
    """One file's part: its bytes before and after (None: no file), and what that means in values."""

    target: str
    path: str
    before: bytes | None
    after: bytes | None
    before_values: Values
    after_values: Values

    @property
    def is_needed(self) -> bool:
        return self.before != self.after


class Ledger(NamedTuple):
    """What a change did to each variable, beyond the bytes, so that a later one can put things back.

    `written`: each variable the profile (or the rule on privacy) holds, with its value before
    and after. `own`: for each pattern variable, the patterns that were the user's, not ours.
    `targets` are the ones chosen, and `files` theirs besides the env file; what is ours elsewhere
    was taken out. `served_by` is the fallback that the values come from, empty for the profile itself.
    """

    written: Mapping[str, tuple[str | None, str | None]] = {}
    own: Mapping[str, tuple[str, ...]] = {}
    targets: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    served_by: str = ""


class Plan(NamedTuple):
    """A whole change. `profile` is the active one after it, `env_file` whose history it joins."""

    command: str
    profile: str | None
    env_file: str
    edits: tuple[Edit, ...]
    ledger: Ledger

    @property
    def needed_edits(self) -> tuple[Edit, ...]:
        return tuple(edit for edit in self.edits if edit.is_needed)


Difference = tuple[tuple[int, int] | bytes, ...]
"""An old text in terms of the new one: runs of its lines (from, to), and lines that it lacks."""


def difference(before: bytes, after: bytes) -> Difference:
    """The way back from `after` to `before`. A line that is in both is told by its place, never kept."""
    places = {line: at for at, line in enumerate(after.split(b"\n"))}
    parts: list[tuple[int, int] | bytes] = []
    for line in before.split(b"\n"):
        at = places.get(line)
        last = parts[-1] if parts else None
        if at is None:
            parts.append(line)
        elif isinstance(last, tuple) and last[1] == at:
            parts[-1] = (last[0], at + 1)
        else:
            parts.append((at, at + 1))
    return tuple(parts)


def restored(after: bytes, parts: Difference) -> bytes:
    """The old text, from the new one."""
    lines = after.split(b"\n")
    old: list[bytes] = []
    for part in parts:
        old += [part] if isinstance(part, bytes) else lines[part[0] : part[1]]
    return b"\n".join(old)


def fingerprint(data: bytes | None) -> str:
    """SHA-256 in hex, empty for no file."""
    if data is None:
        return ""
    for module in ("_sha2", "_sha256", "hashlib"):  # hashlib would load OpenSSL first, which takes 4 ms
        with contextlib.suppress(ImportError):  # the first is there from Python 3.12 on, the second before
            return str(import_module(module).sha256(data).hexdigest())
    raise AssertionError  # hashlib is always there
