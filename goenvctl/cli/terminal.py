"""What leaves the program: answers to standard output, the rest to standard error, all of it cleaned."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import TextIO

from goenvctl.cli.myself import as_typed
from goenvctl.errors import GoenvctlError, Problem
from goenvctl.host import reason
from goenvctl.output.table import table, text_width
from goenvctl.redact import clean

BOLD, DIM, GREEN, YELLOW, RED = "1", "2", "32", "33", "31"


class Terminal:
    """How this run talks: the global options, and whether a person is watching."""

    def __init__(self) -> None:
        self.json = False
        self.quiet = False
        self.verbose = False
        self.yes = False
        self.color = "NO_COLOR" not in os.environ and not self.is_dumb

    @property
    def is_dumb(self) -> bool:
        """Does the terminal show lines and no more?"""
        return os.environ.get("TERM") in ("dumb", "unknown")

    @property
    def is_watched(self) -> bool:
        """Does a person see the answers?"""
        return sys.stdout.isatty()

    @property
    def can_ask(self) -> bool:
        return sys.stdin.isatty() and sys.stderr.isatty()

    @property
    def width(self) -> int | None:
        """Columns, or None where there is no terminal."""
        return _columns() if self.is_watched else None

    def answer(self, line: str, style: str = "") -> None:
        """One line of the answer."""
        _write(sys.stdout, self._styled(clean(line), style, sys.stdout))

    def advise(self, line: str, style: str = "") -> None:
        """One line of the answer with a command of ours to type; text of a file stays as it is."""
        self.answer(_spoken(line), style)

    def raw(self, line: str) -> None:
        """One line for a program (a shell, a JSON reader); in UTF-8 where the terminal cannot say it."""
        try:
            line.encode(sys.stdout.encoding or "utf-8")
        except UnicodeEncodeError:
            with kept_apart():
                sys.stdout.flush()
                sys.stdout.buffer.write(line.encode("utf-8", "surrogateescape") + b"\n")
            return
        _write(sys.stdout, line)

    def flush(self) -> None:
        """What was answered so far is to be there now, also in a pipe."""
        with kept_apart():
            sys.stdout.flush()

    def as_json(self, command: str, answer: Mapping[str, object]) -> None:
        from goenvctl.output import json

        self.raw(json.dumps(command, answer))

    def table(self, header: Sequence[str], rows: Sequence[Sequence[str]], gives: int | None = None) -> None:
        """`gives` is the column that is cut first where there is no room."""
        lines = table(header, [[clean(cell) for cell in row] for row in rows], self.width, gives)
        for number, line in enumerate(lines):
            is_header = number == 0 and self.width is not None
            _write(sys.stdout, self._styled(line, BOLD if is_header else "", sys.stdout))

    def say(self, line: str, style: str = "") -> None:
        """A message for a person; silent under --quiet."""
        if not self.quiet:
            for part in _fitted(_spoken(line)):
                _write(sys.stderr, self._styled(part, style, sys.stderr))

    def lay_out(self, lines: Iterable[str]) -> None:
        """What a question is about: where the question is, wherever the answer goes, also under --quiet."""
        for line in lines:
            _write(sys.stderr, clean(line))

    def problems(self, problems: Iterable[Problem]) -> None:
        """Each on one line with its place, and the remedy under those that share it."""
        for hint, group in groupby(problems, key=lambda problem: problem.hint):
            for problem in group:
                place = f"{problem.place}: " if problem.place else ""
                self.say(f"! {place}{problem.message}", YELLOW)
            if hint:
                self.say(f"  -> {hint}")

    def error(self, error: GoenvctlError) -> None:
        """Cause and remedy; every single fault where there are several."""
        if self.json:
            from goenvctl.output import json

            self.raw(json.dumps_error(error))
            return
        first = error.problems[0].place if error.problems else ""
        place = f"{first}: " if first and first not in error.message else ""
        _write(sys.stderr, self._styled(_spoken(f"goenvctl: {place}{error.message}"), RED, sys.stderr))
        if error.hint:
            _write(sys.stderr, _spoken(f"  -> {error.hint}"))
        self.problems(error.problems[1:])
        for line in error.lines:
            self.answer(line)

    def _styled(self, text: str, style: str, stream: TextIO) -> str:
        if not style or not self.color or not stream.isatty():
            return text
        return f"\x1b[{style}m{text}\x1b[0m"


def short_path(path: str) -> str:
    """`~` for the home, as a person would write it."""
    home = os.path.expanduser("~")
    return "~" + path.removeprefix(home) if path.startswith(home + "/") else path


def _spoken(line: str) -> str:
    return as_typed(clean(line), sys.argv[0], os.environ.get("PATH", ""))


def _fitted(line: str) -> list[str]:
    """On a terminal a message that is too long is broken between words, and goes on below its mark."""
    if not sys.stderr.isatty() or text_width(line) <= _columns():
        return [line]
    from goenvctl.output.wrapped import wrap

    mark = next((mark for mark in ("! ", "  -> ") if line.startswith(mark)), "")
    return wrap(line.removeprefix(mark), _columns(), first=mark, rest=" " * (len(mark) or 2))


def _columns() -> int:
    if (wanted := os.environ.get("COLUMNS", "")).isdigit() and int(wanted):
        return int(wanted)
    try:
        return os.get_terminal_size(sys.stdout.fileno()).columns or 80
    except OSError:
        return 80


class OutputLost(Exception):
    """Standard output or error took no more; the reason is in the system's words."""


class ReaderGone(OutputLost):
    """It is a pipe that nobody reads any more."""


def _write(stream: TextIO, line: str) -> None:
    with kept_apart():
        _encode(stream, line)


def discard(stream: TextIO) -> None:
    """Let what is still buffered go nowhere, or the interpreter would fail on it at its end."""
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


@contextlib.contextmanager
def kept_apart() -> Iterator[None]:
    """An OSError of the output is none of a file; click would end the process at a pipe's."""
    try:
        yield
    except BrokenPipeError as exc:
        raise ReaderGone(reason(exc)) from exc
    except OSError as exc:
        raise OutputLost(reason(exc)) from exc


def _encode(stream: TextIO, line: str) -> None:
    try:
        stream.write(line + "\n")
    except UnicodeEncodeError:  # a terminal that is not UTF-8
        stream.write(
            line.encode(stream.encoding or "ascii", "backslashreplace").decode("ascii", "replace") + "\n"
        )
