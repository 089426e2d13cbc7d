"""What a startup file says, as a tree. The grammars of the shells make it, `walk` goes through it."""

from __future__ import annotations

from typing import NamedTuple

from goenvctl.startup.language.token import Word


class Simple(NamedTuple):
    """`NAME=VALUE… COMMAND ARGUMENT…`; either may be missing."""

    assigns: tuple[Word, ...]
    words: tuple[Word, ...]
    line: int


class Test(NamedTuple):
    """The words between `[[` and `]]`."""

    words: tuple[Word, ...]


class Both(NamedTuple):
    """`LEFT && RIGHT` where `is_and`, else `LEFT || RIGHT`."""

    left: Node
    right: Node
    is_and: bool


class Not(NamedTuple):
    body: Node


class Sequence(NamedTuple):
    nodes: tuple[Node, ...]


class If(NamedTuple):
    """(condition, what then) in order, and what is left."""

    branches: tuple[tuple[Node, Node], ...]
    otherwise: Node


class Case(NamedTuple):
    """(patterns, what then) in order; `falls` where one goes on into the next."""

    word: Word
    branches: tuple[tuple[tuple[Word, ...], Node], ...]
    falls: bool = False


class For(NamedTuple):
    """`words` is None where the arguments of the file are meant."""

    name: str
    words: tuple[Word, ...] | None
    body: Node
    line: int


class Loop(NamedTuple):
    """Anything that runs its body as often as something says."""

    body: Node


class Function(NamedTuple):
    names: tuple[str, ...]
    body: Node


class Aside(NamedTuple):
    """What runs in a process of its own and changes nothing here: a subshell, a job in the background.

    Of a pipe, `last` is the part that zsh runs in the shell itself.
    """

    last: Node | None = None


class Risky(NamedTuple):
    """A redirection of it may fail; then it is not run."""

    body: Node


Node = Risky | Simple | Test | Both | Not | Sequence | If | Case | For | Loop | Function | Aside
NOTHING = Sequence(())
