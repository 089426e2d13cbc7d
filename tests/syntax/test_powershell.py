"""PowerShell's lines, by a golden file and by the rules of its strings: no PowerShell runs here."""

from __future__ import annotations

import re
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from goenvctl.syntax.powershell import PowerShell
from tests.syntax.values import VALUES

GOLDEN = Path(__file__).parent.parent / "data" / "powershell.ps1"
CLOSING = "'\u2018\u2019\u201a\u201b"  # each of them ends a string (about_Quoting_Rules)
PRINTABLE = st.text(st.characters(exclude_categories=["C", "Z"]) | st.sampled_from(CLOSING + ' "`$'))


def test_golden_file() -> None:
    """These are the lines, to the byte."""
    syntax = PowerShell()
    values = {
        "EMPTY": "",
        "PLAIN": "https://goproxy.cn|https://mirrors.aliyun.com/goproxy/,direct",
        "QUOTES": "it's \"so\"'",
        "SIGNS": "$HOME `n %PATH% $(exit) @{} # \\",
        "TYPOGRAPHIC": "‘’'‚‛",
        "WIDE": "a中b😀",
    }
    lines = [syntax.assign(name, value) for name, value in values.items()]
    lines.append(syntax.comment("a comment with ß, on one line\nexit"))
    assert "\n".join(lines) + "\n" == GOLDEN.read_text("ascii")


@given(PRINTABLE)
def test_any_value_is_read_back(value: str) -> None:
    """A line is ASCII and, by the rules of verbatim strings and `[char]`, it is the value."""
    line = PowerShell().assign("GOPROXY", value)
    assert line.isascii()
    assert _read(line) == value


def test_ten_thousand_values() -> None:
    """The values that real shells are asked about are read back by the same rules."""
    lines = {name: PowerShell().assign("GOPROXY", value) for name, value in VALUES.items()}
    assert {name: _read(line) for name, line in lines.items()} == VALUES


def _read(line: str) -> str:
    """What the sum of terms evaluates to, read letter by letter."""
    rest = line.removeprefix("$env:GOPROXY = ")
    assert rest != line
    units = b""
    while True:
        text, rest = _term(rest)
        units += text
        if not rest:
            return units.decode("utf-16-le")
        assert rest.startswith(" + ")
        rest = rest.removeprefix(" + ")


def _term(rest: str) -> tuple[bytes, str]:
    """One term's UTF-16, and what follows it."""
    if found := re.match(r"\[char\]0x([0-9A-F]{4})", rest):
        return int(found[1], 16).to_bytes(2, "little"), rest[found.end() :]
    assert rest[0] in CLOSING
    text, at = "", 1
    while rest[at] not in CLOSING or rest[at + 1 : at + 2] in tuple(CLOSING):
        at += rest[at] in CLOSING  # doubled: the second stands for itself
        text, at = text + rest[at], at + 1
    return text.encode("utf-16-le"), rest[at + 1 :]
