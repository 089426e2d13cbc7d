"""What a word means, as far as the variables known at that point tell (POSIX.1-2024 XCU 2.6)."""

from __future__ import annotations

import glob
import os
import re
from collections.abc import Callable, Sequence

from goenvctl.startup.language.token import Opaque, Param, Part, Text, Word
from goenvctl.startup.language.variables import Variables
from goenvctl.startup.posix_language.words import SH, ZSH

_ASSIGNED = re.compile(r"([A-Za-z_][A-Za-z0-9_]*)(\+?=)")
_GLOB = re.compile(r"[*?\[]")
_NAME = re.compile(r"[A-Za-z_]")

Setter = Callable[[str, str | None], None]  # for `${NAME:=WORD}`


class Expander:
    """Expands words in one dialect; `set_default` is called where an expansion itself assigns."""

    def __init__(self, variables: Variables, dialect: str, set_default: Setter) -> None:
        self.variables = variables
        self.dialect = dialect
        self.set_default = set_default

    def assigned(self, parts: Sequence[Part]) -> str | None:
        """The value of `NAME=PARTS`: neither split nor globbed."""
        if self.dialect == ZSH and (_unquoted(parts[:1]).startswith("=") or ":=" in _unquoted(parts)):
            return None  # `=NAME` is where that command is
        return self._join(parts, is_assigned=True)

    def declared(self, parts: Sequence[Part]) -> str | None:
        """The same as an argument of `export`, where braces do their work, and an old dash splits."""
        if self.dialect != SH and _has_braces(_unquoted(parts)):
            return None
        value = self.assigned(parts)
        bare = any(isinstance(part, Param) and not part.is_quoted for part in parts)
        if self.dialect == SH and bare and value and re.search(r"[ \t\n]", value):
            return None
        return value

    def argument(self, word: Word) -> str | None:
        """One ordinary word that stays one word; None where it may become another number of them."""
        text = _unquoted(word.parts)
        if _GLOB.search(text) or (self.dialect != SH and _has_braces(text)):
            return None
        if self.dialect == ZSH and text.startswith("="):
            return None
        value = self._join(word.parts, is_assigned=False)
        bare = any(isinstance(part, Param) and not part.is_quoted for part in word.parts)
        return None if bare and value is not None and not stays_one_word(value) else value

    def quoted(self, parts: Sequence[Part]) -> str | None:
        """Parts as one string, as between `[[ ]]` and after `case`."""
        return self._join(parts, is_assigned=False)

    def is_solid(self, parts: Sequence[Part]) -> bool | None:
        """Is there at least one character? None where it cannot be told."""
        value = self.quoted(parts)
        if value is not None:
            return bool(value)
        for part in parts:
            if isinstance(part, Text) and part.text:
                return True
            if isinstance(part, Param) and part.name in self.variables.solid and part.op in ("", "-", ":-"):
                return True
        return None

    def _join(self, parts: Sequence[Part], *, is_assigned: bool) -> str | None:
        pieces: list[str] = []
        for index, part in enumerate(parts):
            is_last = index == len(parts) - 1
            piece = self._piece(part, is_first=index == 0, is_last=is_last, is_assigned=is_assigned)
            if piece is None:
                return None
            pieces.append(piece)
        return "".join(pieces)

    def _piece(self, part: Part, *, is_first: bool, is_last: bool, is_assigned: bool) -> str | None:
        if isinstance(part, Opaque):
            return None
        if isinstance(part, Param):
            return self._param(part)
        if part.is_quoted or "~" not in part.text:
            return part.text
        pieces = part.text.split(":") if is_assigned else [part.text]
        for index, piece in enumerate(pieces):
            if piece.startswith("~") and (index or is_first):
                home = self.variables.value("HOME")
                is_whole = piece == "~" and (is_last or index < len(pieces) - 1)
                if not home or not (is_whole or piece.startswith("~/")):
                    return None
                pieces[index] = home + piece[1:]
        return ":".join(pieces)

    def _param(self, part: Param) -> str | None:
        name, op = part.name, part.op
        if not _NAME.match(name):
            return None  # an argument, or `$?` and its like
        value, is_set = self.variables.value(name), self.variables.is_set(name)
        if not op:
            return value
        if op.startswith(":"):
            is_there = bool(value) if value is not None else (True if name in self.variables.solid else None)
        else:
            is_there = is_set
        if is_there is None:
            if op.endswith("="):
                self.set_default(name, None)
            return None
        if op.endswith("+"):
            return self.quoted(part.word) if is_there else ""
        if is_there:
            return value
        found = self.quoted(part.word)
        if op.endswith("="):
            self.set_default(name, found)
        return found


def stays_one_word(value: str) -> bool:
    """Does an unquoted `$NAME` of this value become just this word? A pattern that nothing matches does."""
    if not value or re.search(r"[ \t\n]", value):
        return False
    return not _GLOB.search(value) or (os.path.isabs(value) and not glob.glob(value))


def split_assignment(word: Word) -> tuple[str, str, tuple[Part, ...]] | None:
    """Name, `=` or `+=`, and the parts of the value; None where the word does not begin so."""
    first = word.parts[0] if word.parts else None
    if not isinstance(first, Text) or not (found := _ASSIGNED.match(first.text)):
        return None
    rest = first.text[found.end() :]
    parts = word.parts[1:] if not rest else (Text(rest, first.is_quoted), *word.parts[1:])
    return found[1], found[2], parts


def is_literal(parts: Sequence[Part]) -> bool:
    return all(isinstance(part, Text) for part in parts)


def _has_braces(text: str) -> bool:
    """Is there something like `{A,B}` or `{1..3}`?"""
    insides = (piece.partition("{")[2] for piece in text.split("}"))
    return any("," in inside or ".." in inside for inside in insides)


def _unquoted(parts: Sequence[Part]) -> str:
    return "".join(part.text for part in parts if isinstance(part, Text) and not part.is_quoted)
