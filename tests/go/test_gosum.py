"""The go.sum at hand: its lines as the real go reads them."""

from __future__ import annotations

from pathlib import Path

import pytest

from goenvctl.go.gosum import read_sums
from goenvctl.go.version import Version
from tests.fakes.modules import Module, write_tree
from tests.go.command import Go

LIB = Module("example.com/Lib", "v1.0.0")
NAME = f"{LIB.path} {LIB.version}"
OTHER = "h1:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="
EMPTY = "h1:G7mAYYxgmS0lVkHyy2hEOLQCFB0DlQFTMLWggykrydY="  # of no go.mod; old versions of go wrote it
UNKNOWN = "h2:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="

# go.sum, and the sum by which it judges the zip: empty where it says nothing
FILES = [
    ("", ""),
    (LIB.go_sum, LIB.sum),
    (f"{NAME} {OTHER}\n", OTHER),
    (f"{NAME} {OTHER}", OTHER),
    (f"{NAME} {OTHER}\r\n", OTHER),
    (f"\n \t\n  {LIB.path}\t{LIB.version}\u3000{OTHER}  \n", OTHER),
    (f"example.com/a v1.0.0 {OTHER}\n{LIB.path} v1.0.1 {OTHER}\n", ""),
    (f"example.com/lib v1.0.0 {OTHER}\n", ""),
    (f"{NAME} {LIB.sum}\n{NAME} {OTHER}\n", LIB.sum),
    (f"{NAME} {OTHER}\n{NAME} {LIB.sum}\n", OTHER),
    (f"{NAME} {UNKNOWN}\n", ""),
    (f"{NAME} {UNKNOWN}\n{NAME} {OTHER}\n", OTHER),
    (f"{NAME} h1:nonsense\n", "h1:nonsense"),
    (f"{NAME} {EMPTY}\n", ""),
    (f"{NAME}\x1c {OTHER}\n", ""),
]

MALFORMED = [f"{NAME}\n", f"{LIB.sum}\n", f"<<<<<<< HEAD\n{LIB.go_sum}", f"{NAME} {LIB.sum} twice\n", "x\n"]


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_tree([LIB], tmp_path_factory.mktemp("tree"))


@pytest.mark.parametrize(("text", "sum"), FILES, ids=lambda text: repr(text)[:60])
def test_a_file(go: Go, tree: Path, tmp_path: Path, text: str, sum: str) -> None:
    """The first line with a hash of the known kind decides, as it does for go."""
    assert read_sums(text).get(NAME, "") == sum
    fault = download(go, tree, tmp_path, text)
    if sum in ("", LIB.sum):
        assert fault == ""
    else:
        assert f"verifying {LIB.path}@v1.0.0: checksum mismatch" in fault
        assert f"go.sum:     {sum}" in fault


@pytest.mark.parametrize("text", MALFORMED, ids=repr)
def test_a_malformed_file(go: Go, tree: Path, tmp_path: Path, text: str) -> None:
    """A line without three words is passed over, where go since 1.22 stops: it is a hint to us, no order."""
    fault = download(go, tree, tmp_path, text)
    assert ("malformed go.sum" in fault) == (go.toolchain.version >= Version(1, 22))
    assert read_sums(text) == read_sums(text.replace("<<<<<<< HEAD\n", ""))


def test_both_sums() -> None:
    """The sum of a go.mod stands under `PATH VERSION/go.mod`."""
    assert read_sums(LIB.go_sum) == {NAME: LIB.sum, f"{NAME}/go.mod": LIB.mod_sum}


def download(go: Go, tree: Path, folder: Path, text: str) -> str:
    """What go says where this is the go.sum, empty where it is content."""
    (folder / "go.mod").write_text(
        f"module example.com/work\n\ngo 1.21\n\nrequire {LIB.path} {LIB.version}\n"
    )
    (folder / "go.sum").write_text(text, newline="")
    changes = {"GOPROXY": f"file://{tree}", "GOSUMDB": "off", "GOMODCACHE": str(folder / "cache")}
    ended = go.run("mod", "download", LIB.path, environ=go.environ(**changes), cwd=folder)
    return ended.stderr.decode() if ended.code else ""
