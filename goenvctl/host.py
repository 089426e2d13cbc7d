"""All contact with the machine goes through here: environment, files, child processes, time.

`Host` is handed down as a value; tests make one with an environment of their own. Nothing
here knows Go or profiles. `write_atomically` is the one way a file is ever replaced.
"""

from __future__ import annotations

import contextlib
import errno
import os
import stat
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import subprocess

CHILD_TIMEOUT_S = 10.0
OUTPUT_CAP = 1 << 20  # bytes that a child may write to either stream
TEXT_CAP = 1 << 20  # bytes of a configuration file

_BINARY = getattr(os, "O_BINARY", 0)  # Windows; os.open itself sees to it that no child inherits


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
            stdout, stderr = _drained(child, time.monotonic() + timeout_s)
            child.wait(timeout_s)
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
            ready = selector.select(max(deadline - time.monotonic(), 0))
            if not ready:
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


def make_folder(path: str, mode: int = 0o777) -> None:
    """The folder and its parents; existing ones are left as they are."""
    os.makedirs(path, mode=mode, exist_ok=True)


def write_atomically(
    path: str,
    data: bytes,
    *,
    temp: str = "",
    new_mode: int = 0o666,
    before_rename: Callable[[], None] = lambda: None,
) -> None:
    """Replace `path` by `data`, wholly or not at all, durable on return.

    Links are followed, so that a link stays one. Mode, owner and extended attributes of an
    existing file are given to the new one before its content; a new file gets `new_mode`
    less the umask. `temp` is the name to use beside the resolved file (a caller that must
    clean up after a kill chooses it); `before_rename` may raise to call it off. Raises OSError
    with the old file in place, and NeedsWriteInPlace where a rename would lose something.
    """
    real = resolve_link(path)
    temp = temp or temp_beside(real)
    old = _stat_or_none(real)
    if old and not stat.S_ISREG(old.st_mode):
        raise OSError(errno.EINVAL, "not a regular file", path)
    if old and old.st_nlink > 1:
        raise NeedsWriteInPlace(errno.EMLINK, "hard link", path)
    with contextlib.suppress(FileNotFoundError):
        os.unlink(temp)  # what a killed run of ours left under this name
    try:
        fd = os.open(temp, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _BINARY, 0o600)
        try:
            if old:
                _give_metadata(real, old, temp, fd)
            else:
                _set_mode(temp, fd, new_mode & ~_umask())
            _write_all(fd, data)
            os.fsync(fd)
        finally:
            os.close(fd)
        before_rename()
        try:
            os.rename(temp, real)
        except OSError as exc:
            if exc.errno in (errno.EBUSY, errno.EXDEV):  # a file mounted on its own
                raise NeedsWriteInPlace(exc.errno, "cannot be renamed onto", path) from exc
            raise
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(temp)
        raise
    sync_folder(os.path.dirname(real))


class NeedsWriteInPlace(OSError):
    """A rename would break a hard link, a mount or the ownership: only the content may change."""


def write_in_place(path: str, data: bytes) -> None:
    """Overwrite the content and keep the inode. Not atomic: a kill leaves new bytes, then old ones.

    When it fails the old content is put back (its blocks are still there).
    """
    real = resolve_link(path)
    fd = os.open(real, os.O_RDWR | _BINARY)
    try:
        with os.fdopen(os.dup(fd), "rb") as file:
            old = file.read()
        try:
            _overwrite(fd, data)
        except BaseException:
            _overwrite(fd, old)
            raise
    finally:
        os.close(fd)


def remove_file(path: str) -> None:
    """Take the file away, durably; one that is gone already is fine."""
    real = resolve_link(path)
    with contextlib.suppress(FileNotFoundError):
        os.unlink(real)
        sync_folder(os.path.dirname(real))


def resolve_link(path: str) -> str:
    """The file behind links; the last link may dangle. Raises OSError on a loop."""
    with contextlib.suppress(FileNotFoundError):
        os.stat(path)
    return os.path.realpath(path)


def temp_beside(path: str, tag: str = "tmp") -> str:
    """A hidden name in the same folder, and so on the same device."""
    folder, name = os.path.split(path)
    return os.path.join(folder, f".{name}.goenvctl-{tag}")


def sync_folder(folder: str) -> None:
    """Make a rename durable. Some file systems refuse it for folders: then there is nothing to do."""
    if os.name != "posix":
        return
    with contextlib.suppress(OSError):
        fd = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(fd)
        finally:
            os.close(fd)


def _set_mode(path: str, fd: int, mode: int) -> None:
    os.chmod(fd if os.chmod in os.supports_fd else path, mode)


def _give_metadata(path: str, old: os.stat_result, temp: str, fd: int) -> None:
    new = os.fstat(fd)
    if hasattr(os, "fchown") and (new.st_uid, new.st_gid) != (old.st_uid, old.st_gid):
        try:
            os.fchown(fd, old.st_uid, old.st_gid)
        except PermissionError as exc:
            raise NeedsWriteInPlace(errno.EPERM, "owned by somebody else", path) from exc
    if hasattr(os, "listxattr"):
        with contextlib.suppress(OSError):
            for name in os.listxattr(path):
                with contextlib.suppress(OSError):
                    os.setxattr(fd, name, os.getxattr(path, name))
    _set_mode(temp, fd, stat.S_IMODE(old.st_mode))


def _write_all(fd: int, data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(fd, view) :]


def _overwrite(fd: int, data: bytes) -> None:
    os.lseek(fd, 0, os.SEEK_SET)
    _write_all(fd, data)
    os.ftruncate(fd, len(data))
    os.fsync(fd)


def _stat_or_none(path: str) -> os.stat_result | None:
    try:
        return os.stat(path)
    except FileNotFoundError:
        return None


def _umask() -> int:
    mask = os.umask(0o077)
    os.umask(mask)
    return mask
