"""The text of a POSIX-like shell as tokens: quotes, comments, here-documents, operators.

Source: POSIX.1-2024 XCU 2.2, 2.3, 2.6, 2.7; bash(1) QUOTING; zshexpn(1). Redirections are left out,
for none of them changes a variable; the token behind one that may fail says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby

from goenvctl.startup.language.budget import Budget
from goenvctl.startup.language.token import Opaque, Operator, Param, Part, Text, Token, Unparsed, Word
from goenvctl.startup.posix_language.ansi import decode_ansi

SH, BASH, ZSH = "sh", "bash", "zsh"  # the dialects

_BLANK = re.compile(r"(?:[ \t]|\\\n)*")
_PLAIN = re.compile(r"[^ \t\n\\'\"`$;&|<>()]+")
_QUOTED = re.compile(r'[^\\"`$]+')
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*|[0-9@*#?$!-]")
_BRACED = re.compile(r"([A-Za-z_][A-Za-z0-9_]*|[0-9@*#?$!-])(:?[-=+]|\})")
_SPACE = re.compile(r"(?:[ \t\n]|\\\n)*")
_TEST_OPERATOR = re.compile(r"&&|\|\||[()<>](?=[ \t\n])|\((?=[^)])")
_TEST_END = re.compile(r"\]\](?=[ \t\n;&|)]|$)")
_SUBSCRIPT = re.compile(r"\[|:[A-Za-z]")
_HEREDOC = re.compile(r"<<(-?)[ \t]*[\"'\\]?([A-Za-z0-9_.-]+)[\"']?(?!<)")
_CASE = re.compile(r"(?<![\w.-])(?:case|esac)\b")
_OPERATOR = re.compile(r";;&|;;|;&|;\||;|&&|&[!|](?!\|)|&|\|\||\|&|\||\(|\)|\n")
_REDIRECT = re.compile(r"&>>|&>|<<<|<<-|<<|<>|<&|>&|>>[|!]?|>[|!]|<(?!\()|>(?!\()")
_OPENERS = frozenset(
    "; & && || | |& ( ) ;; ;& ;;& \n { then do else elif if while until ! time for in".split(" ")
)


def tokens(text: str, dialect: str) -> Iterator[Token]:
    """Every token, an empty Operator last. Raises Unparsed where a quote or a bracket has no end, or after
    more steps than the text is worth."""
    lexer = _Lexer(text, dialect)
    for token in lexer.tokens():
        if lexer.is_risky:
            lexer.is_risky = False
            token = token._replace(is_risky=True)
        yield token


class _Lexer:
    def __init__(
        self, text: str, dialect: str, line: int = 1, at: int = 0, budget: Budget | None = None
    ) -> None:
        self.text = text
        self.dialect = dialect
        self.line = line
        self.at = at
        self.budget = budget or Budget(len(text))
        self.is_risky = False  # a redirection that may fail came since the last token
        self.is_unclosed = False  # a `((` was; those within it are no arithmetic either
        self.heredocs: list[tuple[str, bool]] = []

    def tokens(self) -> Iterator[Token]:
        before = "\n"
        while True:
            self._skip(_BLANK)
            if self.at >= len(self.text):
                yield Operator("", self.line)
                return
            if self.text[self.at] == "#":
                end = self.text.find("\n", self.at)
                self.at = len(self.text) if end < 0 else end
                continue
            if self.text.startswith("((", self.at) and before in _OPENERS and (end := self._arithmetic()):
                yield self._opaque(end)
                before = "))"
            elif found := self._redirect_at():
                self._redirect(found)
            elif found := _OPERATOR.match(self.text, self.at):
                self.at = found.end()
                before = found[0]
                yield Operator(before, self.line)
                if before == "\n":
                    self.line += 1
                    self._skip_heredocs()
            else:
                word = self.word()
                is_test = before in _OPENERS and word.bare == "[[" and self.dialect != SH
                before = word.bare
                if word.bare.isdigit() and self.text[self.at : self.at + 1] in ("<", ">"):
                    continue  # the number of a descriptor
                yield word
                if is_test:
                    yield from self._test()
                    before = "]]"

    def _arithmetic(self) -> int:
        """Just behind the `))` that ends what begins here, or 0."""
        end = 0 if self.is_unclosed else self._closed(self.at)
        self.is_unclosed |= not end
        return end

    def word(self) -> Word:
        """One word from here on; there is at least one character of it."""
        parts: list[Part] = []
        line, start = self.line, self.at
        while self.at < len(self.text) and (part := self._part(parts)) is not None:
            if part != Text("") or not parts:
                parts.append(part)
        if self.at == start:
            raise Unparsed(line)
        return Word(_joined(parts), line)

    def _part(self, before: list[Part]) -> Part | None:
        """The next part of a word, or None where the word ends."""
        text, char = self.text, self.text[self.at]
        if found := _PLAIN.match(text, self.at):
            self.at = found.end()
            return Text(found[0])
        if char == "\\":
            escaped = text[self.at + 1 : self.at + 2]
            self._advance(self.at + 2)
            return Text("" if escaped == "\n" else escaped or "\\", is_quoted=escaped != "\n")
        if char == "'":
            end = self._find("'", self.at + 1)
            return Text(self._take(self.at + 1, end, end + 1), is_quoted=True)
        if char == '"':
            self.at += 1
            return self._double()
        if char == "`":
            return self._backtick()
        if char == "$":
            return self._dollar(is_quoted=False)
        if char in "<>" and text.startswith("(", self.at + 1):
            return self._bracketed(self.at + 1)
        if char == "(" and before and not text.startswith("()", self.at):
            return self._bracketed(self.at)  # an array, or a pattern of bash or zsh
        return None

    def _double(self) -> Part:
        """What is left of a double-quoted string, as one part where it holds no expansion."""
        parts: list[Part] = []
        while True:
            if self.at >= len(self.text):
                raise Unparsed(self.line)
            char = self.text[self.at]
            if char == '"':
                self.at += 1
                return _bundle(parts)
            if found := _QUOTED.match(self.text, self.at):
                parts.append(Text(self._take(self.at, found.end(), found.end()), is_quoted=True))
            elif char == "\\":
                escaped = self.text[self.at + 1 : self.at + 2]
                self._advance(self.at + 2)
                kept = escaped if escaped in '$`"\\' else "" if escaped == "\n" else "\\" + escaped
                parts.append(Text(kept, is_quoted=True))
            elif char == "`":
                parts.append(self._backtick()._replace(is_quoted=True))
            else:
                part = self._dollar(is_quoted=True)
                parts.append(part._replace(is_quoted=True) if isinstance(part, Opaque) else part)

    def _dollar(self, *, is_quoted: bool) -> Part:
        text, start = self.text, self.at + 1
        follows = text[start : start + 1]
        if follows == "(":
            return self._bracketed(start)
        if follows == "{":
            return self._braced(start, is_quoted=is_quoted)
        if follows == "[" and self.dialect != SH:
            return self._bracketed(start)
        if follows == "'" and not is_quoted and self.dialect != SH:
            end = _ansi_end(text, start + 1)
            if end < 0:
                raise Unparsed(self.line)
            decoded = decode_ansi(self._take(start + 1, end, end + 1))
            return Opaque("$'") if decoded is None else Text(decoded, is_quoted=True)
        if follows == '"' and not is_quoted and self.dialect != SH:
            self.at = start + 1
            inside = self._double()
            return inside if self.dialect == BASH else Opaque('$"')
        if found := _NAME.match(text, start):
            self.at = found.end()
            if self.dialect == ZSH and _SUBSCRIPT.match(text, self.at):
                if text[self.at] == "[":
                    return self._bracketed(self.at)
                self.at += 2
                return Opaque(found[0])
            return Param(found[0], is_quoted=is_quoted)
        if self.dialect == ZSH and follows and follows in "+^=~":
            self.at = start + 1
            return Opaque("$" + follows)
        self.at = start
        return Text("$", is_quoted=True)

    def _braced(self, start: int, *, is_quoted: bool) -> Part:
        found = _BRACED.match(self.text, start + 1)
        if found and found[2] == "}":
            self.at = found.end()
            return Param(found[1], is_quoted=is_quoted)
        if found:
            inner = _Lexer(self.text, self.dialect, self.line, found.end(), self.budget)
            if (parts := inner._until_brace(is_quoted=is_quoted)) is not None:
                self.at, self.line = inner.at, inner.line
                return Param(found[1], found[2], _joined(parts), is_quoted)
        return self._bracketed(start)

    def _until_brace(self, *, is_quoted: bool) -> list[Part] | None:
        """The word of `${X:-WORD}` and its brace; None where it is more than text and parameters."""
        parts: list[Part] = []
        while self.at < len(self.text):
            self.budget.spend(1, self.line)
            char = self.text[self.at]
            if char == "}":
                self.at += 1
                return parts
            if char == '"':
                self.at += 1
                parts.append(self._double())
            elif char == "$":
                parts.append(self._dollar(is_quoted=is_quoted))
            elif char in "'`\\ \t\n{":
                return None
            else:
                self.at += 1
                parts.append(Text(char, is_quoted))
        return None

    def _test(self) -> Iterator[Token]:
        """The inside of `[[ ]]`, where words end at blanks only, and `]]` itself."""
        while True:
            self._skip(_SPACE)
            if self.at >= len(self.text):
                raise Unparsed(self.line)
            if found := _TEST_OPERATOR.match(self.text, self.at):
                self.at = found.end()
                yield Word((Text(found[0]),), self.line)
                continue
            line = self.line
            if _TEST_END.match(self.text, self.at):
                self.at += 2
                yield Word((Text("]]"),), line)
                return
            parts: list[Part] = []
            while self.at < len(self.text) and self.text[self.at] not in " \t\n":
                if self.text.startswith(("&&", "||"), self.at) and parts:
                    break
                part = self._part([Text("x")])
                if part is None:
                    part = Text(self.text[self.at])
                    self.at += 1
                parts.append(part)
            yield Word(_joined(parts), line)

    def _redirect_at(self) -> re.Match[str] | None:
        if self.text[self.at] not in "<>&":
            return None
        found = _REDIRECT.match(self.text, self.at)
        return None if found and found[0][0] == "&" and self.dialect == SH else found

    def _redirect(self, found: re.Match[str]) -> None:
        self.at = found.end()
        self._skip(_BLANK)
        if self.at >= len(self.text) or self.text[self.at] == "\n":
            raise Unparsed(self.line)
        word = self.word()
        if found[0] in ("<<", "<<-"):
            self.heredocs.append((word.literal or "", found[0] == "<<-"))
        self.is_risky |= not _is_safe(found[0], word.literal)

    def _skip_heredocs(self) -> None:
        self._advance(_behind_heredocs(self.text, self.at, self.heredocs))

    def _backtick(self) -> Opaque:
        at = self.at + 1
        while at < len(self.text) and self.text[at] != "`":
            at += 2 if self.text[at] == "\\" else 1
        if at >= len(self.text):
            raise Unparsed(self.line)
        return Opaque(self._take(self.at, at + 1, at + 1))

    def _bracketed(self, start: int) -> Opaque:
        end = self._closed(start)
        if not end:
            raise Unparsed(self.line)
        return Opaque(self._take(self.at, end, end))

    def _opaque(self, end: int) -> Word:
        line = self.line
        return Word((Opaque(self._take(self.at, end, end)),), line)

    def _closed(self, start: int) -> int:
        """Just behind the bracket that closes the one at `start`, or 0; a `case` may hold single `)`."""
        text, at = self.text, start
        opened: list[str] = []
        ends: list[tuple[str, bool]] = []
        pairs = {"(": ")", "{": "}", "[": "]"}
        kind = text[start]
        while at < len(text):
            self.budget.spend(0, self.line)
            char = text[at]
            if char == "\\":
                at += 1
            elif char == "'" and kind == "(":
                at = text.find("'", at + 1)
                if at < 0:
                    return 0
            elif char == '"':
                inner = _Lexer(text, self.dialect, 1, at + 1, self.budget)
                try:
                    inner._double()
                except Unparsed:
                    return 0
                at = inner.at - 1
            elif char == "`":
                at = text.find("`", at + 1)
                if at < 0:
                    return 0
            elif char == "#" and kind == "(" and text[at - 1] in " \t\n;":
                at = text.find("\n", at)
                if at < 0:
                    return 0
            elif char == "<" and kind == "(" and (found := _HEREDOC.match(text, at)):
                ends.append((found[2], bool(found[1])))
                at = found.end() - 1
            elif char == "\n" and ends:
                at = _behind_heredocs(text, at + 1, ends) - 1
            elif char == kind:
                opened.append(char)
            elif char == pairs[kind]:
                if opened[-1:] == ["case"]:
                    at += 1
                    continue
                opened.pop()
                if not opened:
                    return at + 1
            elif kind == "(" and char in "ce" and (found := _CASE.match(text, at)):
                if found[0] == "case":
                    opened.append("case")
                elif opened[-1:] == ["case"]:
                    opened.pop()
                at = found.end() - 1
            at += 1
        return 0

    def _find(self, char: str, start: int) -> int:
        end = self.text.find(char, start)
        if end < 0:
            raise Unparsed(self.line)
        return end

    def _take(self, start: int, end: int, after: int) -> str:
        """The text from start to end, while the lexer goes on at `after`."""
        found = self.text[start:end]
        self._advance(after)
        return found

    def _advance(self, after: int) -> None:
        self.line += self.text.count("\n", self.at, after)
        self.at = min(after, len(self.text))

    def _skip(self, pattern: re.Pattern[str]) -> None:
        found = pattern.match(self.text, self.at)
        if found and found.end() > self.at:
            self._advance(found.end())


def _is_safe(operator: str, target: str | None) -> bool:
    """Can this redirection not fail?"""
    if operator.startswith("<<") or target in ("/dev/null", "/dev/stdout", "/dev/stderr"):
        return True
    return operator in ("<&", ">&") and target in ("0", "1", "2", "-")


def _behind_heredocs(text: str, at: int, ends: list[tuple[str, bool]]) -> int:
    """Where the line begins that follows the here-documents, which are (end, may it be indented)."""
    for end, is_indented in ends:
        while at < len(text):
            stop = text.find("\n", at)
            stop = len(text) if stop < 0 else stop
            found = text[at:stop]
            at = min(stop + 1, len(text))
            if (found.lstrip("\t") if is_indented else found) == end:
                break
    ends.clear()
    return at


def _joined(parts: list[Part]) -> tuple[Part, ...]:
    """Bundles opened, neighbours of one kind made one."""
    flat = [
        piece
        for part in parts
        for piece in (part.word if isinstance(part, Param) and part.name == "" else (part,))
    ]
    joined: list[Part] = []
    for is_quoted, pieces in groupby(
        flat, lambda piece: piece.is_quoted if isinstance(piece, Text) else None
    ):
        if is_quoted is None:
            joined.extend(pieces)
        else:
            joined.append(Text("".join(piece.text for piece in pieces if isinstance(piece, Text)), is_quoted))
    return tuple(joined)


def _bundle(parts: list[Part]) -> Part:
    """The parts of one string as one, to be opened by `_joined`."""
    if not parts:
        return Text("", is_quoted=True)
    return parts[0] if len(parts) == 1 else Param("", word=tuple(parts))


def _ansi_end(text: str, at: int) -> int:
    while at < len(text) and text[at] != "'":
        at += 2 if text[at] == "\\" else 1
    return at if at < len(text) else -1
