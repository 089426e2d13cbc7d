"""Where zips lie until they are verified: in memory, or in files without a name, of which nothing is left."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Sequence
from typing import IO, NamedTuple

from goenvctl.host import reason
from goenvctl.web.failure import Failure

IN_MEMORY = 1 << 20  # bytes of a zip that never see the disk


class Spool(NamedTuple):
    """A file to write and then read; `at` says on which disk it would come to lie."""

    file: IO[bytes]
    at: int


class Spools:
    """One disk after the other: the next where one is full, for `go` itself would not have needed it."""

    def __init__(self, folders: Sequence[str]) -> None:
        self._folders = folders
        self._at = 0

    def new(self) -> Spool:
        """Raises Failure where no file can be made."""
        folder = self._folders[self._at]
        try:
            file = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY, dir=folder)  # noqa: SIM115  # the caller's
        except OSError as exc:
            raise Failure("local-disk", f"{folder}: {reason(exc)}", "transfer") from exc
        return Spool(file, self._at)

    def leave(self, spool: Spool) -> bool:
        """Its disk is full. Is there another?"""
        if spool.at == self._at and self._at + 1 < len(self._folders):
            self._at += 1
        return spool.at < self._at


def spool_folders(cache: str) -> tuple[str, ...]:
    """That for temporary files, then the disk of the module cache, where `go` writes the same zip."""
    while not os.path.isdir(cache) and cache != os.path.dirname(cache):
        cache = os.path.dirname(cache)
    folders = [cache]
    with contextlib.suppress(OSError):  # there may be no folder for temporary files
        folders.insert(0, tempfile.gettempdir())
    return tuple(dict.fromkeys(folders))
