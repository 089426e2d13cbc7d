"""What every format can do. A file of its own, for a Protocol costs 0.7 ms and only mypy needs it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol


class Format(Protocol):
    """A text that one program reads."""

    name: str

    def render(self, values: Mapping[str, str]) -> str:
        """The text, without the last line's end. Raises CannotSay where its reader would change a value."""
