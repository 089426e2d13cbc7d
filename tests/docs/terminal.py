"""Scripts at a terminal: what stands on it at the end, command by command."""

from __future__ import annotations

import os
import pty
import re
import select
import signal
import struct
import subprocess
import termios
import time
from collections.abc import Mapping, Sequence
from fcntl import ioctl
from pathlib import Path
from typing import NamedTuple

import pyte

COLUMNS, ROWS = 400, 120  # no line of a page is longer
TIMEOUT_S = 240.0
_ASKS = b"]: "  # as click asks
_MARK = re.compile(rb"\x1e(\d+)\x1e")


class Typed(NamedTuple):
    """What a command left on the screen, and its exit code."""

    lines: tuple[str, ...]
    code: int


def run(
    argv: Sequence[str], environ: Mapping[str, str], cwd: Path, answers: Sequence[str] = ()
) -> tuple[bytes, int]:
    """Run a program at a terminal; all that it wrote, and its code. Its questions get the answers in turn."""
    master, slave = pty.openpty()
    ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
    with subprocess.Popen(
        argv,
        env={**environ, "TERM": "xterm-256color"},
        cwd=cwd,
        stdin=slave,
        stdout=slave,
        stderr=slave,
        start_new_session=True,
    ) as child:
        os.close(slave)
        try:
            written = _read(master, list(answers))
        except TimeoutError:
            os.killpg(child.pid, signal.SIGKILL)  # and what it started
            raise
        finally:
            os.close(master)
        return written, child.wait(TIMEOUT_S)


def run_steps(
    commands: Sequence[str],
    folder: Path,
    environ: Mapping[str, str],
    cwd: Path,
    answers: Sequence[str] = (),
) -> list[Typed]:
    """Type commands into one bash, one after the other; `$?` is that of the one before."""
    ends = "; code=$?; printf '\\036%d\\036' $code; (exit $code)"
    script = folder / "typed"
    script.write_text("".join(f"{{ {command}\n}}{ends}\n" for command in commands))
    written, _ = run(["bash", str(script)], environ, cwd, answers)
    *pieces, _ = _MARK.split(written)
    return [Typed(screen(text), int(code)) for text, code in zip(pieces[::2], pieces[1::2], strict=True)]


def screen(written: bytes) -> tuple[str, ...]:
    """The lines that a person sees."""
    shown = pyte.Screen(COLUMNS, ROWS)
    pyte.ByteStream(shown).feed(written)
    return tuple(line.rstrip() for line in shown.display if line.strip())


def _read(master: int, answers: list[str]) -> bytes:
    deadline = time.monotonic() + TIMEOUT_S
    written = b""
    while True:
        ready, _, _ = select.select([master], [], [], max(0.0, deadline - time.monotonic()))
        if not ready:
            raise TimeoutError(written.decode("utf-8", "replace"))
        try:
            data = os.read(master, 65536)
        except OSError:  # the other end is closed
            return written
        if not data:
            return written
        written += data
        if b"\x1b[6n" in data:  # the program asks where the cursor is
            os.write(master, b"\x1b[1;1R")
        if answers and written.endswith(_ASKS):
            os.write(master, f"{answers.pop(0)}\n".encode())
