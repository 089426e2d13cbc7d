"""What go asks for, read off a path, and nothing else."""

from __future__ import annotations

import contextlib
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goenvctl.go.module import escape_path, escape_version
from goenvctl.probe.endpoint import Module
from goenvctl.relay import errand
from goenvctl.relay.errand import NoErrand, read_errand

PATHS = st.builds(
    lambda host, words: "/".join([host, *words]),
    st.sampled_from(["example.com", "github.com", "gopkg.in.example"]),
    st.lists(st.from_regex(r"[A-Za-z0-9][A-Za-z0-9_-]{0,6}", fullmatch=True), max_size=4),
)
VERSIONS = st.sampled_from(
    ["v1.0.0", "v2.3.4-rc.1", "v0.0.0-20200101000000-0123456789ab", "v2.0.0+incompatible", "v1.0.0-RC"]
)


@given(PATHS, VERSIONS, st.sampled_from([errand.INFO, errand.MOD, errand.ZIP]), st.booleans())
def test_files_of_versions(path: str, version: str, kind: str, is_quoted: bool) -> None:
    """A file of a version, spelled as go spells it, capitals and all."""
    tail = f"{escape_path(path)}/@v/{escape_version(version)}{kind}"
    read = read_errand(f"/3/{quote(tail) if is_quoted else tail}")
    if kind == errand.INFO and not errand.is_exact(Module(path, version)):
        kind = errand.QUERY
    assert read == errand.Errand(3, kind, tail, Module(path, version))


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/0/example.com/!x/@v/list", errand.LIST),
        ("/0/example.com/!x/@latest", errand.LATEST),
        ("/0/example.com/!x/@v/master.info", errand.QUERY),
        ("/0/example.com/!x/@v/v1.info", errand.QUERY),
        ("/0/sumdb/sum.golang.org/supported", errand.SUPPORTED),
        ("/0/sumdb/example.com/db/lookup/example.com/!x@v1.0.0", errand.LOOKUP),
        ("/0/sumdb/sum.golang.org/tile/8/0/x001/171.p/12", errand.TILE),
        ("/sumdb/lookup/example.com/!x@v1.0.0", errand.LOOKUP),
        ("/sumdb/tile/8/1/000", errand.TILE),
    ],
)
def test_the_rest_of_what_go_asks(path: str, kind: str) -> None:
    """Lists, newest versions, branches, and the three things a checksum database is asked for."""
    read = read_errand(path)
    assert read.kind == kind
    if kind == errand.LOOKUP:
        assert read.module == Module("example.com/X", "v1.0.0")


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/0",
        "/0/",
        "/x/example.com/a/@v/list",
        "/-1/example.com/a/@v/list",
        "/0/example.com/a/@v/",
        "/0/example.com/a/@v/v1.0.0",
        "/0/example.com/a/@v/v1.0.0.exe",
        "/0/example.com/a/@v/master.zip",
        "/0/example.com/a/@v/../b.zip",
        "/0/example.com/../@v/list",
        "/0/example.com//a/@v/list",
        "/0/example.com/A/@v/list",
        "/0/localhost/@v/list",
        "/0/example.com/a%00/@v/list",
        "/0/http://evil.example/a/@v/list",
        "/0/sumdb/sum.golang.org/latest/x",
        "/0/sumdb/sum.golang.org/tile/8/0/../../x",
        "/sumdb/supported",
        "/sumdb/lookup/example.com/a",
    ],
)
def test_anything_else_is_no_errand(path: str) -> None:
    """No place, no module, no version, no such file: nothing of it reaches a mirror."""
    with pytest.raises(NoErrand):
        read_errand(path)


@given(st.text(max_size=40))
def test_any_text(text: str) -> None:
    """Whatever the path, it is an errand or it is not."""
    with contextlib.suppress(NoErrand, UnicodeDecodeError):
        read_errand(f"/0/{text}")


@pytest.mark.parametrize(
    ("path", "version", "is_exact"),
    [
        ("example.com/a", "v1.2.3", True),
        ("example.com/a", "v2.0.0", False),
        ("example.com/a", "v2.0.0+incompatible", True),
        ("example.com/a/v2", "v2.0.0", True),
        ("example.com/a/v2", "v1.0.0", False),
        ("example.com/a/v2", "v2.0.0+incompatible", False),
        ("example.com/a", "v1.0.0+meta", False),
        ("gopkg.in/yaml.v2", "v2.4.0", True),
        ("gopkg.in/yaml.v2", "v1.0.0", False),
        ("gopkg.in/x.v1", "v0.0.0-20200101000000-0123456789ab", True),
        ("example.com/a", "master", False),
    ],
)
def test_versions_that_must_be_answered_with(path: str, version: str, is_exact: bool) -> None:
    """`v2.0.0` of a path without /v2 may be answered with `v2.0.0+incompatible`: that is a query."""
    assert errand.is_exact(Module(path, version)) is is_exact
