"""Lines for a shell to evaluate."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from goenvctl.syntax.syntax import Syntax


class Lines:
    """One assignment a line, in the syntax of the same name."""

    def __init__(self, syntax: Syntax) -> None:
        self.name = syntax.name
        self._syntax = syntax

    def render(self, values: Mapping[str, str]) -> str:
        return "\n".join(self._syntax.assign(name, value) for name, value in values.items())
