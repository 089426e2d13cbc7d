"""A throwaway home with a real go on its PATH, and goenvctl run in it."""

from __future__ import annotations

import io
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple
from unittest import mock

from goenvctl.cli.boundary import run
from tests.toolchains import NEWEST, Toolchain

NOWHERE = "http://127.0.0.1:9"  # an HTTP proxy that refuses: nothing but loopback is reached
TOOLS = ("git", "sh", "cat", "sleep", "env", "yes")


class Ended(NamedTuple):
    """How a command ended."""

    code: int
    stdout: str
    stderr: str

    @property
    def json(self) -> Any:
        return json.loads(self.stdout)


class Home:
    """One user's home. `environ` is the whole environment of what runs in it."""

    def __init__(self, path: Path, toolchain: Toolchain | None = NEWEST) -> None:
        self.path = path
        self.work = path / "work"
        self.bin = path / "bin"
        for folder in (self.work, self.bin):
            folder.mkdir(parents=True, exist_ok=True)
        for tool in TOOLS:
            if found := shutil.which(tool):
                (self.bin / tool).symlink_to(found)
        if toolchain:
            (self.bin / "go").symlink_to(toolchain.go)
        self.environ = {
            "HOME": str(path),
            "PATH": str(self.bin),
            "LANG": "C.UTF-8",
            "HTTP_PROXY": NOWHERE,
            "HTTPS_PROXY": NOWHERE,
            "GIT_CONFIG_NOSYSTEM": "1",
            "GOFLAGS": "-modcacherw",
            "PYTHONPATH": str(Path(__file__).parent.parent),
        }

    @property
    def env_file(self) -> Path:
        """Go's."""
        return self.path / ".config" / "go" / "env"

    @property
    def profiles(self) -> Path:
        return self.path / ".config" / "goenvctl" / "profiles"

    @property
    def state(self) -> Path:
        return self.path / ".local" / "state" / "goenvctl"

    def write_env(self, data: bytes) -> None:
        self.env_file.parent.mkdir(parents=True, exist_ok=True)
        self.env_file.write_bytes(data)

    def read_env(self) -> bytes | None:
        return self.env_file.read_bytes() if self.env_file.exists() else None

    def write_profile(self, name: str, text: str) -> Path:
        self.profiles.mkdir(parents=True, exist_ok=True)
        path = self.profiles / f"{name}.toml"
        path.write_text(text)
        return path

    def goenvctl(self, *args: str, env: Mapping[str, str] | None = None) -> Ended:
        """Run it as a process of its own, as a user does."""
        return self.spawn([sys.executable, "-m", "goenvctl", *args], env)

    def call(self, *args: str, env: Mapping[str, str] | None = None) -> Ended:
        """Run it in this process: the same code, without an interpreter's start."""
        out, err = io.StringIO(), io.StringIO()
        before = os.getcwd()
        os.chdir(self.work)
        try:
            with (
                mock.patch.dict(os.environ, {**self.environ, **(env or {})}, clear=True),
                mock.patch.multiple(sys, stdout=out, stderr=err),
            ):
                code = run(args)
        finally:
            os.chdir(before)
        return Ended(code, out.getvalue(), err.getvalue())

    def go(self, *args: str, env: Mapping[str, str] | None = None, cwd: Path | None = None) -> Ended:
        """Run the real go."""
        return self.spawn([str(self.bin / "go"), *args], env, cwd)

    def go_env(self, *names: str, env: Mapping[str, str] | None = None) -> dict[str, str]:
        """What the real go reads."""
        answer = self.go("env", "-json", *names, env={"GOTOOLCHAIN": "local", **(env or {})})
        assert answer.code == 0, answer.stderr
        values: dict[str, str] = json.loads(answer.stdout)
        return values

    def spawn(self, argv: list[str], env: Mapping[str, str] | None = None, cwd: Path | None = None) -> Ended:
        done = subprocess.run(
            argv,
            env={**self.environ, **(env or {})},
            cwd=cwd or self.work,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=120,
            check=False,
        )
        return Ended(
            done.returncode, done.stdout.decode("utf-8", "replace"), done.stderr.decode("utf-8", "replace")
        )
