"""One writer at a time: an advisory lock that dies with its owner.

The lock, not a process id, says that an owner lives. It is polled, never waited for in the
kernel, so that a lock on a network home cannot hang.
"""

from __future__ import annotations

import contextlib
import os
import sys
import time
from collections.abc import Iterator

from goenvctl.atomic import make_folder
from goenvctl.errors import NotApplied
from goenvctl.host import reason
from goenvctl.language import tr
from goenvctl.paths import NOWHERE

WAIT_S = 10.0
_POLL_S = 0.02


class Busy(NotApplied):
    """Somebody else holds the lock."""

    def __init__(self) -> None:
        super().__init__(
            "busy",
            tr(
                "another goenvctl has been at work for {seconds} s; nothing was changed",
                seconds=f"{WAIT_S:.0f}",
            ),
            tr("try again when it has ended"),
        )


@contextlib.contextmanager
def locked(path: str, wait_s: float = WAIT_S) -> Iterator[None]:
    """Hold the lock file at `path`. Raises Busy when it is not free in time, NotApplied when it cannot be."""
    try:
        make_folder(os.path.dirname(path), 0o700)
        fd = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as exc:
        is_nobodys = path.startswith(NOWHERE + os.sep)
        hint = tr("set HOME to a folder of yours") if is_nobodys else tr("make that folder writable")
        raise NotApplied("state-unwritable", f"{path}: {reason(exc)}", hint) from exc
    try:
        deadline = time.monotonic() + wait_s
        while not _try_lock(fd):
            if time.monotonic() >= deadline:
                raise Busy()
            time.sleep(_POLL_S)
        yield
    finally:
        os.close(fd)  # and with it the lock


if sys.platform == "win32":
    import msvcrt

    def _try_lock(fd: int) -> bool:
        try:
            msvcrt.locking(fd, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True
else:
    import fcntl

    def _try_lock(fd: int) -> bool:
        try:
            fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True
