"""What the text of a shell falls into: words, made of parts, and operators."""

from __future__ import annotations

from typing import NamedTuple


class Unparsed(Exception):
    """From this line on the text is not understood here; the shell may."""

    def __init__(self, line: int) -> None:
        super().__init__(line)
        self.line = line


class Text(NamedTuple):
    """What stands for itself; `is_quoted` where no character of it is special."""

    text: str
    is_quoted: bool = False


class Param(NamedTuple):
    """`$NAME`, or `${NAME op WORD}` with op one of `:- - := = :+ +`."""

    name: str
    op: str = ""
    word: tuple[Part, ...] = ()
    is_quoted: bool = False


class Opaque(NamedTuple):
    """What only running it can tell: a substitution, arithmetic, a pattern operation."""

    text: str
    is_quoted: bool = False


Part = Text | Param | Opaque


class Word(NamedTuple):
    """`is_risky`: a redirection that may fail stands right before it."""

    parts: tuple[Part, ...]
    line: int
    is_risky: bool = False

    @property
    def bare(self) -> str:
        """The text of a word without quotes and expansions, as reserved words are; else empty."""
        if len(self.parts) == 1 and isinstance(self.parts[0], Text) and not self.parts[0].is_quoted:
            return self.parts[0].text
        return ""

    @property
    def literal(self) -> str | None:
        """The text of a word without expansions, quoted or not; else None."""
        if any(not isinstance(part, Text) for part in self.parts):
            return None
        return "".join(part.text for part in self.parts if isinstance(part, Text))

    @property
    def source(self) -> str:
        """About what the file says there: quotes are lost, parameters and substitutions are not."""
        return written(self.parts)


class Operator(NamedTuple):
    r"""`;` `&` `&&` `||` `|` `(` `)` `;;`, a newline, or the end of the text (empty)."""

    text: str
    line: int
    is_risky: bool = False  # as for a word


Token = Word | Operator


def written(parts: tuple[Part, ...]) -> str:
    """Parts of a word as about what the file says."""
    return "".join(
        f"${{{part.name}{part.op}{written(part.word)}}}" if isinstance(part, Param) else part.text
        for part in parts
    )
