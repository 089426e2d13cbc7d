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
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from goenvctl.language import N_, tr

if TYPE_CHECKING:
    import subprocess

CHILD_TIMEOUT_S = 10.0
LINGER_S = 0.2  # how long the pipes of a child that has ended are listened to
OUTPUT_CAP = 1 << 20  # bytes that a child may write to either stream
TEXT_CAP = 1 << 20  # bytes of a configuration file
HEARD_CAP = 1 << 20  # bytes kept of the beginning, and of the end, of what passes through
_SAID_MOST = (  # by strerror(3), in small letters; `reason` translates them
    N_("permission denied"),
    N_("operation not permitted"),
    N_("no such file or directory"),
    N_("not a directory"),
    N_("is a directory"),
    N_("file exists"),
    N_("read-only file system"),
    N_("no space left on device"),
    N_("disk quota exceeded"),
    N_("file too large"),
    N_("file name too long"),
    N_("too many levels of symbolic links"),
    N_("too many open files"),
    N_("text file busy"),
    N_("device or resource busy"),
    N_("exec format error"),
    N_("argument list too long"),
    N_("cannot allocate memory"),
    N_("input/output error"),
    N_("invalid argument"),
)


class CommandFailed(Exception):
    """A child could not be started, or did not end in time; the message says which."""


class CommandHangs(CommandFailed):
    """It did not end in time."""


class CommandNotFound(CommandFailed):
    """There is no such program."""


class CommandNotExecutable(CommandFailed):
    """There is, but it may not or cannot be executed."""


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

    @property
    def config_home(self) -> str:
        """XDG_CONFIG_HOME, or what stands for it; a relative one is none (XDG base directories)."""
        named = self.environ.get("XDG_CONFIG_HOME", "")
        return named if os.path.isabs(named) else os.path.join(self.home, ".config")

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
            raise OSError(errno.EINVAL, N_("not a regular file"), path)
        if found.st_size > TEXT_CAP:
            raise OSError(errno.EFBIG, N_("larger than any configuration"), path)
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
        stdin: bytes = b"",
    ) -> Finished:
        """Run a child in a process group of its own; the group is killed when time is up.

        It reads `stdin`, or nothing where that is empty, and need not read it to the end.
        """
        import signal
        import subprocess

        try:
            child = subprocess.Popen(
                argv,
                env=dict(environ),
                cwd=cwd,
                stdin=subprocess.PIPE if stdin else subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                process_group=0 if os.name == "posix" else None,
            )
        except (OSError, ValueError) as exc:
            raise CommandFailed(_does_not_start(argv, exc)) from exc
        try:
            deadline = time.monotonic() + timeout_s
            stdout, stderr = _talked(child, stdin, deadline)
            child.wait(max(deadline - time.monotonic(), 0))
        except BaseException as exc:
            with contextlib.suppress(OSError):
                os.killpg(child.pid, signal.SIGKILL) if os.name == "posix" else child.kill()
            child.wait()
            if isinstance(exc, subprocess.TimeoutExpired | TimeoutError):
                said = tr("{command} did not end within {seconds:g} s", command=argv[0], seconds=timeout_s)
                raise CommandHangs(said) from exc
            raise
        finally:
            for pipe in (child.stdin, child.stdout, child.stderr):
                if pipe:
                    pipe.close()
        return Finished(child.returncode, stdout, stderr)

    def run_through(
        self,
        argv: Sequence[str],
        show: Callable[[bytes], None] | None = None,
        *,
        environ: Mapping[str, str] | None = None,
        started: Callable[[int], None] = lambda _: None,
    ) -> Finished:
        """Run a command as if it had been typed: same terminal, folder, process group and environment.

        With `show` its standard error goes through it piece by piece, and the first and last HEARD_CAP
        bytes of it are kept. `started` is told its process id. Signals that only this process got are
        handed on; it always waits. The code is 128 + N after signal N, as in a shell. Raises
        CommandFailed, and no more, where nothing was run.
        """
        import subprocess

        with _handed_on() as (children, early):
            given = dict(self.environ if environ is None else environ)
            try:
                child = _started(argv, given, subprocess.PIPE if show else None)
            except FileNotFoundError as exc:
                said = tr("{command}: there is no such program", command=argv[0])
                raise CommandNotFound(said) from exc
            except (OSError, ValueError) as exc:
                kind = CommandNotExecutable if isinstance(exc, OSError) else CommandFailed
                raise kind(_does_not_start(argv, exc)) from exc
            children.append(child)
            for number in early:  # came before there was anybody to hand it to
                child.send_signal(number)
            started(child.pid)
            with child:
                heard = _overheard(child, show) if show else b""
        code = child.returncode
        return Finished(code if code >= 0 else 128 - code, b"", heard)


