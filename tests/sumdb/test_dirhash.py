"""The h1 hashes, by published vectors and by Go's own package."""

from __future__ import annotations

import hashlib
import os

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from goenvctl.sumdb.dirhash import hash_lines, hash_mod
from tests.sumdb.oracle import Oracle
from tests.toolchains import NEWEST

MODULE = {"go.mod": b"module example.com/a\n\ngo 1.16\n", "p.go": b'package a\n\nconst V = "v1.0.0"\n'}

texts = st.text(st.characters(exclude_categories=["Cs"])).map(str.encode) | st.binary()
names = texts.map(lambda name: os.fsdecode(name.replace(b"\n", b"")))


def hash_files(files: dict[str, bytes]) -> str:
    return hash_lines((name, hashlib.sha256(content).digest()) for name, content in files.items())


def test_a_zip() -> None:
    """The hash of a zip is over the names within it and their contents, in whatever order they are given."""
    files = {f"example.com/a@v1.0.0/{name}": content for name, content in MODULE.items()}
    assert hash_files(files) == "h1:q3SLiKSoMgda3z/zTIcyGLH3aKJkVvSb3ULCTmLGLQw="
    assert hash_files(dict(reversed(files.items()))) == "h1:q3SLiKSoMgda3z/zTIcyGLH3aKJkVvSb3ULCTmLGLQw="


@pytest.mark.parametrize(
    ("gomod", "sum"),
    [
        (MODULE["go.mod"], "h1:zmAAEKYOJls/YuOGNOp6WockgZUEzT6OLskIog130As="),
        (
            b'module "rsc.io/quote"\n\nrequire "rsc.io/sampler" v1.3.0\n',
            "h1:LzX7hefJvL54yjefDEDHNONDjII0t9xZLPXsUe+TKr0=",
        ),
        (b"", "h1:G7mAYYxgmS0lVkHyy2hEOLQCFB0DlQFTMLWggykrydY="),
    ],
    ids=["example.com/a", "rsc.io/quote", "empty"],
)
def test_a_go_mod(gomod: bytes, sum: str) -> None:
    """The hash of a go.mod is that of a zip with this one file, under its bare name."""
    assert hash_mod(gomod) == sum


def test_a_module_of_the_go_distribution() -> None:
    """rsc.io/quote v1.5.2, kept as a text archive in GOROOT, hashes as in everyone's go.sum."""
    archive = NEWEST.goroot / "src/cmd/go/testdata/mod/rsc.io_quote_v1.5.2.txt"
    files: dict[str, bytes] = {}
    name = ""
    for line in archive.read_bytes().splitlines(keepends=True):
        if line.startswith(b"-- "):
            name = line[3:-4].decode()
        elif name and not name.startswith("."):
            path = f"rsc.io/quote@v1.5.2/{name}"
            files[path] = files.get(path, b"") + line
    assert hash_files(files) == "h1:3fEykkD9k7lYzXqCYrwGAf7iNhbk4yCjHmKBN9td4L0="


@given(files=st.dictionaries(names, st.binary(), max_size=5))
@example(files={"\U0001f600": b"", "\uff5e": b"", "\udcff": b"", "a/b": b"", "a.b": b""})
@settings(max_examples=200, deadline=None)
def test_any_files(oracle: Oracle, files: dict[str, bytes]) -> None:
    """Names are sorted by their bytes, whatever these are."""
    arguments = [text for name, content in files.items() for text in (name, os.fsdecode(content))]
    assert oracle.ask("h1", *arguments).values == (hash_files(files),)


@pytest.mark.parametrize("name", ["a\nb", "\n", "a\n"])
def test_a_newline_in_a_name(oracle: Oracle, name: str) -> None:
    """A name with a newline is refused, as it would forge a line."""
    assert not oracle.accepts("h1", name, "")
    with pytest.raises(ValueError, match="a file name with a newline"):
        hash_files({name: b""})
