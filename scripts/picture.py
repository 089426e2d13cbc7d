"""`python scripts/picture.py [--lang zh]`: record a terminal for the README, and draw it.

The commands are run: in a new home, on a pseudo terminal of 80 columns, with a real `go`. They reach nobody.
"""

from __future__ import annotations

import argparse
import os
import pty
import re
import secrets
import shutil
import struct
import subprocess
import sys
import termios
from collections.abc import Iterator
from contextlib import contextmanager
from fcntl import ioctl
from itertools import groupby
from pathlib import Path
from typing import NamedTuple
from xml.sax.saxutils import escape, quoteattr

import pyte
from pyte.screens import Char

ROOT = Path(__file__).parent.parent
PICTURES = {"en": ROOT / "docs" / "picture.svg", "zh": ROOT / "docs" / "picture.zh.svg"}
TITLES = {
    "en": "A terminal: goenvctl list, use cn, status and undo",
    "zh": "终端：goenvctl list、use cn、status 与 undo",
}
COMMANDS = ("list", "use cn", "status", "undo")
COLUMNS, LINES = 80, 80
SHOWN_HOME = "/home/you"

CELL, LINE, MARGIN, SIZE, WIDE_SIZE = 8.4, 19, 16, 14, 16  # pixels; a wide character fills its two cells
FONTS = (
    "ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', 'Noto Sans Mono CJK SC', monospace"
)
GROUND, FRAME, TEXT = "#0d1117", "#30363d", "#e6edf3"  # its own ground: it stands on light and dark pages
COLORS = {"green": "#3fb950", "brown": "#d29922", "red": "#ff7b72", "brightblack": "#9198a1"}
SECOND_HALF = "\0"  # of a wide character: pyte leaves its second cell empty
FAINT, GREY = b"\x1b[2m", b"\x1b[90m"  # pyte knows no faint text


class Piece(NamedTuple):
    """Text of one look, from a column on; `cells` is how many columns it takes."""

    column: int
    cells: int
    text: str
    color: str
    is_bold: bool
    is_wide: bool


def picture(go: Path, language: str = "en") -> str:
    """The SVG of what the commands say now."""
    return _drawn(_recorded(go, language), TITLES[language])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lang", choices=PICTURES, default="en")
    language = parser.parse_args().lang
    PICTURES[language].write_text(picture(_real_go(), language), "utf-8")


def _recorded(go: Path, language: str) -> list[list[Piece]]:
    """The lines of the terminal after all the commands."""
    screen = pyte.Screen(COLUMNS, LINES)
    stream = pyte.ByteStream(screen)
    with _home() as home:
        (home / "bin").mkdir()
        (home / "bin" / "go").symlink_to(go)
        environ = {
            "HOME": str(home),
            "PATH": str(home / "bin"),
            "PYTHONPATH": str(ROOT),
            "XDG_CONFIG_DIRS": str(home / "site"),
            "LANG": "C.UTF-8",
            "GOENVCTL_LANG": language,
            "TERM": "xterm-256color",
        }
        for number, command in enumerate(COMMANDS):
            typed = f"{'' if number == 0 else chr(10)}$ \x1b[1mgoenvctl {command}\x1b[0m\n"
            stream.feed(typed.replace("\n", "\r\n").encode())
            said = _said([sys.executable, "-m", "goenvctl", *command.split()], home, environ)
            stream.feed(said.replace(str(home).encode(), SHOWN_HOME.encode()).replace(FAINT, GREY))
    assert screen.cursor.y < LINES - 1, "the screen is too low for all of it"
    return [_pieces(screen, line) for line in range(screen.cursor.y)]


def _said(argv: list[str], home: Path, environ: dict[str, str]) -> bytes:
    """All that the command writes to its terminal."""
    master, slave = pty.openpty()
    ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", LINES, COLUMNS, 0, 0))
    child = subprocess.Popen(
        argv, env=environ, cwd=home, stdin=slave, stdout=slave, stderr=slave, start_new_session=True
    )
    os.close(slave)
    said = b""
    try:
        while data := os.read(master, 65536):
            said += data
    except OSError:  # Linux: the other end is closed
        pass
    os.close(master)
    assert child.wait() == 0, said.decode("utf-8", "replace")
    return said


def _pieces(screen: pyte.Screen, line: int) -> list[Piece]:
    """A line, cut where its look changes or two blanks stand: each piece is set at its own column."""
    cells = [screen.buffer[line][column] for column in range(COLUMNS)]
    found = []
    for look, group in groupby(range(COLUMNS), lambda column: _look(cells, column)):
        columns = list(group)
        text = "".join(cells[column].data or SECOND_HALF for column in columns)
        for words in re.finditer(r"\S+(?: \S+)*", text):
            shown = words[0].replace(SECOND_HALF, "")
            found.append(Piece(columns[words.start()], len(words[0]), shown, *look))
    return found


def _look(cells: list[Char], column: int) -> tuple[str, bool, bool]:
    """Color, bold, and is it (a half of) a wide character?"""
    is_wide = any(not cell.data for cell in cells[column : column + 2])
    return COLORS.get(cells[column].fg, TEXT), cells[column].bold, is_wide


def _drawn(lines: list[list[Piece]], title: str) -> str:
    width = round(COLUMNS * CELL + 2 * MARGIN)
    height = len(lines) * LINE + 2 * MARGIN
    drawn = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" '
        f'height="{height}" role="img" aria-label={quoteattr(title)}>',
        f"<title>{escape(title)}</title>",
        f'<rect x="0.5" y="0.5" width="{width - 1}" height="{height - 1}" rx="8" fill="{GROUND}" '
        f'stroke="{FRAME}"/>',
        f'<g font-family="{FONTS}" font-size="{SIZE}" xml:space="preserve">',
    ]
    for number, line in enumerate(lines):
        y = MARGIN + number * LINE + SIZE
        for piece in line:
            bold = ' font-weight="bold"' if piece.is_bold else ""
            size = f' font-size="{WIDE_SIZE}"' if piece.is_wide else ""
            adjust = "spacing" if piece.is_wide else "spacingAndGlyphs"
            drawn.append(
                f'<text x="{MARGIN + piece.column * CELL:g}" y="{y}" textLength="{piece.cells * CELL:g}" '
                f'lengthAdjust="{adjust}" fill="{piece.color}"{size}{bold}>{escape(piece.text)}</text>'
            )
    return "\n".join([*drawn, "</g>", "</svg>"]) + "\n"


@contextmanager
def _home() -> Iterator[Path]:
    """A new home whose path is as long as the one shown: lines break where they would break there."""
    while True:
        home = Path("/tmp") / secrets.token_hex(8)[: len(SHOWN_HOME) - len("/tmp/")]
        try:
            home.mkdir(mode=0o700)
            break
        except FileExistsError:
            continue
    try:
        yield home
    finally:
        shutil.rmtree(home)


def _real_go() -> Path:
    found = shutil.which("go")
    if not found:
        raise SystemExit("no go is on PATH (the test extra brings one)")
    asked = subprocess.run([found, "env", "GOROOT"], capture_output=True, text=True, check=True)
    return Path(asked.stdout.strip()) / "bin" / "go"


if __name__ == "__main__":
    main()
