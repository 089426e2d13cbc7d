"""What somebody wants to change in a profile."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple


class Draft(NamedTuple):
    """For a profile's text: None unsets a variable, an empty field is left alone."""

    values: Mapping[str, str | None] = {}
    summary: str = ""
    trust: str = ""
    aliases: Sequence[str] = ()

    @property
    def is_empty(self) -> bool:
        return not any(self)
