"""The one stage of these tests: a module, its checksum database, and a mirror with every fault."""

from __future__ import annotations

import json
from pathlib import Path
from types import TracebackType
from typing import Self

from tests.fakes.faults.databases import History
from tests.fakes.faults.handshakes import Authority
from tests.fakes.faults.wire import Asked, Fault, Wire
from tests.fakes.faulty import Faulty
from tests.fakes.mirror import Mirror
from tests.fakes.modules import Module, write_tree

SOURCE = b"package lib\n\n// V is what the tests look at.\nconst V = 1\n" * 40
LIB = Module("example.com/lib", "v1.0.0", {"lib.go": SOURCE, "LICENSE": b"none\n"})
NEWER = Module("example.com/lib", "v1.1.0", {"lib.go": SOURCE + b"// more\n"})
PINNED = Module("github.com/pkg/errors", "v0.9.1", {"errors.go": b"package errors // not the real one\n"})
MODULE = f"{LIB.path}@{LIB.version}"
VERSIONS = f"{LIB.path} {LIB.version} {NEWER.version}\n"  # go list -m -versions
A_YEAR_LATER = "2021-01-01T00:00:00Z"


class Scene:
    """Servers while its context is entered, with `faults` of the tests' own beside the table's.

    `database` is the name of the checksum database; the default keeps `go` on this machine.
    """

    def __init__(self, folder: Path, *, database: str = "localhost", host: str = "127.0.0.1") -> None:
        self.tree = _write(folder / "tree")
        self.history = History(LIB, (NEWER,), name=database)
        self.authority = Authority(folder)
        truth = Mirror(self.tree, self.history.honest).answer
        self.faults: dict[str, Fault] = {**self.history.faults(), "stale": _stale}
        self.faulty = Faulty(truth, self.faults, self.authority, host=host)

    def __enter__(self) -> Self:
        self.faulty.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, exc: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.faulty.__exit__(kind, exc, trace)

    def url(self, fault: str) -> str:
        return self.faulty.url(fault)

    def gosumdb(self, how: str) -> str:
        """GOSUMDB: `off`; `bare`, asked for at the mirrors; else a key, and an address of this fault."""
        if how == "off":
            return how
        key = self.history.honest.key
        return key if how == "bare" else f"{key} {self.url(how)}/sumdb/{self.history.honest.name}"


async def _stale(wire: Wire, asked: Asked) -> None:
    """A mirror that has not heard of the newer version."""
    if asked.path.endswith("/list"):
        await wire.say(200, f"{LIB.version}\n")
    elif asked.path.endswith("/@latest"):
        await wire.say(200, LIB.info.decode())
    else:
        await wire.answer(asked.truth)


def _write(root: Path) -> Path:
    """Unlike the fakes' own, the newer version is a year younger."""
    write_tree([LIB, NEWER], root, latest=True)
    info = json.dumps({**json.loads(NEWER.info), "Time": A_YEAR_LATER})
    home = root / LIB.path
    for file in (home / "@v" / f"{NEWER.version}.info", home / "@latest"):
        file.write_text(info)
    return root
