"""The one way a file is ever replaced: wholly or not at all, with everything about it kept."""

from __future__ import annotations

import contextlib
import errno
import os
import stat
from collections.abc import Callable

from goenvctl.language import N_

_BINARY = getattr(os, "O_BINARY", 0)  # Windows; os.open itself sees to it that no child inherits


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
        raise OSError(errno.EINVAL, N_("not a regular file"), path)
    if old and old.st_nlink > 1:
        raise NeedsWriteInPlace(errno.EMLINK, N_("hard link"), path)
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
                raise NeedsWriteInPlace(exc.errno, N_("cannot be renamed onto"), path) from exc
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
            raise NeedsWriteInPlace(errno.EPERM, N_("owned by somebody else"), path) from exc
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