def _started(argv: Sequence[str], environ: Mapping[str, str], stderr: int | None) -> subprocess.Popen[bytes]:
    """A script without `#!` is the shell's, as execvp(3) has it."""
    import subprocess

    try:
        return subprocess.Popen(argv, env=environ, stderr=stderr)
    except OSError as exc:
        if exc.errno != errno.ENOEXEC or os.sep not in argv[0] or not _is_text(argv[0]):
            raise
        return subprocess.Popen(["/bin/sh", *argv], env=environ, stderr=stderr)


def _is_text(path: str) -> bool:
    """As shells look before they read a file without `#!`: no program of another machine."""
    try:
        with open(path, "rb") as file:
            head = file.read(80)
    except OSError:
        return False
    return b"\0" not in head and not head.startswith(b"\x7fELF")


@contextlib.contextmanager
def _handed_on() -> Iterator[tuple[list[subprocess.Popen[bytes]], list[int]]]:
    """While it is entered, signals go to the child in the list, but those that the terminal sent it too.

    Those that come before there is a child are kept in the second list.
    """
    import signal

    children: list[subprocess.Popen[bytes]] = []
    early: list[int] = []

    def hand_on(number: int, _frame: object) -> None:
        typed = number in (signal.SIGINT, getattr(signal, "SIGQUIT", None)) and _is_in_foreground()
        if not children:
            early.append(number)
        for child in children if not typed else ():
            child.send_signal(number)

    names = ("SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT")
    numbers = [getattr(signal, name) for name in names if hasattr(signal, name)]
    ours = [number for number in numbers if signal.getsignal(number) is not signal.SIG_IGN]  # nohup stays
    before = {number: signal.signal(number, hand_on) for number in ours}
    try:
        yield children, early
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _is_in_foreground() -> bool:
    """Does Ctrl-C at the terminal reach every process of this group?"""
    try:
        with open("/dev/tty", "rb") as terminal:
            return os.tcgetpgrp(terminal.fileno()) == os.getpgrp()
    except (OSError, AttributeError):
        return False


def _overheard(child: subprocess.Popen[bytes], show: Callable[[bytes], None]) -> bytes:
    """Show what it writes until it has ended and its pipe is silent; something may still hold the pipe."""
    import selectors

    assert child.stderr
    head, tail = bytearray(), bytearray()
    with selectors.DefaultSelector() as selector:
        selector.register(child.stderr, selectors.EVENT_READ)
        while selector.select(LINGER_S) or child.poll() is None:
            if not selector.select(0):
                continue
            if not (data := os.read(child.stderr.fileno(), 65536)):
                break
            show(data)
            free = HEARD_CAP - len(head)
            head += data[:free] if free > 0 else b""
            tail += data[max(free, 0) :]
            del tail[:-HEARD_CAP]
    return bytes(head + tail)


def _talked(child: subprocess.Popen[bytes], stdin: bytes, deadline: float) -> tuple[bytes, bytes]:
    """What the child writes while it is fed. Raises TimeoutError, and CommandFailed beyond OUTPUT_CAP."""
    import selectors

    assert child.stdout and child.stderr
    unread, stdout, stderr = bytearray(stdin), bytearray(), bytearray()
    with selectors.DefaultSelector() as selector:
        selector.register(child.stdout, selectors.EVENT_READ, stdout)
        selector.register(child.stderr, selectors.EVENT_READ, stderr)
        if child.stdin:
            os.set_blocking(child.stdin.fileno(), False)
            selector.register(child.stdin, selectors.EVENT_WRITE, unread)
        while selector.get_map():
            left = deadline - time.monotonic()
            ready = selector.select(max(min(left, LINGER_S), 0))
            if not ready and child.poll() is not None:
                break  # it has ended; something it left behind holds the pipe
            if left <= 0:
                raise TimeoutError
            for key, _ in ready:
                if _drained(key.fd, key.data) if key.data is not unread else _fed(key.fd, unread):
                    selector.unregister(key.fileobj)
                    if child.stdin and key.data is unread:
                        child.stdin.close()
            if max(len(stdout), len(stderr)) > OUTPUT_CAP:
                command = child.args[0]  # type: ignore[index]
                raise CommandFailed(tr("{command} writes without end", command=command))
    return bytes(stdout), bytes(stderr)


def _drained(pipe: int, written: bytearray) -> bool:
    """Take what is there; was it the end?"""
    data = os.read(pipe, 65536)
    written.extend(data)
    return not data


def _fed(pipe: int, unread: bytearray) -> bool:
    """Give as much as the pipe takes; was it all, or does nobody read?"""
    try:
        del unread[: os.write(pipe, unread)]
    except BrokenPipeError:
        return True
    return not unread


def _does_not_start(argv: Sequence[str], exc: BaseException) -> str:
    return tr("{command} does not start: {reason}", command=argv[0], reason=reason(exc))


def reason(exc: BaseException) -> str:
    """The cause in the system's words, without the path and the number."""
    strerror = getattr(exc, "strerror", None)
    return tr(str(strerror).lower()) if strerror else str(exc)
