"""What every syntax can do. A file of its own, for a Protocol costs 0.7 ms and only mypy needs it."""

from __future__ import annotations

from typing import Protocol


class Syntax(Protocol):
    """One language that a file of settings is written in."""

    name: str

    def assign(self, name: str, value: str) -> str:
        """The line, without its end, that sets and exports the variable. Raises CannotSay."""

    def read(self, line: str) -> tuple[str, str]:
        """Name and value of a line that `assign` made."""

    def comment(self, text: str) -> str:
        """A line, without its end, that does nothing."""
