"""What `[`, `test` and `[[` answer, where reading alone can tell."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from typing import NamedTuple

from goenvctl.startup.language.expand import Expander, stays_one_word
from goenvctl.startup.language.pattern import matches
from goenvctl.startup.language.token import Opaque, Param, Part, Text, Word
from goenvctl.startup.posix_language.words import SH, ZSH

_FILES: dict[str, Callable[[str], bool]] = {
    "-e": os.path.exists,
    "-a": os.path.exists,
    "-f": os.path.isfile,
    "-d": os.path.isdir,
    "-L": os.path.islink,
    "-h": os.path.islink,
    "-r": lambda path: os.access(path, os.R_OK),
    "-w": lambda path: os.access(path, os.W_OK),
    "-x": lambda path: os.access(path, os.X_OK),
    "-s": lambda path: os.path.exists(path) and os.path.getsize(path) > 0,
}
_NUMBERS: dict[str, Callable[[int, int], bool]] = {
    "-eq": lambda a, b: a == b,
    "-ne": lambda a, b: a != b,
    "-lt": lambda a, b: a < b,
    "-le": lambda a, b: a <= b,
    "-gt": lambda a, b: a > b,
    "-ge": lambda a, b: a >= b,
}
_FLAGS = Param("-")


class Facts(NamedTuple):
    """How the shell was started."""

    is_interactive: bool
    is_login: bool


def judge_test(words: Sequence[Word], expander: Expander, facts: Facts) -> bool | None:
    """`[ WORDS ]`. An unquoted parameter that is empty is no word at all."""
    kept: list[Word] = []
    for word in words:
        if all(isinstance(part, Param) and not part.is_quoted for part in word.parts):
            value = expander.quoted(word.parts)
            if value is None and expander.is_solid(word.parts) is None and word.parts != (_FLAGS,):
                return None
            if value == "":
                continue
            if value and not stays_one_word(value):
                return None
        kept.append(word)
    return _combined(kept, _Judge(expander, facts, is_double=False))


def judge_double(words: Sequence[Word], expander: Expander, facts: Facts) -> bool | None:
    """`[[ WORDS ]]`: nothing is split, and what stands right of `==` is a pattern."""
    return _combined(list(words), _Judge(expander, facts, is_double=True))


class _Judge(NamedTuple):
    expander: Expander
    facts: Facts
    is_double: bool

    @property
    def words_for_or_and_and(self) -> tuple[str, str]:
        return ("||", "&&") if self.is_double else ("-o", "-a")

    def one(self, words: list[Word]) -> bool | None:
        if len(words) == 1:
            return self.expander.is_solid(words[0].parts)
        if len(words) == 2:
            return self._unary(words[0].literal or "", words[1].parts)
        if len(words) == 3:
            return self._binary(words[0].parts, words[1].literal or "", words[2].parts)
        return None if words else False

    def _unary(self, op: str, parts: Sequence[Part]) -> bool | None:
        if op in ("-n", "-z"):
            is_solid = self.expander.is_solid(parts)
            return is_solid if op == "-n" or is_solid is None else not is_solid
        value = self.expander.quoted(parts)
        if op in _FILES:
            return _FILES[op](value) if value and os.path.isabs(value) and "\0" not in value else None
        if op == "-o" and self.is_double:
            known = {"interactive": self.facts.is_interactive, "login": self.facts.is_login}
            answer = known.get(value or "")
            return answer if answer is None or self.expander.dialect == ZSH else False  # no option of bash's
        if op == "-v" and value and self.expander.dialect != SH:
            return self.expander.variables.is_set(value)
        return None

    def _binary(self, left: Sequence[Part], op: str, right: Sequence[Part]) -> bool | None:
        if op in ("=", "==", "!="):
            is_same = self._is_same(left, right)
            return is_same if op != "!=" or is_same is None else not is_same
        if op in _NUMBERS:
            try:
                return _NUMBERS[op](
                    int(self.expander.quoted(left) or "x"), int(self.expander.quoted(right) or "x")
                )
            except ValueError:
                return None
        if op == "=~" and tuple(left) == (_FLAGS,) and tuple(right) == (Text("i"),):
            return self.facts.is_interactive
        return None

    def _is_same(self, left: Sequence[Part], right: Sequence[Part]) -> bool | None:
        if [part.text for part in left if isinstance(part, Opaque)] == ["${-#*i}"] and is_flags(right):
            return not self.facts.is_interactive  # the idiom of Red Hat's /etc/profile
        if self.is_double and is_flags(left):
            return flags_match(right, self.facts)
        value = self.expander.quoted(left)
        if value is None:
            return None
        if self.is_double and all(isinstance(part, Text) for part in right):
            return matches(value, right)
        other = self.expander.quoted(right)
        if self.is_double and other is not None and any(char in other for char in "*?[\\(|"):
            return None
        return None if other is None else value == other


def is_flags(parts: Sequence[Part]) -> bool:
    """Is it `$-`, quoted or not?"""
    return len(parts) == 1 and isinstance(parts[0], Param) and parts[0].name == "-" and not parts[0].op


def flags_match(pattern: Sequence[Part], facts: Facts) -> bool | None:
    """Does `$-` match? Only the letter `i` is sure to be there in an interactive shell, and in no other."""
    texts = [part for part in pattern if isinstance(part, Text)]
    plain = "".join(part.text for part in texts)
    if len(texts) != len(pattern) or plain not in ("*i*", "*"):
        return None
    return plain == "*" or facts.is_interactive


def _combined(words: list[Word], judge: _Judge) -> bool | None:
    """`A || B && ! C` with each of them three-valued."""
    either, both = judge.words_for_or_and_and
    bares = [word.bare for word in words]
    if "(" in bares or ")" in bares:
        return None
    if len(words) > 3 and either in bares[1:]:
        at = bares.index(either, 1)
        return _any(_combined(words[:at], judge), _combined(words[at + 1 :], judge))
    if (len(words) > 3 and both in bares[1:]) or (judge.is_double and both in bares):
        at = bares.index(both, 1)
        return _not(_any(_not(_combined(words[:at], judge)), _not(_combined(words[at + 1 :], judge))))
    if judge.is_double and either in bares:
        at = bares.index(either)
        return _any(_combined(words[:at], judge), _combined(words[at + 1 :], judge))
    if len(words) > 1 and bares[0] == "!":
        return _not(_combined(words[1:], judge))
    return judge.one(words)


def _any(left: bool | None, right: bool | None) -> bool | None:
    if left or right:
        return True
    return None if left is None or right is None else False


def _not(answer: bool | None) -> bool | None:
    return None if answer is None else not answer
