"""`exec` held open: its command waits, and meanwhile the relay can be talked to."""

from __future__ import annotations

import contextlib
import os
import select
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit
from uuid import uuid4

from tests.home import Ended, Home

TIMEOUT_S = 30.0
READY = "ready"
MARK = "GOENVCTL_TEST_MARK"  # inherited by every process of a run


class Held:
    """A script of sh under exec, in a session of its own; `stdout` is what it has written so far."""

    def __init__(self, home: Home, script: str, *args: str, env: Mapping[str, str] | None = None) -> None:
        self.mark = uuid4().hex
        self.stdout = b""
        self.child = subprocess.Popen(
            [sys.executable, "-m", "goenvctl", "exec", *args, "--", "sh", "-c", script],
            env={**home.environ, MARK: self.mark, **(env or {})},
            cwd=home.work,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, exc: BaseException | None, trace: TracebackType | None
    ) -> None:
        end_all(self.mark)
        self.child.kill()
        self.child.communicate()

    @property
    def processes(self) -> list[int]:
        """Those of this run that live: the command, goenvctl, and whatever came of them."""
        return processes_of(self.mark)

    def wait_for(self, text: str) -> None:
        """Until this was written to standard output."""
        deadline = time.monotonic() + TIMEOUT_S
        assert self.child.stdout
        pipe = self.child.stdout.fileno()
        while text.encode() not in self.stdout:
            ready, _, _ = select.select([pipe], [], [], max(deadline - time.monotonic(), 0))
            data = os.read(pipe, 65536) if ready else b""
            assert data, (self.stdout, self.child.communicate(timeout=TIMEOUT_S))
            self.stdout += data

    def end(self, given: bytes = b"") -> Ended:
        """Close its standard input, and wait."""
        stdout, stderr = self.child.communicate(given, timeout=TIMEOUT_S)
        return Ended(self.child.returncode, (self.stdout + stdout).decode(), stderr.decode())


class Door(Held):
    """One whose command only waits for the end of its input.

    `url` is the first entry of its GOPROXY, `base` the path in it, `bases` those of all entries.
    """

    def __init__(self, home: Home, *args: str, env: Mapping[str, str] | None = None) -> None:
        script = f'echo "$GOPROXY"; echo "$GOSUMDB"; echo {READY}; exec cat'
        super().__init__(home, script, *args, env=env)

    def __enter__(self) -> Self:
        self.wait_for(READY)
        self.goproxy, self.gosumdb, *_ = self.stdout.decode().splitlines()
        urls = self.goproxy.replace("|", ",").split(",")
        self.url = urls[0]
        self.bases = [urlsplit(url).path for url in urls]
        self.base = self.bases[0]
        self.place = urlsplit(self.url).netloc
        return self

    def connect(self) -> socket.socket:
        host, _, port = self.place.rpartition(":")
        return socket.create_connection((host, int(port)), TIMEOUT_S)

    def send(self, data: bytes) -> bytes:
        """All that is answered until the relay closes; the client says that no more will come."""
        with self.connect() as connection:
            connection.sendall(data)
            return received(connection)

    def ask(self, target: str, *, method: str = "GET", host: str | None = None, more: str = "") -> int:
        """The status of the answer to one request, 0 for none."""
        lines = [f"{method} {target} HTTP/1.1", f"Host: {self.place if host is None else host}", more]
        lines = [line for line in lines if line] + ["Connection: close", "", ""]
        return status_of(self.send("\r\n".join(lines).encode("latin-1")))


def received(connection: socket.socket) -> bytes:
    """Until the other side closes, or resets what it did not want to read."""
    data = b""
    try:
        while part := connection.recv(65536):
            data += part
    except ConnectionError:
        pass
    return data


def status_of(data: bytes) -> int:
    return int(data.split(b" ", 2)[1]) if data.startswith(b"HTTP/1.") else 0


def processes_of(mark: str) -> list[int]:
    """The processes in whose environment the mark stands."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            environ = (folder / "environ").read_bytes()
            state = (folder / "stat").read_text(errors="replace").rpartition(")")[2].split()[0]
        except OSError:
            continue
        if f"{MARK}={mark}".encode() in environ and state != "Z":
            found.append(int(folder.name))
    return found


def end_all(mark: str) -> None:
    """Where a test failed before the end, the next one is not to suffer for it."""
    for pid in processes_of(mark):
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


def listing(*folders: Path) -> dict[str, tuple[int, int]]:
    """Every file below, with its size and the moment of its last change, but for go's own counters."""
    files = (path for folder in folders for path in folder.rglob("*") if "telemetry" not in path.parts)
    return {
        str(path): (path.lstat().st_size, path.lstat().st_mtime_ns) for path in files if not path.is_dir()
    }
