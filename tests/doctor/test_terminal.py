"""What a person sees of `doctor` on a terminal of 80 columns."""

from __future__ import annotations

import pytest

from tests.cli.screen import Screen
from tests.home import Home

LINE = b"export GOPROXY=https://goproxy.io\n"


@pytest.mark.parametrize(
    ("answer", "code", "is_mended"), [(b"n\n", 1, False), (b"\n", 1, False), (b"y\n", 0, True)]
)
def test_fix_asks(sound: Home, answer: bytes, code: int, is_mended: bool) -> None:
    """It shows what will change, and changes it only after a yes."""
    sound.call("use", "cn")
    (sound.path / ".bashrc").write_bytes(LINE)
    screen = Screen(sound, "doctor", "--fix")
    screen.wait_for("make these changes? [y/N]")
    assert "-export GOPROXY=https://goproxy.io" in screen.display
    assert "+# goenvctl: export GOPROXY=https://goproxy.io" in screen.display
    assert (sound.path / ".bashrc").read_bytes() == LINE
    screen.type(answer)
    assert screen.end() == code
    assert ((sound.path / ".bashrc").read_bytes() != LINE) is is_mended


def test_an_interrupt_changes_nothing(sound: Home) -> None:
    """Giving up at the question is exit 130, and nothing is changed."""
    sound.call("use", "cn")
    (sound.path / ".bashrc").write_bytes(LINE)
    screen = Screen(sound, "doctor", "--fix")
    screen.wait_for("[y/N]")
    screen.type(b"\x04")
    assert screen.end() == 130
    assert (sound.path / ".bashrc").read_bytes() == LINE


def test_the_worst_comes_first(sound: Home) -> None:
    """Errors, warnings, notes, each with place and remedy, broken between words; then what is sound."""
    sound.call("use", "cn")
    sound.write_env((sound.read_env() or b"") + b"GO111MODULE=on\nGOINSECURE=git.corp.example\n")
    (sound.path / ".bashrc").write_bytes(LINE)
    screen = Screen(sound, "doctor")
    assert screen.end() == 1
    shown = screen.display
    assert shown[:4] == [
        "1 error",
        "  ! ~/.bashrc:1: GOPROXY becomes https://goproxy.io in a new terminal, over cn",
        "    -> goenvctl doctor --fix comments this line out",
        "1 warning",
    ]
    assert [line for line in shown if line in ("2 notes", "1 note")] != []
    assert shown[-2] == "goenvctl doctor --fix mends what is safe to mend"
    assert shown[-1].endswith("could not be made (-v shows them)")
    assert max(map(len, shown)) <= 80


def test_everything_on_demand(sound: Home) -> None:
    """With -v every check has its line; without, the sound ones are one number."""
    plain, long = sound.call("doctor"), sound.call("doctor", "-v")
    assert plain.stderr == long.stderr == ""
    assert "ok  Go takes GOPROXY\n" in long.stdout
    assert "--  cannot tell whether the checksum database can be reached: " in long.stdout
    assert "Go takes GOPROXY" not in plain.stdout
