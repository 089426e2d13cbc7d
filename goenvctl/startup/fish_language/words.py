"""The text of fish as tokens (fish(1), The fish language: quotes, escapes, expansions)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from goenvctl.startup.language.token import Opaque, Operator, Param, Part, Text, Token, Unparsed, Word

_BLANK = re.compile(r"(?:[ \t\r]|\\\n)*")
_PLAIN = re.compile(r"[^ \t\r\n\\'\"$;&|<>(){}]+")
_QUOTED = re.compile(r'[^\\"$]+')
_NAME = re.compile(r"[A-Za-z0-9_]+")
_OPERATOR = re.compile(r"&&|&\||&|\|\||\||;|\n")
_REDIRECT = re.compile(r"&>>?|>>|>\?|>&|<&|>|<\?|<")
_DESCRIPTORS = ("0", "1", "2", "-")
_ESCAPE = re.compile(r"x([0-9A-Fa-f]{1,2})|u([0-9A-Fa-f]{1,4})|U([0-9A-Fa-f]{1,8})|([0-7]{1,3})")
_CONTROLS = {"n": "\n", "t": "\t", "r": "\r", "e": "\x1b", "a": "\a", "b": "\b", "f": "\f", "v": "\v"}


def tokens(text: str) -> Iterator[Token]:
    """Every token, an empty Operator last. Raises Unparsed where a quote or a bracket has no end.

    The token behind a redirection that may fail says so.
    """
    lexer = _Lexer(text)
    for token in lexer.tokens():
        if lexer.is_risky:
            lexer.is_risky = False
            token = token._replace(is_risky=True)
        yield token


class _Lexer:
    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.line = 1
        self.is_risky = False  # a redirection that may fail came since the last token

    def tokens(self) -> Iterator[Token]:
        while True:
            self._skip()
            if self.at >= len(self.text):
                yield Operator("", self.line)
                return
            if self.text[self.at] == "#":
                end = self.text.find("\n", self.at)
                self.at = len(self.text) if end < 0 else end
            elif found := _REDIRECT.match(self.text, self.at):
                self.at = found.end()
                self._skip()
                target = self._word().literal
                self.is_risky |= target != "/dev/null" and not (
                    found[0] in (">&", "<&") and target in _DESCRIPTORS
                )
            elif found := _OPERATOR.match(self.text, self.at):
                self.at = found.end()
                yield Operator(found[0], self.line)
                self.line += found[0] == "\n"
            else:
                word = self._word()
                if not (word.bare.isdigit() and self.text[self.at : self.at + 1] in ("<", ">")):
                    yield word

    def _word(self) -> Word:
        parts: list[Part] = []
        line, start = self.line, self.at
        while self.at < len(self.text):
            found = self._parts()
            if found is None:
                break
            parts += found
        if self.at == start:
            raise Unparsed(line)
        return Word(tuple(part for part in parts if part != Text("")) or (Text(""),), line)

    def _parts(self) -> list[Part] | None:
        """The next parts of a word, or None where the word ends."""
        char = self.text[self.at]
        if found := _PLAIN.match(self.text, self.at):
            self.at = found.end()
            return [Text(found[0])]
        if char == "\\":
            return [self._escape()]
        if char == "'":
            return [self._single()]
        if char == '"':
            return self._double()
        if char == "$":
            return [self._dollar(is_quoted=False)]
        if char in "({":
            start = self.at
            self._advance(self._closed(start))
            return [Opaque(self.text[start : self.at])]
        if char in ")}":
            raise Unparsed(self.line)
        return None

    def _escape(self) -> Part:
        found = _ESCAPE.match(self.text, self.at + 1)
        if found:
            self.at = found.end()
            code = int(found[4], 8) if found[4] else int(found[1] or found[2] or found[3], 16)
            return Text(chr(code), is_quoted=True) if 0 < code < 0x80 else Opaque(found[0])
        char = self.text[self.at + 1 : self.at + 2]
        if char in ("c", "X", ""):
            raise Unparsed(self.line)
        self._advance(self.at + 2)
        return Text("" if char == "\n" else _CONTROLS.get(char, char), is_quoted=True)

    def _single(self) -> Part:
        pieces: list[str] = []
        at = self.at + 1
        while at < len(self.text) and self.text[at] != "'":
            if self.text[at] == "\\" and self.text[at + 1 : at + 2] in ("\\", "'"):
                at += 1
            pieces.append(self.text[at : at + 1])
            at += 1
        if at >= len(self.text):
            raise Unparsed(self.line)
        self._advance(at + 1)
        return Text("".join(pieces), is_quoted=True)

    def _double(self) -> list[Part]:
        parts: list[Part] = [Text("", is_quoted=True)]
        line = self.line
        self.at += 1
        while self.at < len(self.text):
            char = self.text[self.at]
            if char == '"':
                self.at += 1
                return parts if len(parts) == 1 else parts[1:]
            if found := _QUOTED.match(self.text, self.at):
                self._advance(found.end())
                parts.append(Text(found[0], is_quoted=True))
            elif char == "\\":
                escaped = self.text[self.at + 1 : self.at + 2]
                self._advance(self.at + 2)
                kept = escaped if escaped in '\\"$' else "" if escaped == "\n" else "\\" + escaped
                parts.append(Text(kept, is_quoted=True))
            else:
                parts.append(self._dollar(is_quoted=True))
        raise Unparsed(line)

    def _dollar(self, *, is_quoted: bool) -> Part:
        start = self.at
        if self.text.startswith("$(", start):
            self._advance(self._closed(start + 1))
            return Opaque(self.text[start : self.at])
        found = _NAME.match(self.text, start + 1)
        if not found:
            raise Unparsed(self.line)
        self.at = found.end()
        if self.text.startswith("[", self.at):
            self._advance(self._closed(self.at))
            return Opaque(self.text[start : self.at])
        return Param(found[0], is_quoted=is_quoted)

    def _closed(self, start: int) -> int:
        """Just behind the bracket that closes the one at `start`."""
        opener = self.text[start]
        closer = {"(": ")", "{": "}", "[": "]"}[opener]
        depth, at = 0, start
        while at < len(self.text):
            char = self.text[at]
            if char == "\\":
                at += 1
            elif char in "'\"":
                at = self._behind_quote(at) - 1
            elif char == "#" and opener == "(" and self.text[at - 1] in " \t\n;":
                at = self.text.find("\n", at)
                if at < 0:
                    break
            elif char == opener:
                depth += 1
            elif char == closer:
                depth -= 1
                if depth == 0:
                    return at + 1
            at += 1
        raise Unparsed(self.line)

    def _behind_quote(self, start: int) -> int:
        at = start + 1
        while at < len(self.text) and self.text[at] != self.text[start]:
            at += 2 if self.text[at] == "\\" else 1
        if at >= len(self.text):
            raise Unparsed(self.line)
        return at + 1

    def _advance(self, after: int) -> None:
        self.line += self.text.count("\n", self.at, after)
        self.at = min(after, len(self.text))

    def _skip(self) -> None:
        found = _BLANK.match(self.text, self.at)
        if found and found.end() > self.at:
            self._advance(found.end())
