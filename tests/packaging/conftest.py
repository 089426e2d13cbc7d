"""What is handed out: a wheel and an sdist, built once from this checkout.

pip fetches what these depend on from the index that this machine is set to: the one exception to the rule
that tests reach the loopback only.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.home import Ended

ROOT = Path(__file__).parent.parent.parent
PYTHON = Path(sys.base_prefix) / "bin" / "python3"
TOOLS = ("hatchling>=1.27", "pipx>=1.7", "uv>=0.5")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
STEM = f"goenvctl-{PROJECT['project']['version']}"

# As the machine has it, its settings of pip among it; read before a fixture takes the home away.
ENVIRON = {
    name: value
    for name, value in os.environ.items()
    if not name.startswith(("GO", "XDG_", "PYTHON", "VIRTUAL_ENV"))
}
TIMEOUT_S = 600.0


class Packages(NamedTuple):
    """The two files that are handed out."""

    wheel: Path
    sdist: Path


class Machine:
    """One where nothing was ever set: an empty home, and the system's folders on PATH."""

    def __init__(self, home: Path) -> None:
        home.mkdir()
        self.home = home

    @property
    def env_file(self) -> Path:
        return self.home / ".config" / "go" / "env"

    def run(self, *argv: str | Path, cwd: Path | None = None, **environ: str) -> Ended:
        """Run it with nothing in the environment but HOME, PATH and what is given."""
        clean = {"HOME": str(self.home), "PATH": f"{PYTHON.parent}:/usr/bin:/bin", "LANG": "C.UTF-8"}
        return run(argv, {**clean, **environ}, cwd or self.home)


def run(argv: tuple[str | Path, ...], environ: dict[str, str], cwd: Path) -> Ended:
    done = subprocess.run(
        argv,
        env=environ,
        cwd=cwd,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=TIMEOUT_S,
        check=False,
    )
    return Ended(done.returncode, done.stdout, done.stderr)


def must(argv: tuple[str | Path, ...], cwd: Path, **environ: str) -> str:
    """Run it as this machine is set, where failing is no answer."""
    ended = run(argv, {**ENVIRON, **environ}, cwd)
    assert ended.code == 0, ended
    return ended.stdout


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path / "home")


@pytest.fixture(scope="session")
def tools(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of hatchling's python, pipx and uv."""
    folder = tmp_path_factory.mktemp("tools")
    must((PYTHON, "-m", "venv", folder / "venv"), folder)
    must((folder / "venv" / "bin" / "pip", "install", "-q", *TOOLS), folder)
    return folder / "venv" / "bin"


@pytest.fixture(scope="session")
def packages(tools: Path, tmp_path_factory: pytest.TempPathFactory) -> Packages:
    """Both, built from the checkout."""
    folder = tmp_path_factory.mktemp("packages")
    must((tools / "python", "-m", "hatchling", "build", "-d", folder), ROOT)
    built = Packages(folder / f"{STEM}-py3-none-any.whl", folder / f"{STEM}.tar.gz")
    assert sorted(folder.iterdir()) == sorted(built)
    return built
