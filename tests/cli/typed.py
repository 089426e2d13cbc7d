"""An interactive shell on a pseudo terminal, into which keys are typed."""

from __future__ import annotations

import os
import pty
import select
import struct
import subprocess
import termios
import time
from collections.abc import Mapping
from fcntl import ioctl

import pyte

TIMEOUT_S = 60.0


class Typed:
    """`display` are the lines of the screen; the shell ends with the context."""

    def __init__(self, argv: list[str], env: Mapping[str, str], cwd: str) -> None:
        self._screen = pyte.Screen(100, 50)
        self._stream = pyte.ByteStream(self._screen)
        self._master, slave = pty.openpty()
        ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 50, 100, 0, 0))
        self._child = subprocess.Popen(
            argv, env=dict(env), cwd=cwd, stdin=slave, stdout=slave, stderr=slave, start_new_session=True
        )
        os.close(slave)

    def __enter__(self) -> Typed:
        return self

    def __exit__(self, *_: object) -> None:
        self._child.kill()
        self._child.wait(TIMEOUT_S)
        os.close(self._master)

    @property
    def display(self) -> list[str]:
        return [line.rstrip() for line in self._screen.display if line.strip()]

    def type(self, keys: str) -> None:
        os.write(self._master, keys.encode())

    def wait_for(self, text: str) -> None:
        """Read until the text is on the screen."""
        deadline = time.monotonic() + TIMEOUT_S
        while text not in "\n".join(self._screen.display):
            assert time.monotonic() < deadline, self.display
            ready, _, _ = select.select([self._master], [], [], 1.0)
            if ready:
                self._stream.feed(os.read(self._master, 65536))
