"""How POSIX-like shells run commands (POSIX.1-2024 XCU 2.9; bash(1), zshmisc(1), dash(1))."""

from __future__ import annotations

import glob
import os
from collections.abc import Iterator

from goenvctl.startup.language.conditions import flags_match, is_flags, judge_double
from goenvctl.startup.language.expand import Expander, is_literal
from goenvctl.startup.language.pattern import matches
from goenvctl.startup.language.token import Opaque, Param, Word
from goenvctl.startup.language.tree import Node, Simple
from goenvctl.startup.language.variables import Place
from goenvctl.startup.language.walk import MAYBE, SURE, Walk
from goenvctl.startup.posix_language import declare, grammar
from goenvctl.startup.posix_language.builtins import BUILTINS
from goenvctl.startup.posix_language.call import Call
from goenvctl.startup.posix_language.words import SH, ZSH

_PREFIXES = ("command", "builtin", "noglob", "nocorrect", "-")
_SPECIAL = frozenset(
    ": . eval exec exit export readonly return set shift times trap unset break continue".split()
)
_QUALIFIERS = (Opaque("(N)"), Opaque("(N.)"), Opaque("(.N)"))  # zsh: no match is no word


class PosixCommands:
    """The dialect of sh (dash), bash or zsh."""

    def __init__(self, dialect: str) -> None:
        self.dialect = dialect

    def commands(self, text: str) -> Iterator[Node]:
        return grammar.commands(text, self.dialect)

    def execute(self, walk: Walk, simple: Simple, reach: int) -> bool | None:
        place = walk.place(simple.line)
        words = list(simple.words)
        while (
            len(words) > 1 and words[0].literal in _PREFIXES and not (words[1].literal or "").startswith("-")
        ):
            del words[0]
        call = Call(walk, self._expander(walk, place, reach), words, place, reach)
        name = words[0].literal if words else None
        if name is None or (self.dialect == SH and name in _SPECIAL):
            for word in simple.assigns:  # before a command they end with it, but for these
                declare.assign(call, word, is_sure=reach == SURE and not words)
        if not words:
            return True if all(is_literal(word.parts) for word in simple.assigns) else None
        if name is None:
            walk.variables.blur()
            return None
        if name in walk.functions:
            walk.call(name)
            return None
        builtin = BUILTINS.get(name)
        return builtin(call) if builtin else None

    def test(self, walk: Walk, words: tuple[Word, ...]) -> bool | None:
        return judge_double(words, self._expander(walk, Place(), MAYBE), walk.facts)

    def case(self, walk: Walk, word: Word, pattern: Word) -> bool | None:
        if is_flags(word.parts):
            return flags_match(pattern.parts, walk.facts)
        value = self._expander(walk, Place(), MAYBE).quoted(word.parts)
        return None if value is None else matches(value, pattern.parts)

    def turns(self, walk: Walk, words: tuple[Word, ...]) -> list[str] | None:
        expander = self._expander(walk, Place(), MAYBE)
        turns: list[str] = []
        for word in words:
            value = expander.argument(word)
            found = [value] if value is not None else self._globbed(expander, word)
            if found is None:
                return None
            turns += found
        return turns

    def _globbed(self, expander: Expander, word: Word) -> list[str] | None:
        """The files that an absolute pattern with `*` matches, in order; None for anything else."""
        may_be_none = self.dialect == ZSH and word.parts[-1] in _QUALIFIERS
        parts = word.parts[:-1] if may_be_none else word.parts
        value = expander.quoted(parts)
        if value is None or not os.path.isabs(value) or any(char in value for char in " {[\\?("):
            return None
        if any(isinstance(part, Param) and not part.is_quoted for part in parts):
            return None
        found = sorted(glob.glob(value))
        if not found and not may_be_none:
            return None if self.dialect == ZSH else [value]
        return found

    def _expander(self, walk: Walk, place: Place, reach: int) -> Expander:
        def set_default(name: str, value: str | None) -> None:
            walk.variables.assign(name, value, place, is_sure=reach == SURE)

        return Expander(walk.variables, self.dialect, set_default)
