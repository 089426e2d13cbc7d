"""The main job, with nothing of it pretended: a mirror, a database, a real go, and the way back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.fakes.mirror import Database, Mirror
from tests.fakes.modules import Module, write_tree
from tests.fakes.sumdb import SumDB
from tests.home import Home
from tests.toolchains import ALL, Toolchain

LIB = Module("example.com/lib", "v1.2.0", {"lib.go": b'package lib\n\nconst Word = "hello"\n'})
PROGRAM = """package main

import "example.com/lib"

func main() { println(lib.Word) }
"""


@pytest.fixture
def mirror(tmp_path: Path) -> Iterator[Mirror]:
    with Mirror(write_tree([LIB], tmp_path / "tree")) as mirror:
        yield mirror


@pytest.fixture
def database() -> Iterator[Database]:
    with Database(SumDB([LIB], name="sum.example.com")) as database:
        yield database


@pytest.mark.parametrize("toolchain", ALL, ids=str)
def test_go_fetches_through_the_profile_and_verifies(
    tmp_path: Path, toolchain: Toolchain, mirror: Mirror, database: Database
) -> None:
    """After `use`, unmodified `go mod download` and `go build` fetch from the mirror, verified."""
    home = _home(tmp_path, toolchain, mirror, database)
    before = home.read_env()
    used = home.goenvctl("use", "loop")
    assert (used.code, used.stdout.splitlines()[0]) == (0, "loop is in effect")

    assert home.go("mod", "download", "example.com/lib").code == 0
    built = home.go("build", "-o", str(home.path / "program"), ".")
    assert (built.code, built.stderr) == (0, "")
    assert home.spawn([str(home.path / "program")]).stderr == "hello\n"
    assert [path for path in mirror.log if path.endswith(".zip")] == ["/example.com/lib/@v/v1.2.0.zip"]
    assert "/lookup/example.com/lib@v1.2.0" in database.log
    assert LIB.sum in (home.work / "go.sum").read_text()

    assert home.goenvctl("undo").code == 0
    assert home.read_env() == before


def test_wrong_bytes_are_refused_by_go(tmp_path: Path, mirror: Mirror, database: Database) -> None:
    """What the profile sets up verifies: a module that is not the database's fails."""
    home = _home(tmp_path, ALL[-1], mirror, database)
    other = Module(LIB.path, LIB.version, {"lib.go": b'package lib\n\nconst Word = "evil!"\n'})
    write_tree([other], tmp_path / "tree")
    assert home.goenvctl("use", "loop").code == 0
    fetched = home.go("mod", "download", "example.com/lib")
    assert fetched.code == 1
    assert "SECURITY ERROR" in fetched.stderr


def test_without_a_go_the_same_file_is_written(tmp_path: Path, mirror: Mirror, database: Database) -> None:
    """With no `go` on the machine `use` writes the same bytes itself, and says so."""
    with_go = _home(tmp_path, ALL[-1], mirror, database)
    without = _home(tmp_path / "other", None, mirror, database)
    assert with_go.goenvctl("use", "loop").stderr == ""
    used = without.goenvctl("use", "loop")
    assert (used.code, used.stderr) == (0, "no go was found: goenvctl wrote Go's env file itself\n")
    assert without.read_env() == with_go.read_env()
    assert without.goenvctl("undo").code == 0
    assert without.read_env() is None


def _home(tmp_path: Path, toolchain: Toolchain | None, mirror: Mirror, database: Database) -> Home:
    home = Home(tmp_path / "home", toolchain)
    (home.work / "go.mod").write_text("module example.com/app\n\ngo 1.21\n\nrequire example.com/lib v1.2.0\n")
    (home.work / "main.go").write_text(PROGRAM)
    home.write_profile(
        "loop", f'[go]\nGOPROXY = "{mirror.url}"\nGOSUMDB = "{database.sumdb.key} {database.url}"\n'
    )
    home.environ["GOFLAGS"] = "-modcacherw -mod=mod"
    return home
