"""The env file as bytes: read and changed as the real go reads and changes it."""

from __future__ import annotations

import os

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from goenvctl.go import envfile
from goenvctl.go.envfile import Line
from tests.go.command import Go, link_goroot

KNOWN = ("GOPROXY", "GOSUMDB", "GOPRIVATE", "GOVCS")
PROBES = (*KNOWN, "MINE", "GOPROXY ", "GO#PROXY", "Z\udcff")
ODD_KEYS = (" GOPROXY", "\tGOSUMDB", "export GOPROXY", "goproxy", "#GOPROXY", "", "\ufeffGOPROXY", "[A]", "Ä")

values = st.text("a=b#, |\t\"'$\\éé\r\0\udcff", max_size=6) | st.sampled_from(
    ["off", "https://a.b,direct", ""]
)
lines = st.one_of(
    st.builds("{}={}".format, st.sampled_from(PROBES), values),
    st.builds("{}={}".format, st.sampled_from(ODD_KEYS), values),
    st.sampled_from(["", "# note", "# GOPROXY=x", "GOPROXY", " ", "\r", "]"]),
)
files = st.builds(
    lambda body, ends, last: os.fsencode(
        "".join(f"{line}{end}" for line, end in zip(body, ends, strict=False)) + last
    ),
    st.lists(lines, max_size=14),
    st.lists(st.sampled_from(["\n", "\n", "\r\n"]), min_size=14, max_size=14),
    st.just("") | lines,
)
changes = st.dictionaries(
    st.sampled_from(KNOWN),
    st.none() | st.text("a=b#, |\t\"'$\\é", max_size=6),
    min_size=1,
)


@pytest.fixture(scope="session")
def environ(go: Go) -> dict[str, str]:
    """A Go that reads GOENV's file, and says `absent` for what is not in it."""
    goroot = link_goroot(go.toolchain, go.folder / "goroot-absent")
    (goroot / "go.env").write_bytes(b"".join(os.fsencode(f"{name}=absent\n") for name in PROBES))
    return go.environ(GOROOT=str(goroot), GOENV=str(go.folder / "env"))


def read_by_go(go: Go, environ: dict[str, str], data: bytes) -> dict[str, str]:
    (go.folder / "env").write_bytes(data)
    return dict(zip(PROBES, map(os.fsdecode, go.env(*PROBES, environ=environ)), strict=True))


def read_by_us(data: bytes) -> dict[str, str]:
    return {**dict.fromkeys(PROBES, "absent"), **envfile.read_values(data)}


def write_by_go(go: Go, environ: dict[str, str], data: bytes, changes: dict[str, str | None]) -> bytes:
    file = go.folder / "env"
    file.write_bytes(data)
    for flag, words in (
        ("-w", [f"{name}={value}" for name, value in changes.items() if value is not None]),
        ("-u", [name for name, value in changes.items() if value is None]),
    ):
        if words:
            answer = go.run("env", flag, *words, environ=environ)
            assert (answer.code, answer.stderr) == (0, b"")
    return file.read_bytes()


@pytest.mark.parametrize(
    ("data", "found"),
    {
        b"GOPROXY=x\n": "x",
        b"GOPROXY=x": "x",
        b"GOPROXY=x\r\n": "x\r",
        b"GOPROXY=\n": "",
        b"GOPROXY=a=b=c\n": "a=b=c",
        b"GOPROXY= x\n": " x",
        b"GOPROXY=x  \n": "x  ",
        b"GOPROXY=x # why\n": "x # why",
        b'GOPROXY="x"\n': '"x"',
        b"GOPROXY='x'\n": "'x'",
        b"GOPROXY=$HOME\n": "$HOME",
        b"GOPROXY=a\0b\n": "a\0b",
        b"GOPROXY=\xff\n": "\udcff",
        b"GOPROXY=x\rGOPROXY=y\n": "x\rGOPROXY=y",
        b"GOPROXY=x\nGOPROXY=y\n": "y",
        b"GOPROXY=x\nGOPROXY=\n": "",
        b"\n\n  \nGOPROXY=x\n": "x",
        b"\xef\xbb\xbfGOSUMDB=off\nGOPROXY=x\n": "x",
        b"\xef\xbb\xbfGOPROXY=x\n": "absent",
        b"# GOPROXY=x\n": "absent",
        b"#GOPROXY=x\n": "absent",
        b" GOPROXY=x\n": "absent",
        b"\tGOPROXY=x\n": "absent",
        b"export GOPROXY=x\n": "absent",
        b"goproxy=x\n": "absent",
        b"GOPROXY =x\n": "absent",
        b"GOPROXY\n": "absent",
        b"=x\n": "absent",
        b"": "absent",
    }.items(),
    ids=str,
)
def test_what_a_line_says(go: Go, environ: dict[str, str], data: bytes, found: str) -> None:
    """A line counts if it holds `=` and starts with a capital; its value is every byte after the `=`."""
    assert read_by_us(data)["GOPROXY"] == found
    assert read_by_go(go, environ, data)["GOPROXY"] == found


