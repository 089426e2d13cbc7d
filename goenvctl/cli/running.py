"""Verbs that run a command: their line is cut at its first `--`, and the command's code is passed on."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from goenvctl.cli.language import OPTION as LANGUAGE_OPTION
from goenvctl.cli.terminal import Terminal
from goenvctl.errors import GoenvctlError
from goenvctl.exits import DONE, INTERRUPTED
from goenvctl.host import CommandFailed, CommandNotExecutable, CommandNotFound, Finished
from goenvctl.language import tr

VERBS = ("exec", "why")
ALWAYS = ("exec",)  # those that are nothing without a command
NOT_RUN, NOT_EXECUTABLE, NOT_FOUND = 125, 126, 127  # as env(1) and timeout(1) have it


class CannotRun(GoenvctlError):
    """The command was not started."""

    exit_code = NOT_RUN


class Running(Terminal):
    """A terminal that is lent to a command; `ended` is its code, or None as long as it has none."""

    def __init__(self, command: tuple[str, ...]) -> None:
        super().__init__()
        self.command = command
        self.ended: int | None = None

    def run(self, verb: str, go_on: Callable[[Sequence[str]], Finished]) -> Finished:
        """Let `go_on` run it, once. Raises CannotRun."""
        if not self.command:
            raise CannotRun(
                "usage", tr("which command? it follows `--`"), f"goenvctl {verb} -- go build ./..."
            )
        try:
            finished = go_on(self.command)
        except CommandFailed as exc:
            raise _cannot(exc) from exc
        self.ended = finished.code
        return finished

    def exit_code(self, own: int) -> int:
        """The command's code once it ran, whatever befell us since; else 126, 127, 130 or 125."""
        if self.ended is not None:
            return self.ended
        return own if own in (DONE, INTERRUPTED, NOT_EXECUTABLE, NOT_FOUND) else NOT_RUN


def cut(arguments: Sequence[str]) -> tuple[list[str], tuple[str, ...] | None]:
    """Our own line, and the command behind its first `--` where the verb runs one, else None.

    click drops `--` and would read the command's options as ours.
    """
    line = list(arguments)
    at = line.index("--") if "--" in line else len(line)
    words = [word for word, before in zip(line[:at], ["", *line], strict=False) if before != LANGUAGE_OPTION]
    verb = next((word for word in words if not word.startswith("-")), "")
    if verb not in VERBS or (at == len(line) and verb not in ALWAYS):
        return line, None
    return line[:at], tuple(line[at + 1 :])


def _cannot(exc: CommandFailed) -> CannotRun:
    if isinstance(exc, CommandNotFound):
        cannot = CannotRun("command-not-found", str(exc), tr("look at its spelling and at PATH"))
        cannot.exit_code = NOT_FOUND
    elif isinstance(exc, CommandNotExecutable):
        cannot = CannotRun("command-not-executable", str(exc), tr("look at its mode and its first line"))
        cannot.exit_code = NOT_EXECUTABLE
    else:
        cannot = CannotRun("command-not-run", str(exc))
    return cannot
