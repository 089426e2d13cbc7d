"""How questions are asked: on a screen that moves, or line by line where it cannot."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from typing import NamedTuple, Protocol

from goenvctl.redact import clean


class Item(NamedTuple):
    """One thing to choose; `names` are others for the same."""

    value: str
    title: str
    is_ticked: bool = False
    names: tuple[str, ...] = ()


class Asker(Protocol):
    """Every question raises KeyboardInterrupt where the person gives up or the input ends."""

    def pick(self, question: str, items: Sequence[Item], default: str | None) -> str:
        """One of the items, by value."""

    def tick(self, question: str, items: Sequence[Item]) -> tuple[str, ...]:
        """Any of the items, by value; those that are ticked are the proposal."""

    def write(self, question: str, judge: Callable[[str], str]) -> str:
        """A line of text that `judge` finds no fault with, blanks around it gone."""


def matching(items: Sequence[Item], text: str) -> list[Item]:
    """Those whose line or names hold the text; first the one called so, then those whose name begins so."""
    wanted = text.strip().lower()
    found = [(distance, item) for item in items if (distance := _distance(item, wanted)) is not None]
    return [item for _, item in sorted(found, key=lambda one: one[0])]


def _distance(item: Item, wanted: str) -> int | None:
    names = [name.lower() for name in (item.value, *item.names)]
    if wanted in names:
        return 0
    if any(name.startswith(wanted) for name in names):
        return 1
    return 2 if any(wanted in text for text in (*names, item.title.lower())) else None


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
