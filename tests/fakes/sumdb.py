"""A Go checksum database, as a function from request path to answer."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable
from threading import Lock

from tests.fakes.modules import Module, unescape
from tests.fakes.note import Signer
from tests.fakes.tree import Tree

_TILE = re.compile(r"/tile/8/(\d+)/((?:x\d{3}/)*\d{3})(?:\.p/([1-9]\d{0,2}))?")


class SumDB:
    """A signed, growing log of go.sum lines.

    It vouches for `modules` and gives each its record at the first lookup, as the
    public database does.  Two databases of the same `name` and `seed` share a key, so
    they can tell two histories.  The default name keeps a go command that falls back to
    `https://<name>` on this machine.
    """

    def __init__(
        self,
        modules: Iterable[Module] = (),
        *,
        name: str = "localhost",
        seed: bytes = bytes(32),
    ) -> None:
        """Start with an empty log."""
        self.name = name
        self._signer = Signer(name, seed)
        self._pending = {f"{m.path} {m.version}": m.go_sum for m in modules}
        self._ids: dict[str, int] = {}
        self._records: list[str] = []
        self._tree = Tree()
        self._lock = Lock()

    @property
    def key(self) -> str:
        """The verifier key: all of GOSUMDB, or its first word."""
        return self._signer.verifier

    def add(self, record: str) -> int:
        """Log a record now and return its number.

        A record is whole lines without a blank one; a lookup finds it by the path and
        version that begin its first line.
        """
        with self._lock:
            return self._append(record)

    def get(self, path: str) -> bytes | None:
        """Answer a decoded request path, counted from the database's base URL.

        None stands for not found.
        """
        with self._lock:
            if path == "/supported":
                return b""
            if path == "/latest":
                return self._head().encode()
            if path.startswith("/lookup/"):
                return self._lookup(path.removeprefix("/lookup/"))
            if tile := _TILE.fullmatch(path):
                level, index, width = tile.groups(default="256")
                number = int(index.replace("x", "").replace("/", ""))
                return self._tree.tile(int(level), number, int(width))
            return None

    def _lookup(self, escaped: str) -> bytes | None:
        try:
            wanted = unescape(escaped).replace("@", " ")
        except ValueError:
            return None
        if wanted not in self._ids and wanted in self._pending:
            self._append(self._pending[wanted])
        if wanted not in self._ids:
            return None
        number = self._ids[wanted]
        return f"{number}\n{self._records[number]}\n{self._head()}".encode()

    def _append(self, record: str) -> int:
        number = len(self._records)
        path, version = record.split()[:2]
        self._ids[f"{path} {version}"] = number
        self._records.append(record)
        self._tree.append(record.encode())
        return number

    def _head(self) -> str:
        root = base64.b64encode(self._tree.root()).decode()
        return self._signer.sign(f"go.sum database tree\n{len(self._tree)}\n{root}\n")
