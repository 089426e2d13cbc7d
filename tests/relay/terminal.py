"""A pseudo terminal with a session of its own, in which a shell starts `exec` as a person would."""

from __future__ import annotations

import os
import pty
import select
import subprocess
import sys
import termios
import time
from collections.abc import Mapping
from fcntl import ioctl
from types import TracebackType
from typing import Self
from uuid import uuid4

from tests.home import Home
from tests.relay.held import MARK, TIMEOUT_S, end_all, processes_of


class Terminal:
    """`script` is run by sh, which has a function `goenvctl`; `said` is all that was written so far."""

    def __init__(self, home: Home, script: str, env: Mapping[str, str] | None = None) -> None:
        self.mark = uuid4().hex
        self.said = b""
        self.master, slave = pty.openpty()
        setup = f'goenvctl() {{ "{sys.executable}" -m goenvctl "$@"; }}\n'
        self.child = subprocess.Popen(
            ["/bin/sh", "-c", setup + script],
            env={**home.environ, MARK: self.mark, "TERM": "xterm", **(env or {})},
            cwd=home.work,
            stdin=slave,
            stdout=slave,
            stderr=slave,
            start_new_session=True,
            preexec_fn=_take_terminal,
        )
        os.close(slave)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, exc: BaseException | None, trace: TracebackType | None
    ) -> None:
        end_all(self.mark)
        self.child.kill()
        self.child.wait()
        os.close(self.master)

    @property
    def processes(self) -> list[int]:
        """Those of this run that live."""
        return processes_of(self.mark)

    @property
    def foreground(self) -> int:
        return os.tcgetpgrp(self.master)

    @property
    def modes(self) -> list[object]:
        return termios.tcgetattr(self.master)

    def type(self, keys: bytes) -> None:
        os.write(self.master, keys)

    def wait_for(self, text: str, count: int = 1) -> str:
        """Until it was written so often; all that was."""
        deadline = time.monotonic() + TIMEOUT_S
        while self.said.count(text.encode()) < count:
            assert self._read(deadline), self.said
        return self.said.decode().replace("\r\n", "\n")

    def end(self) -> int:
        """Read to the end; the shell's exit code."""
        deadline = time.monotonic() + TIMEOUT_S
        while self._read(deadline):
            pass
        return self.child.wait(TIMEOUT_S)

    def _read(self, deadline: float) -> bool:
        ready, _, _ = select.select([self.master], [], [], max(deadline - time.monotonic(), 0))
        if not ready:
            return False
        try:
            data = os.read(self.master, 65536)
        except OSError:  # nobody has the other end open
            return False
        self.said += data
        return bool(data)


def _take_terminal() -> None:
    ioctl(0, termios.TIOCSCTTY, 0)
