"""A terminal of 80 columns: what a person sees, cell by cell."""

from __future__ import annotations

import os
import pty
import select
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Mapping
from fcntl import ioctl

import pyte

from tests.home import Home

TIMEOUT_S = 30.0


class Screen:
    """goenvctl on a pseudo terminal; `display` are its lines, `raw` all that was written."""

    def __init__(
        self,
        home: Home,
        *args: str,
        env: Mapping[str, str] | None = None,
        columns: int = 80,
        program: str = "goenvctl",
    ) -> None:
        self._screen = pyte.Screen(columns, 50)
        self._stream = pyte.ByteStream(self._screen)
        self.raw = b""
        self._master, slave = pty.openpty()
        ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 50, columns, 0, 0))
        self._child = subprocess.Popen(
            [sys.executable, "-m", program, *args],
            env={**home.environ, "TERM": "xterm-256color", **(env or {})},
            cwd=home.work,
            stdin=slave,
            stdout=slave,
            stderr=slave,
            start_new_session=True,
        )
        os.close(slave)

    @property
    def display(self) -> list[str]:
        return [line.rstrip() for line in self._screen.display if line.strip()]

    def wait_for(self, text: str) -> None:
        """Read until the text is on the screen."""
        deadline = time.monotonic() + TIMEOUT_S
        while text not in "\n".join(self._screen.display):
            assert time.monotonic() < deadline, self.display
            assert self._read(), self.display

    def type(self, keys: bytes) -> None:
        os.write(self._master, keys)

    def settle(self, quiet_s: float) -> None:
        """Read until the screen has stood still for so long."""
        shown, since = self.display, time.monotonic()
        while time.monotonic() < since + quiet_s:
            if select.select([self._master], [], [], 0.05)[0] and not self._read():
                return
            if self.display != shown:
                shown, since = self.display, time.monotonic()

    def end(self) -> int:
        """Read to the end; the exit code."""
        while self._read():
            pass
        os.close(self._master)
        return self._child.wait(TIMEOUT_S)

    def _read(self) -> bool:
        ready, _, _ = select.select([self._master], [], [], TIMEOUT_S)
        assert ready, self.display
        try:
            data = os.read(self._master, 65536)
        except OSError:  # the other end is closed
            return False
        self.raw += data
        self._stream.feed(data)
        if b"\x1b[6n" in data:  # the program asks where the cursor is
            cursor = self._screen.cursor
            self.type(b"\x1b[%d;%dR" % (cursor.y + 1, cursor.x + 1))
        return bool(data)
