"""One line of a startup file that sets or removes a variable, and what a fresh shell has in the end."""

from __future__ import annotations

from typing import NamedTuple


class Assignment(NamedTuple):
    """What one place of a file does to one variable.

    `value` is None where it cannot be told without running something, and for `unset`. `kind` is
    `export` (set and exported, or only exported: then `value` is what it has there), `assign` (set;
    exported only if it was) or `unset`. `is_certain`: every shell of that scene comes by here; not so
    in an `if` that cannot be decided, in a loop, a function, or after a `return` under a condition.
    `is_literal`: the value is written out in that place, without `$`.
    """

    name: str
    value: str | None
    path: str
    line: int  # counts from 1
    text: str  # that line of the file, without blanks around it
    kind: str
    is_certain: bool = True
    is_literal: bool = True


class Found(NamedTuple):
    """A value and the line that set it; `path` is empty and `line` 0 where the shell started with it."""

    value: str
    path: str = ""
    line: int = 0


class Unread(NamedTuple):
    """A file that would be read, and why nobody can say here what it does.

    `path` is empty where not even that can be told. `by` and `line` are where it is named.
    """

    path: str
    reason: str
    by: str = ""
    line: int = 0


class Fresh(NamedTuple):
    """What a fresh shell exports once its files are read.

    `variables` holds the names asked for that are exported. A name with an entry in `doubts` may have another
    value: the entries say which lines would do that. `files` are all that are read, in order,
    and where none names a variable, all that may be.
    """

    variables: dict[str, Found]
    doubts: tuple[Assignment, ...] = ()
    files: tuple[str, ...] = ()
    unread: tuple[Unread, ...] = ()
