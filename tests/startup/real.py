"""Homes with startup files, and what real shells make of them."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest

from goenvctl.go.variables import VARIABLES
from goenvctl.host import Host
from goenvctl.startup.assignment import Fresh
from goenvctl.startup.fresh import fresh_environ
from goenvctl.startup.scene import Scene

NAMES = tuple(VARIABLES)
FLAGS: dict[Scene, str] = {"login": "-lic", "interactive": "-ic", "script": "-c", "login_script": "-lc"}


def furnish(home: Path, files: Mapping[str, str | bytes]) -> dict[str, str]:
    """Write the files, and give the environment in which a shell of that home starts."""
    for name, content in files.items():
        path = home / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
    return {
        "HOME": str(home),
        "PATH": os.environ.get("PATH", os.defpath),
        "USER": "root",
        "LANG": "C.UTF-8",
    }


def really(shell: str, scene: Scene, base: Mapping[str, str]) -> dict[str, str]:
    """The variables of Go's that a child of the real shell sees. Skips where the shell is not here."""
    program = shutil.which(shell)
    if not program:
        pytest.skip(f"no {shell} here (.ci/run installs it)")
    done = subprocess.run(
        [program, FLAGS[scene], "printf '@\\0'; env -0"],
        env=dict(base),
        cwd=base["HOME"],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert b"@\0" in done.stdout, done.stderr
    pairs = done.stdout.rpartition(b"@\0")[2].decode("utf-8", "surrogateescape").split("\0")
    found = dict(pair.split("=", 1) for pair in pairs if "=" in pair)
    return {name: found[name] for name in NAMES if name in found}


def told(shell: str, scene: Scene, base: Mapping[str, str]) -> Fresh:
    """The same, by reading."""
    return fresh_environ(Host(base), shell, scene, NAMES, base)


def values(fresh: Fresh) -> dict[str, str]:
    return {name: found.value for name, found in fresh.variables.items()}


def doubtful(fresh: Fresh) -> set[str]:
    return {doubt.name for doubt in fresh.doubts}


def differences(fresh: Fresh, real: Mapping[str, str]) -> dict[str, tuple[str | None, str | None]]:
    """(told, real) of every variable that was told without a doubt, and wrongly."""
    found = values(fresh)
    return {
        name: (found.get(name), real.get(name))
        for name in NAMES
        if name not in doubtful(fresh) and found.get(name) != real.get(name)
    }
