"""The real go command in folders of its own: it sees the environment that a call gives, and no more."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from tests.home import NOWHERE
from tests.toolchains import Toolchain


class Ended(NamedTuple):
    """How a go command ended; what it wrote comes as bytes."""

    code: int
    stdout: bytes
    stderr: bytes


class Go:
    """One toolchain, a home and a folder to work in. Nothing it runs leaves the loopback."""

    def __init__(self, toolchain: Toolchain, folder: Path) -> None:
        self.toolchain = toolchain
        self.folder = folder
        self.home = folder / "home"
        self.work = folder / "work"
        for made in (self.home, self.work):
            made.mkdir(parents=True, exist_ok=True)

    def environ(self, **changes: str | None) -> dict[str, str]:
        """What a call gets: the least that go needs, with changes; None unsets."""
        values = {
            "HOME": str(self.home),
            "PATH": str(self.toolchain.go.parent),
            "GOFLAGS": "-modcacherw",
            "GOTOOLCHAIN": "local",
            "HTTP_PROXY": NOWHERE,
            "HTTPS_PROXY": NOWHERE,
            **changes,
        }
        return {name: value for name, value in values.items() if value is not None}

    def run(self, *args: str, environ: Mapping[str, str] | None = None, cwd: Path | None = None) -> Ended:
        """Run go, by default in `work`."""
        done = subprocess.run(
            [str(self.toolchain.go), *args],
            env=self.environ() if environ is None else environ,
            cwd=cwd or self.work,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=60,
            check=False,
        )
        return Ended(done.returncode, done.stdout, done.stderr)

    def env(self, *names: str, environ: Mapping[str, str] | None = None) -> list[bytes]:
        """The values that go uses for these variables, byte for byte."""
        answer = self.run("env", *names, environ=environ)
        assert answer.code == 0, answer.stderr
        values = answer.stdout.removesuffix(b"\n").split(b"\n")
        assert len(values) == len(names), answer.stdout
        return values

    def download(self, module: str, **changes: str | None) -> str:
        """The error with which go answers the download of `path@version`, empty for none."""
        answer = self.run("mod", "download", "-json", module, environ=self.environ(**changes))
        said: dict[str, Any] = json.loads(answer.stdout or b"{}")
        error = str(said.get("Error", answer.stderr.decode()))
        assert (answer.code == 0) == (not error), answer
        return error


def link_goroot(toolchain: Toolchain, folder: Path) -> Path:
    """A GOROOT of links to the real one, but for go.env: the caller writes that."""
    folder.mkdir(parents=True)
    for entry in toolchain.goroot.iterdir():
        if entry.name != "go.env":
            (folder / entry.name).symlink_to(entry)
    return folder
