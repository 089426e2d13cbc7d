"""How POSIX-like shells run commands (POSIX.1-2024 XCU 2.9; bash(1), zshmisc(1), dash(1))."""

from __future__ import annotations

import glob
import os
from collections.abc import Iterator

from goenvctl.startup.language.conditions import flags_match, is_flags, judge_double
from goenvctl.startup.language.expand import Expander, is_literal
from goenvctl.startup.language.pattern import matches
from goenvctl.startup.language.token import Opaque, Param, Text, Word
from goenvctl.startup.language.tree import Node, Simple
from goenvctl.startup.language.unknown import doubt_evaluated
from goenvctl.startup.language.variables import Place
from goenvctl.startup.language.walk import MAYBE, SURE, Walk
from goenvctl.startup.outside import mentioned
from goenvctl.startup.posix_language import declare, grammar
from goenvctl.startup.posix_language.builtins import BUILTINS
from goenvctl.startup.posix_language.call import Call
from goenvctl.startup.posix_language.named import KEYWORDS, doubt_aliased
from goenvctl.startup.posix_language.words import BASH, SH, ZSH

# What may stand before a command of the shell's, and what may or may not, as one shell of that name does it.
_PREFIXES: dict[str, tuple[str, ...]] = {
    SH: ("command",),
    BASH: ("command", "builtin"),
    ZSH: ("builtin", "noglob", "nocorrect", "-"),
}
_PERHAPS: dict[str, tuple[str, ...]] = {SH: ("builtin", "time"), BASH: (), ZSH: ("command",)}
_SPECIAL = frozenset(
    ": . eval exec exit export readonly return set shift times trap unset break continue".split()
)
_ARGUMENTS = ("${@}", "${*}", *(f"${{{number}}}" for number in range(1, 10)))
_QUALIFIERS = (Opaque("(N)"), Opaque("(N.)"), Opaque("(.N)"))  # zsh: no match is no word


class PosixCommands:
    """The dialect of sh (dash), bash or zsh."""

    def __init__(self, dialect: str) -> None:
        self.dialect = dialect
        self.own = frozenset((*BUILTINS, *KEYWORDS, *_PREFIXES[dialect], *_PERHAPS[dialect], ""))

    def commands(self, text: str) -> Iterator[Node]:
        return grammar.commands(text, self.dialect)

    def execute(self, walk: Walk, simple: Simple, reach: int) -> bool | None:
        place = walk.place(simple.line)
        if doubt_aliased(Call(walk, self._expander(walk, place, reach), list(simple.words), place, reach)):
            reach = min(reach, MAYBE)
        words, reach = self._behind_prefixes(list(simple.words), reach)
        call = Call(walk, self._expander(walk, place, reach), words, place, reach)
        _expand_aside(call, simple)
        name = words[0].literal if words else None
        if words and name is None:
            name = call.expander.argument(words[0])
        if name is None or (self.dialect == SH and name in _SPECIAL):
            for word in simple.assigns:  # before a command they end with it, but for these
                declare.assign(call, word, is_sure=reach == SURE and not words)
        if not words:
            return True if all(is_literal(word.parts) for word in simple.assigns) else None
        if name is None:
            _doubt_command(call)
            return None
        if words[0].literal is None:
            words[0] = Word((Text(name),), words[0].line)
        if name in walk.functions:
            walk.call(name)
            if name not in self.own:
                return None  # else the shell's own command may go before it
        builtin = BUILTINS.get(name)
        return builtin(call) if builtin else None

    def _behind_prefixes(self, words: list[Word], reach: int) -> tuple[list[Word], int]:
        """The command without `command`, `noglob` and their like, and how far it is reached."""
        prefixes, perhaps = _PREFIXES[self.dialect], _PERHAPS[self.dialect]
        while len(words) > 1 and words[0].literal in (*prefixes, *perhaps):
            if words[0].literal in perhaps:
                reach = min(reach, MAYBE)
            index = 1
            while index < len(words) - 1 and words[index].literal in ("-p", "--"):
                reach, index = min(reach, MAYBE), index + 1
            if (words[index].literal or "").startswith("-") and words[index].literal != "-":
                break
            del words[:index]
        return words, reach

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


def _expand_aside(call: Call, simple: Simple) -> None:
    """`${NAME:=WORD}` and `$((NAME=1))` assign in whatever command they stand."""
    for word in (*simple.assigns, *call.words):
        for part in word.parts:
            if isinstance(part, Param) and part.op.endswith("="):
                call.expander.quoted((part,))
            elif isinstance(part, Opaque) and not _is_output(part.text) and "=" in part.text:
                for name in sorted(mentioned(part.text, call.variables.names)):
                    call.variables.assign(name, None, call.place, is_sure=False)


def _doubt_command(call: Call) -> None:
    """A command whose name only running tells. A path is a program, else it may be one of the shell's."""
    call.variables.blur()
    first, *rest = call.words
    if first.parts[0] != Text("") and any(
        isinstance(part, Text) and "/" in part.text for part in first.parts
    ):
        return
    text = call.expander.quoted(first.parts)
    if first.source.startswith("(("):
        return
    if text is not None or _is_output(first.source):
        doubt_evaluated(call.variables, call.words, call.place)
    elif first.source in _ARGUMENTS:
        call.variables.doubt(None, call.place)
    else:
        said = " ".join(word.source for word in rest)
        call.variables.doubt(mentioned(said, call.variables.names), call.place)


def _is_output(text: str) -> bool:
    return text.startswith(("$(", "`", "<(", ">(", "=(")) and not text.startswith("$((")
