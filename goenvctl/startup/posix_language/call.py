"""One command as a builtin sees it."""

from __future__ import annotations

from typing import NamedTuple

from goenvctl.startup.language.expand import Expander
from goenvctl.startup.language.token import Word
from goenvctl.startup.language.variables import Place, Variables
from goenvctl.startup.language.walk import SURE, Walk


class Call(NamedTuple):
    """`words` begin with the command's name."""

    walk: Walk
    expander: Expander
    words: list[Word]
    place: Place
    reach: int

    @property
    def own(self) -> frozenset[str]:
        """The names of the shell's own commands."""
        return self.walk.dialect.own

    @property
    def is_sure(self) -> bool:
        return self.reach == SURE

    @property
    def dialect(self) -> str:
        return self.expander.dialect

    @property
    def variables(self) -> Variables:
        return self.walk.variables
