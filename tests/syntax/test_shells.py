"""Each syntax, asked of the real shells."""

from __future__ import annotations

from pathlib import Path

import pytest

from goenvctl.output.formats.all_formats import FORMATS
from goenvctl.syntax.all_syntaxes import SYNTAXES
from tests.shells import report
from tests.syntax.values import COUNT, VALUES

READ_BY = {
    "sh": ("bash", "dash", "zsh", "direnv"),
    "fish": ("fish",),
    "nu": ("nu",),
    "xonsh": ("xonsh",),
}
PAIRS = [(syntax, shell) for syntax, shells in READ_BY.items() for shell in shells]
EVALUATED = [
    ("sh", "bash, eval"),
    ("sh", "zsh, interactive"),
    ("fish", "fish, piped"),
    ("nu", "nu, load-env"),
]


def _among(values: dict[str, str], read: dict[str, str]) -> dict[str, str]:
    return {name: read.get(name, "(not set)") for name in values}


@pytest.mark.parametrize(("syntax", "shell"), PAIRS)
def test_ten_thousand_values(syntax: str, shell: str, tmp_path: Path) -> None:
    """What a shell reports after reading the lines of its syntax is the values, in every one of 10,000."""
    assert len(VALUES) == COUNT
    lines = [SYNTAXES[syntax].assign(name, value) for name, value in VALUES.items()]
    read = report(shell, "\n".join(lines) + "\n", tmp_path / "home")
    assert _among(VALUES, read) == VALUES


def test_a_file_that_xonsh_sources(tmp_path: Path) -> None:
    """As above for the first 200, each of them in one file with a comment between, as in a startup file."""
    some = dict(list(VALUES.items())[:200])
    syntax = SYNTAXES["xonsh"]
    lines = [line for pair in some.items() for line in (syntax.comment("'\"\n$("), syntax.assign(*pair))]
    read = report("xonsh, sourced", "\n".join(lines) + "\n", tmp_path / "home")
    assert _among(some, read) == some


@pytest.mark.parametrize(("syntax", "shell"), PAIRS)
def test_comments(syntax: str, shell: str, tmp_path: Path) -> None:
    """A comment does nothing, whatever stands in it."""
    if shell == "xonsh":
        shell = "xonsh, sourced"
    language = SYNTAXES[syntax]
    texts = [
        "",
        "plain",
        "a\nexport V1=x",
        "\r\nset -gx V1 x",
        "$(touch x) `touch x` $V",
        "'",
        '"',
        "\\",
        "中文",
        "\x00",
    ]
    lines = [line for text in texts for line in (language.comment(text), language.assign("V2", "y"))]
    lines = [language.assign("V1", "kept"), *lines, language.comment("\\"), language.assign("V3", "kept too")]
    read = report(shell, "\n".join(lines) + "\n", tmp_path / "home")
    assert (read["V1"], read["V2"], read["V3"]) == ("kept", "y", "kept too")
    assert not (tmp_path / "home" / "x").exists()


@pytest.mark.parametrize(("form", "shell"), EVALUATED)
def test_evaluated_as_the_help_says(form: str, shell: str, tmp_path: Path) -> None:
    """What `env --format` prints, handed to the shell in the way that its help shows, sets the values."""
    read = report(shell, FORMATS[form].render(VALUES) + "\n", tmp_path / "home")
    assert _among(VALUES, read) == VALUES
