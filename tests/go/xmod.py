"""The packages inside the go command that it shows no other way, compiled from the toolchain's own source."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path
from types import TracebackType
from typing import NamedTuple, Self

from tests.go.command import Go
from tests.toolchains import OTHERS

PACKAGES = ("module", "semver", "internal/lazyregexp", "sumdb/note")
CACHE = OTHERS / "cache"  # go's own, kept from run to run: compiling anew takes 15 seconds
PROGRAM = Path(__file__).with_suffix(".go")


class Answer(NamedTuple):
    """Either an error or values."""

    error: str
    values: tuple[str, ...]


class Xmod:
    """A child that answers the questions of xmod.go while its context is entered."""

    def __init__(self, go: Go) -> None:
        self._binary = _build(go)

    def __enter__(self) -> Self:
        self._child = subprocess.Popen([self._binary], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, exc: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._child.communicate(timeout=10)

    def ask(self, question: str, *args: str) -> Answer:
        """Surrogates stand for bytes that are no UTF-8."""
        assert self._child.stdin and self._child.stdout
        words = [question, *(os.fsencode(arg).hex() for arg in args)]
        self._child.stdin.write(" ".join(words).encode() + b"\n")
        self._child.stdin.flush()
        verdict, *values = self._child.stdout.readline().decode().removesuffix("\n").split(" ")
        plain = tuple(os.fsdecode(bytes.fromhex(value)) for value in values)
        return Answer("", plain) if verdict == "ok" else Answer(plain[0], ())

    def accepts(self, question: str, *args: str) -> bool:
        return not self.ask(question, *args).error

    def matches(self, patterns: str, path: str) -> bool:
        return self.ask("match", patterns, path).values == ("true",)


def _build(go: Go) -> Path:
    module = go.folder / "xmod"
    for package in PACKAGES:
        source = go.toolchain.goroot / "src/cmd/vendor/golang.org/x/mod" / package
        shutil.copytree(source, module / package)
    shutil.copy(PROGRAM, module / "main.go")
    major, minor, _ = go.toolchain.version  # its own language version: an older one brings old behaviour back
    (module / "go.mod").write_text(f"module golang.org/x/mod\n\ngo {major}.{minor}\n")
    binary = module / "answers"
    environ = go.environ(GOCACHE=str(CACHE), GOPROXY="off", CGO_ENABLED="0", GODEBUG="cmdgonetlimit=0")
    built = go.run("build", "-ldflags=-s -w", "-o", str(binary), ".", environ=environ, cwd=module)
    assert built.code == 0, built.stderr
    return binary
