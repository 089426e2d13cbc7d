"""All contact with the machine goes through here: environment, files, child processes, time.

`Host` is handed down as a value; tests make one with an environment of their own. Nothing
here knows Go or profiles.
"""

from __future__ import annotations

import contextlib
import errno
import os
import stat
import sys
import time
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import subprocess

CHILD_TIMEOUT_S = 10.0
LINGER_S = 0.2  # how long the pipes of a child that has ended are listened to
OUTPUT_CAP = 1 << 20  # bytes that a child may write to either stream
TEXT_CAP = 1 << 20  # bytes of a configuration file


class CommandFailed(Exception):
    """A child could not be started, or did not end in time; the message says which."""


class Finished(NamedTuple):
    """What a child left behind: exit code and the bytes it wrote."""

    code: int
    stdout: bytes
    stderr: bytes


class Host:
    """One machine as one process sees it: its environment, its folder, its platform."""

    def __init__(
        self,
        environ: Mapping[str, str] | None = None,
        cwd: str | None = None,
        platform: str = sys.platform,
    ) -> None:
        self.environ = dict(os.environ if environ is None else environ)
        self.platform = platform
        self._cwd = cwd

    @property
    def cwd(self) -> str:
        """The current folder, or `/` where it was deleted."""
        if self._cwd is None:
            try:
                self._cwd = os.getcwd()
            except OSError:
                self._cwd = os.sep
        return self._cwd

    @property
    def home(self) -> str:
        return self.environ.get("HOME") or os.path.expanduser("~")

    def now(self) -> float:
        """Seconds since the epoch."""
        return time.time()

    def read(self, path: str) -> bytes | None:
        """The bytes of a file, or None where there is none. Raises OSError for everything else."""
        try:
            with open(path, "rb") as file:
                return file.read()
        except (FileNotFoundError, NotADirectoryError):
            return None

    def read_text(self, path: str) -> str | None:
        """A configuration file, or None where there is nothing by that name.

        Raises OSError, also for a link that leads nowhere and for anything but a regular file of
        sensible size (a fifo would never end), and UnicodeDecodeError.
        """
        if not os.path.lexists(path):
            return None
        found = os.stat(path)
        if not stat.S_ISREG(found.st_mode):
            raise OSError(errno.EINVAL, "not a regular file", path)
        if found.st_size > TEXT_CAP:
            raise OSError(errno.EFBIG, "larger than any configuration", path)
        return (self.read(path) or b"").decode("utf-8-sig")

    def peek(self, path: str) -> bytes | None:
        """The bytes of a regular file, or None where it cannot be read, as Go does with its own."""
        try:
            if not path or not stat.S_ISREG(os.stat(path).st_mode):
                return None
            return self.read(path)
        except (OSError, ValueError):
            return None

    def which(self, name: str) -> str:
        """The command's absolute path, or empty. Relative entries of PATH are never searched."""
        endings = (".exe", ".cmd", ".bat") if self.platform == "win32" else ("",)
        for folder in self.environ.get("PATH", "").split(os.pathsep):
            for ending in endings:
                path = os.path.join(folder, name + ending)
                if os.path.isabs(folder) and os.path.isfile(path) and os.access(path, os.X_OK):
                    return path
        return ""

    def run(
        self,
        argv: Sequence[str],
        *,
        environ: Mapping[str, str],
        cwd: str,
        timeout_s: float = CHILD_TIMEOUT_S,
    ) -> Finished:
        """Run a child in a process group of its own; the group is killed when time is up."""
        import signal
        import subprocess

        try:
            child = subprocess.Popen(
                argv,
                env=dict(environ),
                cwd=cwd,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                process_group=0 if os.name == "posix" else None,
            )
        except (OSError, ValueError) as exc:
            raise CommandFailed(f"{argv[0]} does not start: {reason(exc)}") from exc
        try:
            deadline = time.monotonic() + timeout_s
            stdout, stderr = _drained(child, deadline)
            child.wait(max(deadline - time.monotonic(), 0))
        except BaseException as exc:
            with contextlib.suppress(OSError):
                os.killpg(child.pid, signal.SIGKILL) if os.name == "posix" else child.kill()
            child.wait()
            if isinstance(exc, subprocess.TimeoutExpired | TimeoutError):
                raise CommandFailed(f"{argv[0]} did not end within {timeout_s:g} s") from exc
            raise
        finally:
            for pipe in (child.stdout, child.stderr):
                if pipe:
                    pipe.close()
        return Finished(child.returncode, stdout, stderr)


def _drained(child: subprocess.Popen[bytes], deadline: float) -> tuple[bytes, bytes]:
    """All that the child writes, but no more than OUTPUT_CAP. Raises TimeoutError and CommandFailed."""
    import selectors

    assert child.stdout and child.stderr
    written = {child.stdout: bytearray(), child.stderr: bytearray()}
    with selectors.DefaultSelector() as selector:
        for pipe in written:
            selector.register(pipe, selectors.EVENT_READ)
        while selector.get_map():
            left = deadline - time.monotonic()
            ready = selector.select(max(min(left, LINGER_S), 0))
            if not ready and child.poll() is not None:
                break  # it has ended; something it left behind holds the pipe
            if not ready and left <= 0:
                raise TimeoutError
            for key, _ in ready:
                pipe = child.stdout if key.fileobj is child.stdout else child.stderr
                data = os.read(key.fd, 65536)
                written[pipe] += data
                if not data:
                    selector.unregister(pipe)
                if len(written[pipe]) > OUTPUT_CAP:
                    raise CommandFailed(f"{child.args[0]!s} writes without end")  # type: ignore[index]
    return bytes(written[child.stdout]), bytes(written[child.stderr])


def reason(exc: BaseException) -> str:
    """The cause in the system's words, without the path and the number."""
    strerror = getattr(exc, "strerror", None)
    return str(strerror).lower() if strerror else str(exc)
