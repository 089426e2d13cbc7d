"""go.mod and go.work: what goenvctl reads there is what the real go reads."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goenvctl.go.gomod import GoMod, Version, parse_gomod, replacement
from tests.go.command import Go

WHOLE = """// a comment
module "example.com/app" // quoted

go 1.21 // since
toolchain go1.21.13
require example.com/a v1.0.0//indirect
require (
\texample.com/b v1.1.0 // indirect

\texample.com/c v0.0.0-20200101000000-abcdefabcdef
)
exclude example.com/a v1.0.1
exclude (
\texample.com/b v1.0.0
)
replace example.com/a => ./local
replace (
\texample.com/b v1.1.0 => example.com/fork v1.1.0
\texample.com/b => "../quo ted"
)
retract [v1.0.0, v1.1.0]
"""
WORK = """go 1.21

use ./a
use (
\t./b // the other
\t"../c d"
)
replace example.com/x v1.0.0 => example.com/y v1.2.0
"""


def by_go(go: Go, verb: str, file: Path, text: str) -> GoMod:
    """What `go mod edit -json` or `go work edit -json` says."""
    file.write_text(text)
    answer = go.run(verb, "edit", "-json", str(file))
    assert answer.code == 0, answer.stderr
    found = json.loads(answer.stdout)

    def version(one: dict[str, str]) -> Version:
        return Version(one["Path"], one.get("Version", ""))

    def listed(key: str) -> list[Any]:
        return found.get(key) or []

    return GoMod(
        found.get("Module", {}).get("Path", ""),
        found.get("Go", ""),
        tuple(version(one) for one in listed("Require")),
        {version(one["Old"]): version(one["New"]) for one in listed("Replace")},
        frozenset(version(one) for one in listed("Exclude")),
        tuple(one["DiskPath"] for one in listed("Use")),
    )


@pytest.mark.parametrize(("verb", "name", "text"), [("mod", "go.mod", WHOLE), ("work", "go.work", WORK)])
def test_a_file_is_read_as_go_reads_it(go: Go, tmp_path: Path, verb: str, name: str, text: str) -> None:
    """Language version, requirements, replacements, exclusions and folders are those that go finds."""
    assert parse_gomod(text) == by_go(go, verb, tmp_path / name, text)


@given(st.text())
def test_any_text_is_read(text: str) -> None:
    """Whatever a file holds, reading it ends, and no requirement lacks its version."""
    assert all(one.path and one.version for one in parse_gomod(text).required if one != Version("", ""))


@pytest.mark.parametrize(
    ("go", "is_pruned"), [("", False), ("1.9", False), ("1.16", False), ("1.17", True), ("1.21rc1", True)]
)
def test_who_names_everything(go: str, is_pruned: bool) -> None:
    """From go 1.17 on a go.mod names all that its packages need."""
    assert parse_gomod(f"module x.y/z\ngo {go}\n").is_pruned is is_pruned


def test_the_nearest_replacement() -> None:
    """A replacement of the version stands before one of all versions; without one it stays itself."""
    one, other = Version("a.b/c", "v1.0.0"), Version("a.b/c", "v1.1.0")
    replaced = {one: Version("d.e/f", "v1.0.0"), Version("a.b/c", ""): Version("/folder", "")}
    assert replacement(one, replaced) == Version("d.e/f", "v1.0.0")
    assert replacement(other, replaced) == Version("/folder", "")
    assert replacement(Version("g.h/i", "v1.0.0"), replaced) == Version("g.h/i", "v1.0.0")
