"""What will change, as data: a dry run prints it, the transaction commits it, undo reverses it."""

from __future__ import annotations

from collections.abc import Mapping
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
    """

    written: Mapping[str, tuple[str | None, str | None]] = {}
    own: Mapping[str, tuple[str, ...]] = {}


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


class Splice(NamedTuple):
    """The way from a new text to the old: at `at`, `inserted` bytes give way to `removed`."""

    at: int
    removed: bytes
    inserted: int


def splice(before: bytes, after: bytes) -> Splice:
    """The shortest single replacement that leads back from `after` to `before`."""
    limit = min(len(before), len(after))
    start = next((at for at in range(limit) if before[at] != after[at]), limit)
    rest = limit - start
    end = next((at for at in range(rest) if before[-1 - at] != after[-1 - at]), rest)
    return Splice(start, before[start : len(before) - end], len(after) - end - start)


def unsplice(after: bytes, difference: Splice) -> bytes:
    """The old text, from the new one."""
    at, removed, inserted = difference
    return after[:at] + removed + after[at + inserted :]


def fingerprint(data: bytes | None) -> str:
    """SHA-256 in hex, empty for no file."""
    import hashlib  # 3 ms, and only a change needs it

    return "" if data is None else hashlib.sha256(data).hexdigest()
