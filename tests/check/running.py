"""goenvctl while it runs, with its output in pipes or on a terminal, until somebody presses Ctrl-C."""

from __future__ import annotations

import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from types import TracebackType
from typing import Self

from tests.cli.screen import Screen
from tests.home import Ended, Home

TIMEOUT_S = 30.0


class Running:
    """A process of its own, in a session of its own; `stderr` is what it has said so far."""

    def __init__(self, home: Home, *args: str, env: Mapping[str, str] | None = None) -> None:
        self.stderr = ""
        self._child = subprocess.Popen(
            [sys.executable, "-m", "goenvctl", *args],
            env={**home.environ, **(env or {})},
            cwd=home.work,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )
        self._interrupted = 0.0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, exc: BaseException | None, trace: TracebackType | None
    ) -> None:
        _bury(self._child)

    @property
    def is_running(self) -> bool:
        return self._child.poll() is None

    def wait_for(self, text: str, count: int = 1) -> None:
        """Read its standard error until the text has come so many times."""
        assert self._child.stderr
        pipe = self._child.stderr.fileno()
        while self.stderr.count(text) < count:
            ready, _, _ = select.select([pipe], [], [], TIMEOUT_S)
            data = os.read(pipe, 65536) if ready else b""
            assert data, self.stderr
            self.stderr += data.decode("utf-8", "replace")

    def interrupt(self) -> None:
        """Ctrl-C."""
        self._interrupted = time.monotonic()
        self._child.send_signal(signal.SIGINT)

    def end(self) -> tuple[Ended, float]:
        """How it ended, and how many seconds after the interrupt."""
        stdout, stderr = self._child.communicate(timeout=TIMEOUT_S)
        seconds = time.monotonic() - self._interrupted
        self.stderr += stderr.decode("utf-8", "replace")
        return Ended(self._child.returncode, stdout.decode("utf-8", "replace"), self.stderr), seconds


class Watched(Screen):
    """The same on a terminal, where somebody looks on."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, exc: BaseException | None, trace: TracebackType | None
    ) -> None:
        _bury(self._child)

    def interrupt(self) -> float:
        """Ctrl-C; the moment it was pressed, on the monotonic clock."""
        self._child.send_signal(signal.SIGINT)
        return time.monotonic()


def shown(home: Home, *args: str, env: Mapping[str, str] | None = None) -> tuple[int, Watched]:
    """The exit code, and what is on the screen when it has ended."""
    with Watched(home, *args, env=env) as screen:
        return screen.end(), screen


def _bury(child: subprocess.Popen[bytes]) -> None:
    """Where a test failed before the end, the next one is not to suffer for it."""
    child.kill()
    child.communicate()
