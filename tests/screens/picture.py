"""What a terminal shows, as text: its lines, and below them where they are bold, faint or coloured."""

from __future__ import annotations

from itertools import groupby
from typing import NamedTuple

import pyte
from pyte.screens import Char

LINES = 200  # of the terminal: nothing runs off it
BROKEN = "⏎"  # at the end of a line that the terminal broke because it was too long
RULE = "----"
COLORS = {"brown": "yellow", "brightblack": "faint"}
FAINT, GREY = b"\x1b[2m", b"\x1b[90m"  # pyte knows no faint text


class Picture(NamedTuple):
    """`lines` without trailing blanks; `looks` such as `3 bold green: cn`, counted from 1."""

    lines: tuple[str, ...]
    looks: tuple[str, ...]

    def __str__(self) -> str:
        return "\n".join([*self.lines, RULE, *self.looks]) + "\n"


def picture(raw: bytes, columns: int) -> Picture:
    """What stands there after all these bytes."""
    screen = _Screen(columns, LINES)
    pyte.ByteStream(screen).feed(raw.replace(FAINT, GREY))
    lines = [line.rstrip() + BROKEN * (row in screen.broken) for row, line in enumerate(screen.display)]
    while lines and not lines[-1]:
        lines.pop()
    looks = [look for row in range(len(lines)) for look in _looks(screen, row)]
    return Picture(tuple(lines), tuple(looks))


class _Screen(pyte.Screen):
    """Keeps which lines went on below because they were too long."""

    def __init__(self, columns: int, lines: int) -> None:
        self.broken: set[int] = set()
        self._is_drawing = False
        super().__init__(columns, lines)

    def draw(self, data: str) -> None:
        self._is_drawing = True
        super().draw(data)
        self._is_drawing = False

    def linefeed(self) -> None:
        (self.broken.add if self._is_drawing else self.broken.discard)(self.cursor.y)
        super().linefeed()


def _looks(screen: pyte.Screen, row: int) -> list[str]:
    cells = [screen.buffer[row][column] for column in range(screen.columns)]
    found = []
    for look, group in groupby(cells, _look):
        text = "".join(cell.data for cell in group).strip()
        if look and text:
            found.append(f"{row + 1} {look}: {text}")
    return found


def _look(cell: Char) -> str:
    color = "" if cell.fg == "default" else COLORS.get(cell.fg, cell.fg)
    return " ".join(filter(None, ("bold" * cell.bold, "reverse" * cell.reverse, color)))
