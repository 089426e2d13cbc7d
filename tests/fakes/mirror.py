"""The two servers a go command talks to: a module mirror and a checksum database."""

from __future__ import annotations

from pathlib import Path

from tests.fakes.server import Fault, Response, Server
from tests.fakes.sumdb import SumDB

_TYPES = {".info": "application/json", ".zip": "application/zip"}


class Mirror(Server):
    """Serves a directory that `write_tree` wrote: a GOPROXY.

    Files are read anew for each request.  A `sumdb` is proxied below `/sumdb/<name>`,
    so that a GOSUMDB without a URL is looked up here too.
    """

    def __init__(
        self,
        root: Path,
        sumdb: SumDB | None = None,
        *,
        delay_s: float = 0.0,
        fault: Fault | None = None,
    ) -> None:
        """Prepare to serve `root`."""
        super().__init__(delay_s=delay_s, fault=fault)
        self._root = root.resolve()
        self.sumdb = sumdb

    def answer(self, path: str) -> Response:
        """Answer from the checksum database below its prefix, else from the files."""
        if self.sumdb:
            prefix = f"/sumdb/{self.sumdb.name}"
            if path.startswith(f"{prefix}/"):
                return _found(self.sumdb.get(path.removeprefix(prefix)))
        file = (self._root / path.lstrip("/")).resolve()
        if not (file.is_relative_to(self._root) and file.is_file()):
            return _found(None)
        return _found(file.read_bytes(), _TYPES.get(file.suffix, "text/plain"))


class Database(Server):
    """Serves a checksum database at the root of its own port: GOSUMDB's second word."""

    def __init__(self, sumdb: SumDB, *, delay_s: float = 0.0, fault: Fault | None = None) -> None:
        """Prepare to serve `sumdb`."""
        super().__init__(delay_s=delay_s, fault=fault)
        self.sumdb = sumdb

    def answer(self, path: str) -> Response:
        """Answer what the database does."""
        return _found(self.sumdb.get(path))


def _found(body: bytes | None, kind: str = "text/plain") -> Response:
    if body is None:
        return Response(b"not found\n", 404, {"Content-Type": "text/plain"})
    return Response(body, 200, {"Content-Type": kind})
