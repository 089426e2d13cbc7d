"""What Go makes of the files that a mirror serves, asked of packages of the toolchain's own source."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import NamedTuple

from tests.go.command import Go
from tests.go.xmod import CACHE, Answer, Xmod

PACKAGES = ("module", "semver", "internal/lazyregexp", "modfile", "sumdb/dirhash", "zip")
PROGRAM = Path(__file__).with_suffix(".go")


class Judged(NamedTuple):
    """`kind` of fault is format, entries, size, or damaged (in an entry); then `sum` is empty."""

    kind: str
    sum: str


class Served(Xmod):
    """A child that judges what it is given while its context is entered."""

    def __init__(self, go: Go) -> None:
        self.toolchain = go.toolchain
        self._binary = _build(go)
        self._file = go.folder / "module.zip"

    def judge(self, data: bytes, path: str, version: str) -> Judged:
        """A zip, by dirhash and x/mod/zip."""
        self._file.write_bytes(data)
        return Judged(*self.ask("zip", path, version, str(self._file)).values)

    def info(self, data: bytes) -> Answer:
        """The version in an `.info` and its time in seconds since the epoch."""
        return self.ask("info", os.fsdecode(data))

    def versions(self, data: bytes) -> tuple[str, ...]:
        """The tagged versions in a list."""
        return self.ask("list", os.fsdecode(data)).values


def _build(go: Go) -> Path:
    module = go.folder / "served"
    for package in PACKAGES:
        source = go.toolchain.goroot / "src/cmd/vendor/golang.org/x/mod" / package
        shutil.copytree(source, module / package)
    shutil.copy(PROGRAM, module / "main.go")
    major, minor, _ = go.toolchain.version
    (module / "go.mod").write_text(f"module golang.org/x/mod\n\ngo {major}.{minor}\n")
    binary = module / "answers"
    environ = go.environ(GOCACHE=str(CACHE), GOPROXY="off", CGO_ENABLED="0", GODEBUG="cmdgonetlimit=0")
    built = go.run("build", "-ldflags=-s -w", "-o", str(binary), ".", environ=environ, cwd=module)
    assert built.code == 0, built.stderr
    return binary
