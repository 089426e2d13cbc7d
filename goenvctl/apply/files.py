"""Other people's files: the only place that writes them.

A file is replaced by a rename wherever that loses nothing, else overwritten in place. A
foreign writer (`go env -w` writes in place and without a lock) that comes in between is
noticed: just before the rename, and after it by a look at the file that was replaced.
"""

from __future__ import annotations

import contextlib
import io
import os
import time
from typing import NamedTuple

from goenvctl.atomic import (
    NeedsWriteInPlace,
    make_folder,
    remove_file,
    resolve_link,
    temp_beside,
    write_atomically,
    write_in_place,
)
from goenvctl.host import Host

_SETTLE_S = 0.02


class FileChanged(Exception):
    """Somebody wrote the file between our look and our write; it holds what they wrote."""


class Image(NamedTuple):
    """A file before and after (None: no file), and the name of the temp file on the way."""

    path: str
    temp: str
    before: bytes | None
    after: bytes | None

    @property
    def reversed(self) -> Image:
        return self._replace(before=self.after, after=self.before)


def image(path: str, before: bytes | None, after: bytes | None) -> Image:
    """An image with a temp name of its own beside the resolved file. Raises OSError on a loop of links."""
    return Image(path, temp_beside(resolve_link(path), os.urandom(4).hex()), before, after)


def put(host: Host, image: Image) -> None:
    """Make the file what `image.after` says. Raises OSError or FileChanged, the file being as before."""
    if image.after is None:
        _expect(host, image)
        remove_file(image.path)
        return
    make_folder(os.path.dirname(resolve_link(image.path)))
    with contextlib.ExitStack() as stack:
        old = None if image.before is None else stack.enter_context(open(image.path, "rb", buffering=0))
        try:
            write_atomically(
                image.path, image.after, temp=image.temp, before_rename=lambda: _expect(host, image)
            )
        except NeedsWriteInPlace:
            _expect(host, image)
            write_in_place(image.path, image.after)
            return
        late = None if old is None else _settled(old)
    if late != image.before:  # written by somebody who had opened the file before the rename
        try:
            write_atomically(image.path, late or b"", temp=image.temp)
        except OSError:  # a full disk: there is room where our own bytes stand
            write_in_place(image.path, late or b"")
        raise FileChanged(image.path)


def state(host: Host, image: Image) -> str:
    """Where a file stands: before, after, torn (our write in place was cut off) or other."""
    data = host.read(image.path)
    if data == image.after:
        return "after"
    if data == image.before:
        return "before"
    return "torn" if _is_torn(data or b"", image.before or b"", image.after or b"") else "other"


def remove_temp(image: Image) -> None:
    """Take away what a killed run left beside the file."""
    with contextlib.suppress(OSError):
        os.unlink(image.temp)


def _is_torn(data: bytes, before: bytes, after: bytes) -> bool:
    """New bytes up to some point, old ones from there on: how far a write in place may have come."""
    cut = next((at for at in range(len(data)) if data[at : at + 1] != after[at : at + 1]), len(data))
    return data[cut:] == before[cut:]


def _expect(host: Host, image: Image) -> None:
    if host.read(image.path) != image.before:
        with contextlib.suppress(OSError), open(image.path, "rb", buffering=0) as file:
            _settled(file)
        raise FileChanged(image.path)


def _settled(file: io.FileIO) -> bytes:
    """The content once it no longer changes: a foreign writer truncates before it writes."""
    seen = file.read()
    for _ in range(10):
        file.seek(0)
        again = file.read()
        if again == seen and again:
            break
        seen = again
        time.sleep(_SETTLE_S)
    return seen
