"""What no syntax and no format says."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from goenvctl.output.formats.all_formats import FORMATS
from goenvctl.output.formats.format import Format
from goenvctl.syntax.all_syntaxes import SYNTAXES
from goenvctl.syntax.base import CannotSay

UNSAYABLE = ["a\nb", "a\r", "\0", "\t", "\x1b[31m", "\x7f", "\u202e", "\u2028", "\x85", "\udcff", "\u00a0"]
Say = Callable[[str, str], str]


def _alone(form: Format) -> Say:
    return lambda name, value: form.render({name: value})


SAYING = {name: syntax.assign for name, syntax in SYNTAXES.items()} | {
    f"--format {name}": _alone(form) for name, form in FORMATS.items()
}


@pytest.mark.parametrize("say", SAYING.values(), ids=SAYING)
@pytest.mark.parametrize("value", UNSAYABLE, ids=ascii)
def test_control_characters(say: Say, value: str) -> None:
    """A value that does not print is refused by every syntax and format; the message does not hold it."""
    with pytest.raises(CannotSay, match=r"^GOPROXY holds control characters$"):
        say("GOPROXY", value)


@pytest.mark.parametrize("say", SAYING.values(), ids=SAYING)
@pytest.mark.parametrize("name", ["", "A B", "A=B", "$(x)", "1A", "Ä", "A;B", "A\n"], ids=ascii)
def test_names(say: Say, name: str) -> None:
    """What is no identifier in ASCII is refused as a name."""
    with pytest.raises(CannotSay, match=r"is no name of a variable$"):
        say(name, "x")


def test_the_tables() -> None:
    """There are these syntaxes and these formats, each under its own name."""
    assert list(SYNTAXES) == ["sh", "fish", "powershell", "nu", "xonsh"]
    assert list(FORMATS) == [
        "sh", "fish", "powershell", "nu", "dotenv", "docker", "github", "gitlab", "vscode", "ansible", "json",
    ]  # fmt: skip
    assert all(table[name].name == name for table in (SYNTAXES, FORMATS) for name in table)
