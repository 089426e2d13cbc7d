"""How questions are asked: on a screen that moves, or line by line where it cannot."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from typing import NamedTuple, Protocol

from goenvctl.redact import clean


class Item(NamedTuple):
    """One thing to choose."""

    value: str
    title: str
    is_ticked: bool = False


class Asker(Protocol):
    """Every question raises KeyboardInterrupt where the person gives up or the input ends."""

    def pick(self, question: str, items: Sequence[Item], default: str | None) -> str:
        """One of the items, by value."""

    def tick(self, question: str, items: Sequence[Item]) -> tuple[str, ...]:
        """Any of the items, by value; those that are ticked are the proposal."""

    def write(self, question: str, judge: Callable[[str], str]) -> str:
        """A line of text that `judge` finds no fault with, blanks around it gone."""


def find_asker(*, color: bool, progress: Callable[[], str] = str) -> Asker:
    """The one that suits this terminal. `progress` is a line that may change while a question stands."""
    if os.environ.get("TERM", "dumb") in ("dumb", "unknown"):
        from goenvctl.wizard.lines import Lines

        return Lines()
    from goenvctl.wizard.screen import Screen

    return Screen(color=color, progress=lambda: clean(progress()))


def columns() -> int:
    """How wide a question may be."""
    try:
        return os.get_terminal_size(sys.stderr.fileno()).columns or 80
    except OSError:
        return 80
