"""On a terminal: tables, colour, a list to pick from."""

from __future__ import annotations

import pytest

from tests.cli.screen import Screen
from tests.home import Home


def test_list_is_a_table(home: Home) -> None:
    """On 80 columns `list` is a table with a header, no line wraps, and `*` marks the active profile."""
    home.call("use", "cn")
    home.write_profile("wide", 'summary = "中国大陆的公共镜像，其中任何一个都可能失效，所以要有另一个"\n')
    screen = Screen(home, "list")
    assert screen.end() == 0
    lines = screen.display
    assert lines[0].split() == ["NAME", "TRUST", "SOURCE", "SUMMARY"]
    assert len(lines) == 14
    assert [line.split()[1] for line in lines if line.startswith("*")] == ["cn"]
    assert {line.index("public") for line in lines if "public" in line[:40]} == {lines[0].index("TRUST")}
    assert next(line for line in lines if "wide" in line).endswith("…")


def test_status_fits(home: Home) -> None:
    """On 80 columns `status` shows each value whole, and under it where it comes from."""
    home.call("use", "cn")
    screen = Screen(home, "status")
    assert screen.end() == 0
    lines = screen.display
    at = lines.index("GOPROXY      https://goproxy.cn|https://mirrors.aliyun.com/goproxy/,direct")
    assert lines[0] == "profile: cn"
    assert lines[at + 1].startswith("             from env file:1, over https://")
    assert "GOSUMDB      sum.golang.google.cn" in lines


@pytest.mark.parametrize(
    ("env", "arguments", "colored"),
    [
        ({}, [], True),
        ({"NO_COLOR": "1"}, [], False),
        ({}, ["--no-color"], False),
        ({"TERM": "dumb"}, [], False),
    ],
)
def test_colour(home: Home, env: dict[str, str], arguments: list[str], colored: bool) -> None:
    """Colour is for terminals, and NO_COLOR, --no-color and TERM=dumb turn it off."""
    screen = Screen(home, "use", "cn", *arguments, env=env)
    assert screen.end() == 0
    assert (b"\x1b[32m" in screen.raw) is colored
    assert screen.display[0] == "cn is in effect"


def test_a_narrow_terminal(home: Home) -> None:
    """A table on 20 columns is cut, never wrapped."""
    screen = Screen(home, "list", columns=20)
    assert screen.end() == 0
    assert len(screen.display) == 13


def test_use_without_a_name_asks(home: Home) -> None:
    """On a terminal `use` without PROFILE lets one pick from a list."""
    screen = Screen(home, "use")
    screen.wait_for("Which profile?")
    screen.wait_for("tencent")
    screen.type(b"\x1b[B\r")
    assert screen.end() == 0
    assert "cn is in effect" in screen.display
    assert home.call("current").stdout == "cn\n"


def test_giving_up_is_an_interrupt(home: Home) -> None:
    """Ctrl-C at the question is exit 130, and nothing is changed."""
    screen = Screen(home, "use")
    screen.wait_for("tencent")
    screen.type(b"\x03")
    assert screen.end() == 130
    assert home.read_env() is None


def test_remove_asks(home: Home) -> None:
    """`profile remove` asks on a terminal; no is exit 1 and nothing is removed."""
    path = home.write_profile("mine", '[go]\nGOPROXY = "direct"\n')
    for answer, code, there in ((b"n\n", 1, True), (b"y\n", 0, False)):
        screen = Screen(home, "profile", "remove", "mine")
        screen.wait_for("[y/N]")
        screen.type(answer)
        assert screen.end() == code
        assert path.exists() is there
