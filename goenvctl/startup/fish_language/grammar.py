"""The grammar of fish: blocks that end with `end`, `and` and `or` as words."""

from __future__ import annotations

from collections.abc import Iterator

from goenvctl.startup.fish_language.words import tokens
from goenvctl.startup.language.token import Opaque, Operator, Token, Unparsed, Word
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
)
from goenvctl.startup.posix_language.grammar import DEPTH, is_assignment

_ENDS = ("end", "else", "case")


def commands(text: str) -> Iterator[Node]:
    """The commands of a file. fish reads a file whole: nothing of it counts where it does not parse.

    Raises Unparsed, before the first command.
    """
    try:
        parser = _Parser(text)
        body = parser.sequence()
    except Unparsed:
        raise Unparsed(1) from None
    if not isinstance(parser.ahead, Operator) or parser.ahead.text:
        raise Unparsed(1)
    yield body


class _Parser:
    def __init__(self, text: str) -> None:
        self.source = tokens(text)
        self.ahead: Token = next(self.source)
        self.depth = 0

    def sequence(self) -> Node:
        """Statements up to a word that ends a block, which is left, or to the end of the text."""
        self.depth += 1
        if self.depth > DEPTH:
            raise Unparsed(self.ahead.line)
        nodes: list[Node] = []
        while True:
            while self._operator() in (";", "\n", "&"):
                self._next()
            if self._operator() == "" or self._bare() in _ENDS:
                self.depth -= 1
                return Sequence(tuple(nodes))
            joiner = self._bare()
            if joiner in ("and", "or"):
                self._next()
                left = nodes.pop() if nodes else NOTHING
                nodes.append(Both(left, self._job(), joiner == "and"))
            else:
                nodes.append(self._job())

    def _job(self) -> Node:
        node = self._pipe()
        while (operator := self._operator()) in ("&&", "||"):
            self._next()
            while self._operator() == "\n":
                self._next()
            node = Both(node, self._pipe(), operator == "&&")
        if operator == "&":
            return If(((Aside(), node),), NOTHING)  # what comes with fish runs in the shell all the same
        if operator not in (";", "\n", ""):
            raise Unparsed(self.ahead.line)
        return node

    def _pipe(self) -> Node:
        is_negated = False
        while self._bare() in ("not", "!", "time"):
            is_negated ^= self._bare() != "time"
            self._next()
        node = self._statement()
        while self._operator() in ("|", "&|"):
            self._next()
            while self._operator() == "\n":
                self._next()
            node = Sequence((node, _fed(self._statement(), node)))  # fish runs both in the shell itself
            node = If(((Aside(), node),), NOTHING) if _has_status(node) else node
        return Not(node) if is_negated else node

    def _statement(self) -> Node:
        """One command with the redirections behind it."""
        node = self._plain_statement()
        return Risky(node) if self.ahead.is_risky and not isinstance(node, Risky) else node

    def _plain_statement(self) -> Node:
        match self._bare():
            case "if":
                return self._if()
            case "switch":
                return self._switch()
            case "for":
                return self._for()
            case "while":
                self._next()
                self._job()
                return Loop(self._block())
            case "begin":
                self._next()
                return self._block()
            case "function":
                return self._function()
        return self._simple()

    def _block(self) -> Node:
        body = self.sequence()
        self._expect("end")
        return body

    def _if(self) -> Node:
        branches: list[tuple[Node, Node]] = []
        otherwise: Node = NOTHING
        while True:
            self._next()
            condition = self._job()
            while True:  # `if A; and B`
                while self._operator() in (";", "\n"):
                    self._next()
                if self._bare() not in ("and", "or"):
                    break
                is_and = self._bare() == "and"
                self._next()
                condition = Both(condition, self._job(), is_and)
            branches.append((condition, self.sequence()))
            if self._bare() != "else":
                break
            self._next()
            if self._bare() != "if":
                otherwise = self.sequence()
                break
        self._expect("end")
        return If(tuple(branches), otherwise)

    def _switch(self) -> Node:
        self._next()
        word = self._word()
        while self._operator() in (";", "\n"):
            self._next()
        branches: list[tuple[tuple[Word, ...], Node]] = []
        while self._bare() == "case":
            self._next()
            patterns = self._words()
            branches.append((patterns, self.sequence()))
        self._expect("end")
        return Case(word, tuple(branches))

    def _for(self) -> Node:
        line = self.ahead.line
        self._next()
        name = self._word().bare
        self._expect("in")
        words = self._words()
        return For(name, words, self._block(), line)

    def _function(self) -> Node:
        self._next()
        words = self._words()
        name = (words[0].literal or "") if words else ""
        return Function((name,), self._block())

    def _simple(self) -> Node:
        line = self.ahead.line
        words = list(self._words())
        if not words:
            raise Unparsed(line)
        assigns: list[Word] = []
        while len(words) > 1 and is_assignment(words[0]):
            assigns.append(words.pop(0))
        simple = Simple(tuple(assigns), tuple(words), line)
        return Risky(simple) if any(word.is_risky for word in (*assigns, *words)) else simple

    def _words(self) -> tuple[Word, ...]:
        words: list[Word] = []
        while isinstance(self.ahead, Word):
            words.append(self._word())
        return tuple(words)

    def _word(self) -> Word:
        if not isinstance(self.ahead, Word):
            raise Unparsed(self.ahead.line)
        word = self.ahead
        self._next()
        return word

    def _expect(self, bare: str) -> None:
        if self._bare() != bare:
            raise Unparsed(self.ahead.line)
        self._next()

    def _next(self) -> None:
        self.ahead = next(self.source, Operator("", self.ahead.line))

    def _operator(self) -> str | None:
        return self.ahead.text if isinstance(self.ahead, Operator) else None

    def _bare(self) -> str:
        return self.ahead.bare if isinstance(self.ahead, Word) else ""


def _has_status(node: Node) -> bool:
    """Is it more than one command, so that what succeeds is not told? Then it is taken for uncertain."""
    return isinstance(node, Sequence) and len(node.nodes) > 1


def _fed(node: Node, before: Node) -> Node:
    """`COMMAND | source`: as if it were `source (COMMAND | psub)`."""
    if not isinstance(node, Simple) or node.words[0].bare not in ("source", ".") or len(node.words) > 2:
        return node
    if len(node.words) == 2 and node.words[1].bare != "-":
        return node
    code = " ".join(word.source for word in before.words) if isinstance(before, Simple) else "cat"
    return node._replace(words=(node.words[0], Word((Opaque(f"({code})"),), node.line)))
