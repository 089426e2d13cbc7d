"""What differs between shells. Apart, for a Protocol costs 0.7 ms and only mypy needs it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from goenvctl.startup.language.token import Word
from goenvctl.startup.language.tree import Node, Simple
from goenvctl.startup.language.walk import Walk


class Dialect(Protocol):
    """What differs between the shells. `own` are its commands: a function of that name changes everything."""

    @property
    def own(self) -> frozenset[str]: ...

    def commands(self, text: str) -> Iterator[Node]:
        """Raises Unparsed."""

    def execute(self, walk: Walk, simple: Simple, reach: int) -> bool | None:
        """One command's effect; does it succeed?"""

    def test(self, walk: Walk, words: tuple[Word, ...]) -> bool | None:
        """`[[ WORDS ]]`; None where it cannot be told."""

    def case(self, walk: Walk, word: Word, pattern: Word) -> bool | None:
        """Does the word of a `case` match the pattern?"""

    def turns(self, walk: Walk, words: tuple[Word, ...]) -> list[str] | None:
        """What a loop's words come to, or None where it cannot be told."""
