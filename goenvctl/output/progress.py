"""A check while it runs: a live table for a terminal, lines elsewhere. The one door of rich."""

from __future__ import annotations

import time
from collections.abc import Sequence
from types import TracebackType
from typing import TextIO

from rich.console import Console, Group
from rich.live import Live
from rich.spinner import Spinner
from rich.table import Table
from rich.text import Text

from goenvctl.language import tr
from goenvctl.output.figures import duration
from goenvctl.output.words import worded
from goenvctl.probe.outcome import Outcome
from goenvctl.redact import clean

STYLES = {"healthy": "green", "degraded": "yellow", "hostile": "bold red"}
FRAMES = 8  # a second
ROWS_LEFT = 6  # lines of the screen that are not for the table


class Progress:
    """A table of what has come in, and what is still asked; gone when it is left."""

    def __init__(self, stream: TextIO, *, color: bool) -> None:
        self._console = Console(file=stream, no_color=not color, highlight=False)
        self._waiting: list[str] = []
        self._found: list[Outcome] = []
        self._start = time.monotonic()
        self._spinner = Spinner("dots")
        self._live = Live(
            console=self._console, get_renderable=self._render, transient=True, refresh_per_second=FRAMES
        )

    def __enter__(self) -> Progress:
        self._live.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, exc: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._live.__exit__(kind, exc, trace)

    def begin(self, urls: Sequence[str]) -> None:
        """These are asked. The live table's own thread draws them: here Ctrl-C would cut a drawing in two."""
        self._waiting = list(urls)

    def show(self, outcome: Outcome) -> None:
        """One has come in."""
        self._found.append(outcome)
        if outcome.url in self._waiting:
            self._waiting.remove(outcome.url)
        self._live.refresh()

    def _render(self) -> Group:
        room = max(self._console.height - ROWS_LEFT, 4)
        table = Table(box=None, pad_edge=False, show_header=False)
        table.add_column(no_wrap=True, min_width=len("unreachable"))
        table.add_column(no_wrap=True, overflow="ellipsis", ratio=1)
        table.add_column(no_wrap=True, overflow="ellipsis")
        table.add_column(no_wrap=True, min_width=len("12.3 s"))
        for outcome in self._found[-room:]:
            table.add_row(
                Text(worded(outcome.verdict), STYLES.get(outcome.verdict, "red")),
                Text(_told(outcome.url)),
                Text(outcome.reason),
                Text(duration(outcome.timings.total)),
            )
        for url in self._waiting[: max(room - len(self._found), 2)]:
            waited = Text(duration(time.monotonic() - self._start))
            table.add_row(Text(tr("asking"), "dim"), Text(_told(url)), Text(), waited)
        found, waiting = len(self._found), len(self._waiting)
        self._spinner.update(text=tr("{found} answered, {waiting} still asked", found=found, waiting=waiting))
        return Group(table, self._spinner) if self._waiting else Group(table)


def _told(url: str) -> str:
    """As the table of the answer has it: a person knows that it is https."""
    return clean(url).removeprefix("https://")
