"""What can go wrong, for a person: a message, a hint that mends it, and a stable id.

One boundary (cli/boundary.py) turns these into text or JSON and an exit code.
Foreign exceptions become one of these where they enter, `from exc`.
"""

from __future__ import annotations

from typing import NamedTuple

from goenvctl import exits


class Problem(NamedTuple):
    """Something a person should know or mend; `line` counts from 1, or is None."""

    id: str
    message: str
    hint: str = ""
    path: str | None = None
    line: int | None = None

    @property
    def place(self) -> str:
        """`file:line`, as far as it is known, or empty."""
        return (self.path or "") + (f":{self.line}" if self.path and self.line else "")


class GoenvctlError(Exception):
    """`id` is kebab-case and stable; `message` is one line; `hint` is what to do, or empty.

    `problems` are the single faults where there are several; `lines` are what to write by hand.
    """

    exit_code = exits.BUG

    def __init__(
        self,
        id: str,
        message: str,
        hint: str = "",
        problems: tuple[Problem, ...] = (),
        lines: tuple[str, ...] = (),
    ) -> None:
        super().__init__(message)
        self.id = id
        self.message = message
        self.hint = hint
        self.problems = problems
        self.lines = lines


class AnswerIsNo(GoenvctlError):
    """The question was understood and the answer is no; nothing changed."""

    exit_code = exits.NO


class InvalidInput(GoenvctlError):
    """A profile, a pattern, an address or an argument that cannot be right."""

    exit_code = exits.INVALID


class NotApplied(GoenvctlError):
    """The change could not be made; every file is as it was."""

    exit_code = exits.NOT_APPLIED


class Conflict(GoenvctlError):
    """Somebody else's edit stands where ours would go; nothing was touched."""

    exit_code = exits.CONFLICT