@given(data=files)
@settings(max_examples=60, deadline=None)
def test_any_file_is_read_as_go_reads_it(go: Go, environ: dict[str, str], data: bytes) -> None:
    """Whatever the bytes, each variable has the value that Go sees, or none."""
    ours, theirs = read_by_us(data), read_by_go(go, environ, data)
    assert {name: ours[name] for name in PROBES} == theirs


def test_lines_are_numbered() -> None:
    """Lines are counted from 1 as an editor counts them, those that say nothing included."""
    data = b"# mine\r\nGOPROXY=a\r\n\ngosumdb=x\nGOPROXY=b"
    assert list(envfile.read_lines(data)) == [Line(2, "GOPROXY", "a\r"), Line(5, "GOPROXY", "b")]


@pytest.mark.parametrize(
    ("data", "changes", "left"),
    [
        (b"", {"GOPROXY": "x"}, b"GOPROXY=x\n"),
        (b"", {"GOPROXY": ""}, b"GOPROXY=\n"),
        (b"", {"GOPROXY": None}, b""),
        (b"GOPROXY=x\n", {"GOPROXY": None}, b""),
        (b"GOPROXY=x", {"GOPROXY": "y"}, b"GOPROXY=y\n"),
        (b"GOSUMDB=off", {"GOPROXY": "y"}, b"GOPROXY=y\nGOSUMDB=off\n"),
        (b"GOSUMDB=off\r\n", {"GOPROXY": "y"}, b"GOPROXY=y\nGOSUMDB=off\r\n"),
        (b"GOPROXY=x\r\n", {"GOPROXY": "y"}, b"GOPROXY=y\n"),
        (b"GOVCS=a\nGOPROXY=b\nGOVCS=c\n", {"GOPROXY": "d"}, b"GOPROXY=d\nGOVCS=c\n"),
        (b"GOSUMDB=b\n#\nGOVCS=a\n", {"GOPROXY": "x"}, b"GOSUMDB=b\n#\nGOPROXY=x\nGOVCS=a\n"),
        (b"GOVCS=b\nGOSUMDB=a\n\n", {"GOPROXY": "x"}, b"GOSUMDB=a\nGOVCS=b\n\nGOPROXY=x\n"),
        (b"#GOPROXY=old\n", {"GOPROXY": "x"}, b"#GOPROXY=old\nGOPROXY=x\n"),
        (b"goproxy=1\n GOPROXY=2\n", {"GOPROXY": "x"}, b" GOPROXY=2\nGOPROXY=x\ngoproxy=1\n"),
        (b"Z=\xff\nA=\xe9\n", {"GOPROXY": "\xe9"}, b"A=\xe9\nGOPROXY=\xc3\xa9\nZ=\xff\n"),
        (b"Z=1\nGOPROXY=x\nA=2\n", {"GOPROXY": None}, b"Z=1\nA=2\n"),
        (b"Z=1\nGOPROXY=x\nA=2\n", {"GOPROXY": None, "GOVCS": "b"}, b"A=2\nGOVCS=b\nZ=1\n"),
        (b"Z=1\n", {"GOVCS": "v", "GOSUMDB": "s", "GOPROXY": "p"}, b"GOPROXY=p\nGOSUMDB=s\nGOVCS=v\nZ=1\n"),
    ],
    ids=str,
)
def test_what_a_change_leaves(
    go: Go, environ: dict[str, str], data: bytes, changes: dict[str, str | None], left: bytes
) -> None:
    """A change drops earlier duplicates, replaces or appends, sorts each run, and keeps every other byte."""
    assert envfile.update(data, changes) == left
    assert write_by_go(go, environ, data, changes) == left


@given(data=files, changes=changes)
@settings(max_examples=60, deadline=None)
def test_any_change_leaves_what_go_leaves(
    go: Go, environ: dict[str, str], data: bytes, changes: dict[str, str | None]
) -> None:
    """Whatever the file and the change, the bytes are those of `go env -w`, then `-u`."""
    assert envfile.update(data, changes) == write_by_go(go, environ, data, changes)


def test_changes_are_split_for_two_commands() -> None:
    """Go refuses `-w` and `-u` in one command; an empty value is set, not unset."""
    changes = {"GOSUMDB": "b", "GOVCS": None, "GOPROXY": "", "GOAUTH": None}
    assert envfile.split_changes(changes) == ({"GOPROXY": "", "GOSUMDB": "b"}, ["GOAUTH", "GOVCS"])
