"""What every target promises, asked of each: idempotent, reversible to the byte, foreign bytes kept."""

from __future__ import annotations

import json

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from goenvctl.go.variables import VARIABLES
from goenvctl.host import Host
from goenvctl.syntax.base import CannotSay
from goenvctl.targets.all_targets import CHOICES, DEFAULT
from goenvctl.targets.all_targets import TARGETS as ALL
from goenvctl.targets.base import Unfit, Workshop
from goenvctl.targets.target import Target

HOST = Host({"HOME": "/home/somebody"}, "/home/somebody/work", "linux")
WORKSHOP = Workshop(HOST, None, "")
TARGETS = {name: ALL[name] for name in CHOICES}
OTHERS = [target for target in TARGETS.values() if target.name != DEFAULT]

letters = st.characters(min_codepoint=32, max_codepoint=126)
values = st.text(letters, min_size=1, max_size=30).filter(lambda text: "${" not in text and text[0] != "~")
assignments = st.dictionaries(st.sampled_from(list(VARIABLES)), values, min_size=1, max_size=5)
lines = st.lists(
    st.one_of(
        st.binary(max_size=12).map(lambda data: data.replace(b"\0", b" ")),
        st.sampled_from([b"# a comment", b"export GOPROXY=mine", b"x='", b"\r", "é".encode("latin-1"), b"}"]),
    ),
    max_size=6,
)
shell_texts = lines.map(b"\n".join).filter(lambda text: not text.startswith((b"\xff\xfe", b"\xfe\xff")))
members = st.dictionaries(
    st.sampled_from(["a", "editor.fontSize", "files.exclude"]), st.sampled_from([1, "x", [1], {}]), max_size=3
)
settings_texts = st.tuples(
    members,
    st.sampled_from([None, 2, 4, "\t"]),
    st.sampled_from(["", "// head\n", "\ufeff", "/* x */ "]),
    st.sampled_from(["", "\n", "\n// tail\n"]),
    st.sampled_from(["\n", "\r\n"]),
).map(lambda one: (one[2] + json.dumps(one[0], indent=one[1]) + one[3]).replace("\n", one[4]).encode())


def texts(target: Target) -> st.SearchStrategy[bytes | None]:
    """Files as they may be found; for an env file, what `go env -w` itself leaves as it is."""
    if target.name == DEFAULT:
        return st.sampled_from(
            [None, b"", b"# a comment\n", b"GOFLAGS=-mod=mod\n", b"no line of Go\n\nCC=gcc\n"]
        )
    kind = settings_texts if target.name.startswith("vscode") else shell_texts
    return st.one_of(st.none(), kind)


@pytest.mark.parametrize("target", TARGETS.values(), ids=TARGETS)
@given(data=st.data())
def test_values_come_back(target: Target, data: st.DataObject) -> None:
    """What was written is read; once more makes no difference; a second set replaces the first."""
    before, first, second = data.draw(texts(target)), data.draw(assignments), data.draw(assignments)
    assume(not (before or b"").removesuffix(b"\n").endswith(b"\\"))
    old = target.values(before)
    once = target.render(WORKSHOP, before, first).data
    assert target.values(once) == {**old, **first}
    assert target.render(WORKSHOP, once, first).data == once
    gone = {name: None for name in first if name not in second}
    assert target.values(target.render(WORKSHOP, once, {**gone, **second}).data) == {
        **{name: value for name, value in old.items() if name not in first},
        **second,
    }


@pytest.mark.parametrize(
    "target", [target for target in TARGETS.values() if not target.is_shared], ids=lambda target: target.name
)
@given(data=st.data())
def test_back_to_the_byte(target: Target, data: st.DataObject) -> None:
    """Taken out again, the lines leave the very bytes that were there, whatever they were."""
    before, written = data.draw(shell_texts), data.draw(assignments)
    assume(not before.removesuffix(b"\n").endswith(b"\\"))
    with_lines = target.render(WORKSHOP, before, written).data
    assert target.render(WORKSHOP, with_lines, dict.fromkeys(written)).data == before
    assert with_lines.startswith(before.removesuffix(b"\n"))
    assert with_lines.endswith(b"\n")


@pytest.mark.parametrize("text", [b"x\\", b"a\nx\\\n"])
def test_a_last_line_that_goes_on(text: bytes) -> None:
    """A text that ends with a backslash would take our first line for its own: it is not touched."""
    with pytest.raises(Unfit):
        TARGETS["zsh"].render(WORKSHOP, text, {"GOPROXY": "off"})


@pytest.mark.parametrize("name", ["vscode", "vscode-workspace"])
@given(before=settings_texts, written=assignments)
def test_settings_of_others_stay(name: str, before: bytes, written: dict[str, str]) -> None:
    """Every byte of somebody's settings stays, in order, around what is put in."""
    after = TARGETS[name].render(WORKSHOP, before, written).data
    rest = iter(after)
    assert all(byte in rest for byte in before)


@pytest.mark.parametrize("target", OTHERS, ids=lambda one: one.name)
@pytest.mark.parametrize("value", ["a\nb", "a\0b", "\x1b[2J", "a\rb"])
def test_what_cannot_be_said(target: Target, value: str) -> None:
    """A value with a line end or a control character is refused; Go's own file has its own rules."""
    with pytest.raises(CannotSay):
        target.render(WORKSHOP, None, {"GOPROXY": value})


@pytest.mark.parametrize("target", OTHERS, ids=lambda one: one.name)
@pytest.mark.parametrize("data", ["export A=b\n".encode("utf-16"), b"\xff\xfe", b"\x7fELF\0\0"])
def test_no_text(target: Target, data: bytes) -> None:
    """A file in UTF-16, or with NUL bytes, is not touched: lines of ours would be no lines there."""
    with pytest.raises(Unfit):
        target.render(WORKSHOP, data, {"GOPROXY": "off"})


@pytest.mark.parametrize("target", TARGETS.values(), ids=TARGETS)
def test_files_are_absolute(target: Target) -> None:
    """Every target names its files, absolute, under the home or the folder at hand, each once."""
    paths = target.paths(HOST)
    assert paths and len(set(paths)) == len(paths)
    assert all(path.startswith("/home/somebody/") for path in paths)
