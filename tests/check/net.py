"""A small net on the loopback: mirrors with Go's control module and one of ours, and their database."""

from __future__ import annotations

import random
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Self

from tests.fakes.mirror import Database, Mirror
from tests.fakes.modules import Module, write_tree
from tests.fakes.server import Response
from tests.fakes.sumdb import SumDB
from tests.home import Home

CONTROL = "github.com/pkg/errors@v0.9.1"  # built in, with pinned sums
CONTROL_SUM = "h1:FEBLx1zS214owpjy7qsBeixbURkuhQAwrK5UwLGTwt4="
CONTROL_ZIP = Path(__file__).parent.parent / "data" / "github.com-pkg-errors-v0.9.1.zip"
_RECORD = (
    f"github.com/pkg/errors v0.9.1 {CONTROL_SUM}\n"
    "github.com/pkg/errors v0.9.1/go.mod h1:bwawxfHBFNV+L2hUp1rHADufV3IMtnDRdf1r5NINEl0=\n"
)
_INFO = '{"Version":"v0.9.1","Time":"2020-01-14T19:47:44Z"}'
# Large enough that what a transfer takes is not lost in the noise of a busy machine.
_BULK = random.Random(1).randbytes(100_000).hex().encode()  # the same every time
LIB = Module("example.com/lib", "v1.0.0", {"lib.go": b"package lib\n\n// " + _BULK + b"\n"})
MODULE = f"{LIB.path}@{LIB.version}"
SILENT_S = 600.0  # an answer that no test waits for


class Net:
    """Servers that end with the context. Every mirror holds the same tree, `tree`."""

    def __init__(self, folder: Path) -> None:
        self.tree = _write(folder)
        self.sumdb = new_sumdb()
        self.database = Database(self.sumdb)
        self._stack = ExitStack()

    def __enter__(self) -> Self:
        self._stack.enter_context(self.database)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, exc: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.close()

    @property
    def gosumdb(self) -> str:
        """The database's key and address."""
        return f"{self.sumdb.key} {self.database.url}"

    def mirror(self, *, delay_s: float = 0.0, has_copy: bool = False) -> Mirror:
        """A mirror of the tree; `has_copy`: it passes on the database."""
        sumdb = self.sumdb if has_copy else None
        return self._stack.enter_context(Mirror(self.tree, sumdb, delay_s=delay_s))

    def silent(self) -> Mirror:
        """A mirror that accepts and then says nothing."""
        return self.mirror(delay_s=SILENT_S)

    def profile(
        self, home: Home, goproxy: str, *, name: str = "loop", gosumdb: str = "", keys: str = ""
    ) -> None:
        """A profile of the user's; `keys` are lines of TOML before its table."""
        values = f'GOPROXY = "{goproxy}"\nGOSUMDB = "{gosumdb or self.gosumdb}"\n'
        home.write_profile(name, f"{keys}\n[go]\n{values}")


def new_sumdb(*, seed: bytes = bytes(32)) -> SumDB:
    """A database that knows both modules; another seed is another key."""
    sumdb = SumDB([LIB], name="localhost", seed=seed)
    sumdb.add(_RECORD)
    return sumdb


def spoil(mirror: Mirror, change: Callable[[bytes], bytes], *, ending: str = ".zip", times: int = -1) -> None:
    """From now on (or so many times) the mirror's answers to paths with this ending are changed."""
    left = times

    def spoiled(path: str) -> Response | None:
        nonlocal left
        if not path.endswith(ending) or left == 0:
            return None
        left -= 1
        truth = mirror.answer(path)
        return replace(truth, body=change(truth.body))

    mirror.fault = spoiled


def refuse(mirror: Mirror | Database, status: int = 500, text: str = "the fake says no\n") -> None:
    """From now on every answer is this one."""
    mirror.fault = lambda _: Response(text.encode(), status, {"Content-Type": "text/plain"})


def _write(root: Path) -> Path:
    write_tree([LIB], root, latest=True)
    home = root / "github.com" / "pkg" / "errors"
    (home / "@v").mkdir(parents=True)
    (home / "@v" / "list").write_text("v0.8.1\nv0.9.0\nv0.9.1\n")
    (home / "@latest").write_text(_INFO)
    (home / "@v" / "v0.9.1.info").write_text(_INFO)
    (home / "@v" / "v0.9.1.mod").write_text("module github.com/pkg/errors\n")
    (home / "@v" / "v0.9.1.zip").write_bytes(CONTROL_ZIP.read_bytes())
    return root
