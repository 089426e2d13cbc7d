"""Who vouches for a module, and who sees the question: as values, and in the logs of a real go's servers."""

from __future__ import annotations

from pathlib import Path

import pytest

from goenvctl.sumdb.verification import TOOLCHAIN, Verification, find_verification
from tests.fakes.mirror import Database, Mirror
from tests.fakes.modules import Module, write_tree
from tests.fakes.sumdb import SumDB
from tests.go.command import Go
from tests.toolchains import ALL, Toolchain

A = Module("example.com/a", "v1.0.0", {"a.go": b"package a\n"})
KEY = SumDB(name="sum.example.com/db").key
NAME = "sum.golang.org"


def found(path: str = A.path, **values: str) -> Verification:
    return find_verification(path, {"GOPROXY": "https://m.example", "GONOSUMDB": "", **values})


@pytest.mark.parametrize(
    ("gosumdb", "wanted"),
    [
        (NAME, Verification(NAME, f"https://{NAME}", True, "GOSUMDB")),
        ("sum.golang.google.cn", Verification(NAME, "https://sum.golang.google.cn", False, "GOSUMDB")),
        (f"{NAME} s.example/db", Verification(NAME, "https://s.example/db", False, "GOSUMDB")),
        (f"{KEY} file:///db", Verification("sum.example.com/db", "file:///db", False, "GOSUMDB")),
        (KEY, Verification("sum.example.com/db", "https://sum.example.com/db", True, "GOSUMDB")),
        ("off", Verification("", "", False, "GOSUMDB")),
        ("", Verification("", "", False, "GOSUMDB", "it is empty")),
    ],
)
def test_ways_to_the_database(gosumdb: str, wanted: Verification) -> None:
    """An address is gone to directly; a bare name is looked for at the mirrors, then at its own host."""
    assert found(GOSUMDB=gosumdb) == wanted


@pytest.mark.parametrize("goproxy", ["direct", "off", "ftp://refused"])
def test_without_mirrors(goproxy: str) -> None:
    """Where GOPROXY has no mirror a bare name is asked at its own host."""
    assert found(GOSUMDB=NAME, GOPROXY=goproxy).by_mirrors is False


def test_patterns_without_verification() -> None:
    """What GONOSUMDB matches no database hears of, whatever GOSUMDB says."""
    for gosumdb in (NAME, "nonsense"):
        assert found(GOSUMDB=gosumdb, GONOSUMDB="example.com") == Verification("", "", False, "GONOSUMDB")


def test_toolchains() -> None:
    """A toolchain is verified whatever GONOSUMDB says, but for one that comes from a single folder."""
    assert found(TOOLCHAIN, GOSUMDB=NAME, GONOSUMDB="*").database == NAME
    assert found(TOOLCHAIN, GOSUMDB="off", GONOSUMDB="*").fault != ""
    from_folder = found(TOOLCHAIN, GOSUMDB=NAME, GONOSUMDB="*", GOPROXY="file:///go")
    assert from_folder == Verification("", "", False, "GONOSUMDB")
    assert found(TOOLCHAIN, GOSUMDB="off", GOPROXY="file:///go").fault == ""
    assert found(TOOLCHAIN, GOSUMDB="off", GOPROXY="file:///go,off").fault != ""


@pytest.mark.parametrize("toolchain", ALL, ids=str)
@pytest.mark.parametrize("has_address", [True, False])
def test_who_sees_the_lookup(toolchain: Toolchain, tmp_path: Path, has_address: bool) -> None:
    """A real go goes to the address where there is one, else to the first mirror that carries it."""
    go, sumdb = Go(toolchain, tmp_path / "go"), SumDB([A])
    tree = write_tree([A], tmp_path / "tree")
    with Mirror(tree) as first, Mirror(tree, sumdb) as second, Database(sumdb) as database:
        values = {
            "GOPROXY": f"{first.url},{second.url}",
            "GOSUMDB": f"{sumdb.key} {database.url}" if has_address else sumdb.key,
            "GONOSUMDB": "",
        }
        cache = {"GOMODCACHE": str(tmp_path / "cache"), "GOPATH": str(tmp_path / "path")}
        assert go.download(f"{A.path}@{A.version}", **values, **cache) == ""
        assert find_verification(A.path, values).by_mirrors is not has_address
        assert (f"/lookup/{A.path}@{A.version}" in database.log) is has_address
        assert (f"/sumdb/{sumdb.name}/supported" in first.log) is not has_address
        assert (f"/sumdb/{sumdb.name}/lookup/{A.path}@{A.version}" in second.log) is not has_address
