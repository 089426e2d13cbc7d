"""The grammar of POSIX-like shells (POSIX.1-2024 XCU 2.10), with what bash and zsh add and people use."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from goenvctl.startup.language.token import Operator, Token, Unparsed, Word
from goenvctl.startup.language.tree import (
    NOTHING,
    Aside,
    Both,
    Case,
    For,
    Function,
    If,
    Loop,
    Node,
    Not,
    Risky,
    Sequence,
    Simple,
    Test,
)
from goenvctl.startup.posix_language.words import BASH, SH, ZSH, tokens

DEPTH = 100  # of nested constructs; nobody's file comes near

_ASSIGNMENT = re.compile(r"[A-Za-z_][A-Za-z0-9_]*(?:\[[^]]*\])?\+?=")
_CLOSERS = frozenset("then do done fi elif else esac }".split())
_CASE_ENDS = (";;", ";&", ";;&", ";|")


def commands(text: str, dialect: str) -> Iterator[Node]:
    """The commands of a file, a line at a time, as a shell reads them. Raises Unparsed once it is there."""
    nodes, failed = _parsed(text, dialect)
    yield from nodes
    if failed:
        raise Unparsed(failed)


@lru_cache(maxsize=64)
def _parsed(text: str, dialect: str) -> tuple[tuple[Node, ...], int]:
    """The commands, and the line from which on it is not understood or 0. One file serves several scenes."""
    nodes: list[Node] = []
    try:
        nodes.extend(_Parser(text, dialect).lines())
    except Unparsed as exc:
        return tuple(nodes), exc.line
    return tuple(nodes), 0


def is_assignment(word: Word) -> bool:
    """`NAME=…`, `NAME+=…`, `NAME[…]=…`, the name and the sign unquoted."""
    first = word.parts[0] if word.parts else None
    return bool(first and getattr(first, "text", "") and not getattr(first, "is_quoted", True)) and bool(
        _ASSIGNMENT.match(getattr(first, "text", ""))
    )


class _Parser:
    def __init__(self, text: str, dialect: str) -> None:
        self.dialect = dialect
        self.source = tokens(text, dialect)
        self.ahead: list[Token] = []
        self.depth = 0

    def lines(self) -> Iterator[Node]:
        while True:
            self._newlines()
            if self._operator() == "":
                return
            line: list[Node] = []
            while (operator := self._operator()) not in ("\n", ""):
                if operator == ")":
                    raise self._fail()
                line.append(self._list_item())
            yield Sequence(tuple(line))

    def _peek(self, far: int = 0) -> Token:
        while len(self.ahead) <= far:
            self.ahead.append(next(self.source, Operator("", 0)))
        return self.ahead[far]

    def _next(self) -> Token:
        token = self._peek()
        del self.ahead[0]
        return token

    def _operator(self, far: int = 0) -> str | None:
        """The operator ahead, or None where a word is."""
        token = self._peek(far)
        return token.text if isinstance(token, Operator) else None

    def _bare(self) -> str:
        token = self._peek()
        return token.bare if isinstance(token, Word) else ""

    def _fail(self) -> Unparsed:
        return Unparsed(self._peek().line)

    def _expect(self, word: str) -> None:
        """Take a reserved word or an operator."""
        token = self._peek()
        if (token.bare if isinstance(token, Word) else token.text) != word:
            raise self._fail()
        self._next()

    def _newlines(self, also: str = "\n") -> None:
        while self._operator() in ("\n", also):
            self._next()

    def _sequence(self, *ends: str) -> Node:
        """Commands up to one of the reserved words or operators, which is left."""
        self.depth += 1
        if self.depth > DEPTH:
            raise self._fail()
        nodes: list[Node] = []
        while True:
            self._newlines()
            operator = self._operator()
            if (self._bare() if operator is None else operator) in ends:
                self.depth -= 1
                return Sequence(tuple(nodes))
            if operator in ("", ")"):
                raise self._fail()
            nodes.append(self._list_item())

    def _list_item(self) -> Node:
        """`A && B || C` with the `;` or `&` behind it."""
        node = self._pipe()
        while (operator := self._operator()) in ("&&", "||"):
            self._next()
            self._newlines()
            node = Both(node, self._pipe(), operator == "&&")
        if operator in ("&", "&!", "&|"):
            self._next()
            return Aside()
        if operator == ";":
            self._next()
        elif operator not in ("\n", "", ")", *_CASE_ENDS) and not (
            self.dialect == ZSH and self._bare() == "}"
        ):
            raise self._fail()
        return node

    def _pipe(self) -> Node:
        is_negated = False
        while self._bare() == "!" or (self._bare() == "time" and self.dialect != SH):
            is_negated ^= self._bare() == "!"
            self._next()
            if self._bare() == "-p" and self.dialect == BASH:
                self._next()
        node = self._command()
        is_piped = False
        while self._operator() in ("|", "|&"):
            self._next()
            self._newlines()
            node, is_piped = self._command(), True
        if is_piped:
            node = Aside(node if self.dialect == ZSH else None)
        return Not(node) if is_negated else node

    def _command(self) -> Node:
        """One command with the redirections behind it."""
        node = self._plain_command()
        return Risky(node) if self._peek().is_risky and not isinstance(node, Risky) else node

    def _plain_command(self) -> Node:
        operator = self._operator()
        if operator == "(":
            return self._subshell()
        if operator is not None:
            if operator in ("\n", ";", "", "&&", "||", "|", "&", ")"):
                return self._simple()  # redirections alone; or nothing, which is an error
            raise self._fail()
        bare = self._bare()
        match bare:
            case "if":
                return self._if()
            case "case":
                return self._case()
            case "for" | "select" | "foreach":
                return self._for()
            case "while" | "until":
                return self._while()
            case "{":
                return self._brace()
            case "[[" if self.dialect != SH:
                return self._test()
            case "function" if self.dialect != SH:
                return self._function()
            case "repeat" | "coproc" if self.dialect != SH:
                raise self._fail()
        if bare in _CLOSERS and not (bare == "}" and self.dialect != ZSH):
            raise self._fail()
        if bare == "}":
            raise self._fail()
        if self._operator(1) == "(" and self._operator(2) == ")":
            self._next()
            return self._body((bare,), behind="()")
        return self._simple()

    def _subshell(self) -> Node:
        self._next()
        if self._operator() == ")":
            raise self._fail()  # zsh calls a function without a name
        self._sequence(")")
        self._next()
        return Aside()

    def _brace(self) -> Node:
        self._next()
        body = self._sequence("}")
        self._next()
        if self._bare() == "always":
            raise self._fail()
        return body

    def _if(self) -> Node:
        branches: list[tuple[Node, Node]] = []
        while True:
            self._next()
            condition = self._sequence("then")
            self._next()
            branches.append((condition, self._sequence("elif", "else", "fi")))
            if self._bare() != "elif":
                break
        otherwise: Node = NOTHING
        if self._bare() == "else":
            self._next()
            otherwise = self._sequence("fi")
        self._next()
        return If(tuple(branches), otherwise)

    def _case(self) -> Node:
        self._next()
        word = self._word()
        self._newlines()
        self._expect("in")
        branches: list[tuple[tuple[Word, ...], Node]] = []
        falls = False
        while True:
            self._newlines()
            if self._bare() == "esac":
                self._next()
                return Case(word, tuple(branches), falls)
            if self._operator() == "(":
                self._next()
            patterns = [self._word()]
            while self._operator() == "|":
                self._next()
                patterns.append(self._word())
            self._expect(")")
            branches.append((tuple(patterns), self._sequence("esac", *_CASE_ENDS)))
            if (end := self._operator()) in _CASE_ENDS:
                falls |= end != ";;"
                self._next()

    def _for(self) -> Node:
        line = self._next().line
        name = self._word()
        if not name.bare:  # `for ((…))`
            self._newlines(";")
            return Loop(self._do())
        words: list[Word] | None = None
        self._newlines()
        if self._bare() == "in":
            self._next()
            words = []
            while isinstance(self._peek(), Word):
                words.append(self._word())
        elif self._operator() == "(" and self.dialect == ZSH:
            self._next()
            words = []
            while self._operator() != ")":
                words.append(self._word())
            self._next()
        self._newlines(";")
        return For(name.bare, None if words is None else tuple(words), self._do(), line)

    def _do(self) -> Node:
        """`do … done`, `{ … }`, or in zsh one command."""
        if self._bare() == "{":
            return self._brace()
        if self._bare() != "do" and self.dialect == ZSH:
            return self._command()
        self._expect("do")
        body = self._sequence("done")
        self._next()
        return body

    def _while(self) -> Node:
        self._next()
        condition = self._sequence("do")
        return Loop(Sequence((condition, self._do())))

    def _test(self) -> Node:
        self._next()
        words: list[Word] = []
        while self._bare() != "]]":
            words.append(self._word())
        self._next()
        return Test(tuple(words))

    def _function(self) -> Node:
        self._next()
        names: list[str] = []
        while isinstance(self._peek(), Word) and self._bare() != "{":
            names.append(self._word().literal or "")
        return self._body(tuple(names), behind="()" if self._operator() == "(" else "")

    def _body(self, names: tuple[str, ...], behind: str) -> Node:
        for bracket in behind:
            self._expect(bracket)
        self._newlines()
        return Function(names, self._command())

    def _word(self) -> Word:
        token = self._peek()
        if not isinstance(token, Word):
            raise self._fail()
        self._next()
        return token

    def _simple(self) -> Node:
        assigns: list[Word] = []
        words: list[Word] = []
        line = self._peek().line
        is_risky = False
        while isinstance(token := self._peek(), Word):
            is_risky |= token.is_risky
            if not words and is_assignment(token):
                assigns.append(token)
            elif self.dialect == ZSH and token.bare == "}":
                break
            else:
                words.append(token)
            self._next()
        if self._operator() == "(":
            raise self._fail()
        simple = Simple(tuple(assigns), tuple(words), line)
        return Risky(simple) if is_risky else simple
