"""The known holes of Go that a mirror could use."""

from __future__ import annotations

import pytest

from goenvctl.doctor.toolchain import HOLES, is_open
from goenvctl.go.version import Version
from tests.doctor.machine import diagnosed
from tests.home import Home


@pytest.mark.parametrize(
    ("version", "count"),
    [
        (Version(1, 21, 13), 5),
        (Version(1, 25, 5), 5),
        (Version(1, 25, 10), 4),
        (Version(1, 25, 13), 2),
        (Version(1, 25, 99), 2),
        (Version(1, 26, 3), 4),
        (Version(1, 26, 8), 2),
        (Version(1, 26, 9), 0),
        (Version(1, 27, 0), 2),
        (Version(1, 27, 1), 2),
        (Version(1, 27, 2), 0),
        (Version(1, 28), 0),
    ],
)
def test_holes_by_version(version: Version, count: int) -> None:
    """A hole is open below the first mended release of its line, and in all lines before those."""
    assert sum(is_open(hole, version) for hole in HOLES) == count


def _holes(home: Home) -> tuple[str, str]:
    (found,) = [one for one in diagnosed(home) if one["id"] == "go-holes"]
    return found["scale"], found["message"] + found["remedy"]


def test_an_old_go_and_a_strangers_mirror(sound: Home) -> None:
    """An old Go is told only where somebody else than the Go team is asked; the pinned toolchain counts."""
    sound.write_env(b"GOTOOLCHAIN=go1.25.5\n")
    assert _holes(sound)[0] == "ok"
    sound.write_env(b"GOTOOLCHAIN=go1.25.5\nGOPROXY=https://goproxy.cn,direct\n")
    scale, said = _holes(sound)
    assert scale == "warning"
    assert "Go 1.25.5 lets a mirror pass off" in said
    assert "CVE-2026-42501" in said
    assert "GOSUMDB=sum.golang.google.cn goes past the mirror" in said
    sound.write_env(b"GOPROXY=https://goproxy.cn,direct\n")
    assert _holes(sound)[0] == "ok"


def test_an_unknown_go(sound: Home) -> None:
    """Without a Go there is nothing to be told of it."""
    sound.write_env(b"GOPROXY=https://goproxy.cn,direct\n")
    sound.environ["PATH"] = "/nowhere"
    assert _holes(sound)[0] == "skipped"
