"""Go's own client, server and proofs of a checksum database, compiled from the toolchain's source."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from tests.go.command import Go
from tests.go.xmod import CACHE, Answer, Xmod

PACKAGES = ("module", "semver", "internal/lazyregexp", "sumdb")
PROGRAM = Path(__file__).with_suffix(".go")


class Oracle(Xmod):
    """A child that answers the questions of oracle.go while its context is entered."""

    def __init__(self, go: Go) -> None:
        self.toolchain = go.toolchain
        self._binary = _build(go)

    def open(self, key: str, note: bytes) -> Answer:
        return self.ask("open", key, os.fsdecode(note))

    def tiles_for_record(self, number: int, size: int) -> tuple[str, ...]:
        return self.ask("tiles-for-record", str(number), str(size)).values

    def tiles_for_tree(self, old: int, new: int) -> tuple[str, ...]:
        return self.ask("tiles-for-tree", str(old), str(new)).values

    def lookup(self, url: str, key: str, seen: bytes, path: str, version: str) -> Answer:
        """The lines that Go's client takes from a database; `seen` is the note of a head, or empty."""
        return self.ask("lookup", url, key, os.fsdecode(seen), path, version)

    def serve(self, name: str) -> tuple[str, str]:
        """Address and key of a new database; it is served as long as the child lives."""
        url, key = self.ask("serve", name).values
        return url, key


def _build(go: Go) -> Path:
    module = go.folder / "oracle"
    for package in PACKAGES:
        source = go.toolchain.goroot / "src/cmd/vendor/golang.org/x/mod" / package
        shutil.copytree(source, module / package)
    shutil.copy(PROGRAM, module / "main.go")
    major, minor, _ = go.toolchain.version
    (module / "go.mod").write_text(f"module golang.org/x/mod\n\ngo {major}.{minor}\n")
    binary = module / "answers"
    environ = go.environ(GOCACHE=str(CACHE), GOPROXY="off", CGO_ENABLED="0")
    built = go.run("build", "-ldflags=-s -w", "-o", str(binary), ".", environ=environ, cwd=module)
    assert built.code == 0, built.stderr
    return binary
