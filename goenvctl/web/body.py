"""Bodies as Go reads them: gzip undone where it was asked for, and never more than a cap.

Source: net/http/transport.go (gzipReader): of the encodings only gzip is asked for and undone.
"""

from __future__ import annotations

import io
import zlib
from collections.abc import Iterator
from typing import IO

from goenvctl.host import reason
from goenvctl.language import tr
from goenvctl.web.failure import Failure

STEP = 1 << 16  # bytes that are decoded at a time
_GZIP = 16 + zlib.MAX_WBITS


class Sink:
    """Takes a body's bytes, decoded, up to `cap`. Raises Failure beyond it, and where gzip is broken."""

    def __init__(self, cap: int, into: IO[bytes] | None = None, *, gzip: bool = False) -> None:
        self._file = into or io.BytesIO()
        self._cap = cap
        self._decoder = zlib.decompressobj(_GZIP) if gzip else None
        self._is_gzip = gzip
        self._has_begun = False
        self.size = 0

    def write(self, data: bytes) -> None:
        self._has_begun |= bool(data)
        for part in self._decoded(data) if self._is_gzip else (data,):
            self.size += len(part)
            if self.size > self._cap:
                raise Failure(
                    "oversize", tr("the answer is larger than {size}", size=_mib(self._cap)), "transfer"
                )
            self._keep(part)

    def finish(self) -> None:
        """The body has ended. Raises Failure where its gzip has not."""
        if self._decoder is not None and self._has_begun:
            raise _broken(tr("it ends too early"))

    def _keep(self, part: bytes) -> None:
        try:
            self._file.write(part)
        except OSError as exc:  # a large file is spooled to disk
            raise Failure(
                "local-disk", tr("this machine's disk: {reason}", reason=reason(exc)), "transfer"
            ) from exc

    @property
    def content(self) -> bytes:
        """All of it, where no file was given."""
        assert isinstance(self._file, io.BytesIO)
        return self._file.getvalue()

    def _decoded(self, data: bytes) -> Iterator[bytes]:
        """A gzip file may have several members (RFC 1952); a bomb is given out step by step."""
        while data:
            if self._decoder is None:
                self._decoder = zlib.decompressobj(_GZIP)
            try:
                part = self._decoder.decompress(data, STEP)
            except zlib.error as exc:
                raise _broken(str(exc)) from exc
            yield part
            data = self._decoder.unconsumed_tail
            if self._decoder.eof:
                data = self._decoder.unused_data
                self._decoder = None


def _broken(why: str) -> Failure:
    return Failure("truncated", tr("the gzip in the answer is broken: {reason}", reason=why), "transfer")


def _mib(size: int) -> str:
    return f"{size >> 20} MiB" if size >= 1 << 20 else f"{size >> 10} KiB"
