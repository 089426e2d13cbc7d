"""Going through startup files as the shell would, without running anything: what is sure, what may be."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from goenvctl.host import Host
from goenvctl.startup.assignment import Unread
from goenvctl.startup.language.conditions import Facts
from goenvctl.startup.language.token import Unparsed
from goenvctl.startup.language.tree import (
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
from goenvctl.startup.language.variables import Place, Variables
from goenvctl.startup.reading import is_named, read_startup, seems_to_set

if TYPE_CHECKING:
    from goenvctl.startup.language.dialect import Dialect

NEVER, MAYBE, SURE = 0, 1, 2  # is a command reached?

MAX_DEPTH = 20  # of files that source files
MAX_FILES = 300
MAX_TURNS = 200  # of a loop over words
SKIPPED_SIZE = 16_384  # a library of that size that names no variable asked for is not gone through
READ_SIZE = 524_288  # characters; nothing longer is gone through


class Walk:
    """The state of one shell that starts."""

    def __init__(
        self,
        host: Host,
        dialect: Dialect,
        variables: Variables,
        facts: Facts,
        functions: Mapping[str, Node] | None = None,
    ) -> None:
        self.host = host
        self.dialect = dialect
        self.variables = variables
        self.facts = facts
        self.functions: dict[str, Node] = dict(functions or {})
        self.aliases: dict[str, str] = {}
        self.files: list[str] = []
        self.unread: list[Unread] = []
        self.inside = 0  # how many functions deep
        self.limit = SURE  # what a `return` left of this file
        self.end = SURE  # what an `exit` or `exec` left of all
        self._stack: list[str] = []
        self._text = _Lines("", "")

    def read(self, path: str, reach: int = SURE, by: int = 0) -> None:
        """Go through a file, in this shell. `by` is the line that names it."""
        reach = min(reach, self.end)
        if reach == NEVER:
            return
        parent = self._text.path
        if path in self._stack or len(self._stack) >= MAX_DEPTH or len(self.files) >= MAX_FILES:
            self.unread.append(Unread(path, "it is read without end", parent, by))
            self.variables.blur()
            return
        text, why = read_startup(self.host, path)
        if text is None:
            if why:
                self.unread.append(Unread(path, why, parent, by))
                self.variables.blur()
            return
        self.files.append(path)
        if self._stack and len(text) > SKIPPED_SIZE and not is_named(text, self.variables.names):
            self.variables.blur()
            return
        outer, limit = self._text, self.limit
        self._text, self.limit = _Lines(path, text), SURE
        self._stack.append(path)
        if len(text) > READ_SIZE:
            why = "larger than any startup file"
        if why:
            self.unread.append(Unread(path, why, parent, by))
            self._doubt_rest(text.replace("\0", ""), 1)
        else:
            self.go_through(text, reach)
        self._stack.pop()
        self._text, self.limit = outer, limit

    def go_through(self, text: str, reach: int) -> None:
        """The commands of a text. What is not understood from some line on is doubtful from there on."""
        try:
            for node in self.dialect.commands(text):
                self.walk(node, reach)
        except Unparsed as exc:
            self._doubt_rest(text, exc.line)
        except RecursionError:
            self._doubt_rest(text, 1)

    def place(self, line: int) -> Place:
        return self._text.place(line)

    def walk(self, node: Node, reach: int) -> bool | None:
        """The effect of a node that is reached so; does it succeed?"""
        reach = min(reach, self.limit, self.end)
        if reach == NEVER:
            return None
        match node:
            case Simple():
                status = self.dialect.execute(self, node, reach)
                if self.variables.is_broken:
                    self.end = min(self.end, MAYBE)
                return status
            case Sequence():
                status = True
                for child in node.nodes:
                    status = self.walk(child, reach)
                return status
            case If():
                return self._if(node, reach)
            case Both():
                return self._both(node, reach)
            case Test():
                return self.dialect.test(self, node.words)
            case Not():
                answer = self.walk(node.body, reach)
                return None if answer is None else not answer
            case Function():
                if not self.dialect.own.isdisjoint(node.names):
                    self.doubt_all_after()
                self.functions.update(dict.fromkeys(node.names, node.body))
                return True
            case Case():
                return self._case(node, reach)
            case For():
                return self._for(node, reach)
            case Loop() | Risky():
                self._perhaps(node.body)
                return None
            case Aside():
                if node.last is not None:
                    self.walk(node.last, reach)
                return None

    def call(self, name: str) -> None:
        """A function that the files defined. What it does depends on what it is given."""
        if self.inside >= MAX_DEPTH:
            return
        self.inside += 1
        limit, self.limit = self.limit, SURE
        self.walk(self.functions[name], MAYBE)
        self.limit = limit
        self.inside -= 1

    def doubt_all_after(self) -> None:
        """From here on commands may not do what their names say, or not be run at all."""
        self.end = min(self.end, MAYBE)

    def leave_file(self, reach: int) -> None:
        """`return`."""
        self.limit = min(self.limit, SURE - reach)

    def leave_all(self, reach: int) -> None:
        """`exit`, or `exec` of something else."""
        if not self.inside:
            self.end = min(self.end, SURE - reach)

    def _perhaps(self, node: Node) -> None:
        self.walk(node, MAYBE)

    def _if(self, node: If, reach: int) -> bool | None:
        for condition, body in node.branches:
            answer = self.walk(condition, reach)
            if answer:
                return self.walk(body, reach)
            if answer is None:
                reach = min(reach, MAYBE)
                self.walk(body, reach)
        status = self.walk(node.otherwise, reach)
        return status if reach == SURE else None

    def _both(self, node: Both, reach: int) -> bool | None:
        left = self.walk(node.left, reach)
        if left is None:
            self.walk(node.right, min(reach, MAYBE))
            return None
        return self.walk(node.right, reach) if left is node.is_and else left

    def _case(self, node: Case, reach: int) -> bool | None:
        if node.falls:
            reach = min(reach, MAYBE)
        for patterns, body in node.branches:
            answers = [self.dialect.case(self, node.word, pattern) for pattern in patterns]
            if True in answers and not node.falls:
                return self.walk(body, reach)
            if None in answers or node.falls:
                reach = min(reach, MAYBE)
                self.walk(body, reach)
        return True if reach == SURE else None

    def _for(self, node: For, reach: int) -> bool | None:
        words = None if node.words is None else self.dialect.turns(self, node.words)
        if words is None or len(words) > MAX_TURNS or _breaks(node.body):
            self.variables.assign(node.name, None, self.place(node.line), is_sure=False)
            self._perhaps(node.body)
            return None
        for word in words:
            is_sure = min(reach, self.limit, self.end) == SURE
            self.variables.assign(node.name, word, self.place(node.line), is_sure=is_sure)
            self.walk(node.body, reach)
        return None

    def _doubt_rest(self, text: str, first: int) -> None:
        """Lines that name a variable, in a text that is not understood."""
        for number, name, value in seems_to_set(text, first, self.variables.names):
            place = self.place(number)
            self.variables.assign(name, value, place, is_sure=False, exported=True)
        self.variables.blur()


class _Lines:
    """The file that is gone through, for the places in it."""

    def __init__(self, path: str, text: str) -> None:
        self.path = path
        self._text = text
        self._lines: list[str] | None = None

    def place(self, line: int) -> Place:
        if self._lines is None:
            self._lines = self._text.split("\n")
        text = self._lines[line - 1].strip() if 0 < line <= len(self._lines) else ""
        return Place(self.path, line, text)


def _breaks(node: Node) -> bool:
    """Is there a `break` or `continue` in it?"""
    match node:
        case Simple():
            return bool(node.words) and node.words[0].bare in ("break", "continue")
        case Sequence():
            return any(_breaks(child) for child in node.nodes)
        case If():
            return _breaks(node.otherwise) or any(
                _breaks(one) or _breaks(body) for one, body in node.branches
            )
        case Both():
            return _breaks(node.left) or _breaks(node.right)
        case Case():
            return any(_breaks(body) for _, body in node.branches)
        case Not() | For() | Loop() | Risky():
            return _breaks(node.body)
        case _:
            return False
