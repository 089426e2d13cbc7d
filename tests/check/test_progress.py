"""A check on a terminal of 80 columns: a live table while it runs, and the answer in its place."""

from __future__ import annotations

import re

import pytest

from tests.check.net import Net
from tests.check.running import Watched, shown
from tests.fakes.mirror import Mirror
from tests.home import Home

INTERRUPTED = 130
LATE_S = 0.3
COLOUR = re.compile(rb"\x1b\[[0-9;]*3[0-7]m")
HIDDEN_CURSOR = b"\x1b[?25l"


@pytest.fixture
def mirrors(home: Home, net: Net) -> tuple[Mirror, Mirror]:
    """One that answers at once, one that takes its time; GOSUMDB is exported."""
    home.environ["GOSUMDB"] = net.gosumdb
    return net.mirror(), net.mirror(delay_s=LATE_S)


def test_while_it_runs(home: Home, mirrors: tuple[Mirror, Mirror]) -> None:
    """The one that has answered stands there with its verdict in words, the other one as asked."""
    fast, late = (mirror.url for mirror in mirrors)
    with Watched(home, "check", fast, late) as screen:
        screen.wait_for("1 answered, 1 still asked")
        done, asked, count = screen.display
        assert done.split()[:2] == ["healthy", fast]
        assert asked.split()[:2] == ["asking", late]
        assert count.endswith("1 answered, 1 still asked")
        assert screen.end() == 0


def test_at_its_end(home: Home, mirrors: tuple[Mirror, Mirror]) -> None:
    """At the end the live table is gone and the answer stands alone: a header, a row each, one line."""
    urls = {mirror.url for mirror in mirrors}
    code, screen = shown(home, "check", *urls)
    assert code == 0
    header, first, second, *last = screen.display
    assert header.split()[:3] == ["#", "MIRROR", "VERDICT"]
    assert [row.split()[::2][:1] + row.split()[2:3] for row in (first, second)] == [
        ["1", "healthy"],
        ["2", "healthy"],
    ]
    assert {row.split()[1] for row in (first, second)} == urls
    assert "".join(last).startswith("fastest: http://127.0.0.1:")
    assert screen.raw.count(b"\x1b[?25h") == screen.raw.count(HIDDEN_CURSOR) > 0


def test_use_fastest(home: Home, net: Net, mirrors: tuple[Mirror, Mirror]) -> None:
    """`use --fastest` shows the same table while it asks, and at the end only what `use` says."""
    net.profile(home, "|".join(mirror.url for mirror in mirrors))
    with Watched(home, "use", "loop", "--fastest") as screen:
        screen.wait_for("1 answered, 1 still asked")
        assert screen.end() == 0
    assert screen.display[0] == "loop is in effect"
    assert not [line for line in screen.display if "asking" in line or "answered" in line]


@pytest.mark.parametrize(("env", "options"), [({"NO_COLOR": "1"}, []), ({}, ["--no-color"])])
def test_no_colour(
    home: Home, mirrors: tuple[Mirror, Mirror], env: dict[str, str], options: list[str]
) -> None:
    """NO_COLOR and --no-color take the colour out of the live table and the answer, not the table."""
    code, screen = shown(home, "check", mirrors[0].url, *options, env=env)
    assert code == 0
    assert HIDDEN_CURSOR in screen.raw
    assert COLOUR.findall(screen.raw) == []


def test_colour(home: Home, mirrors: tuple[Mirror, Mirror]) -> None:
    """Without them healthy is green."""
    code, screen = shown(home, "check", mirrors[0].url)
    assert code == 0
    assert b"\x1b[32mhealthy" in screen.raw


def test_a_dumb_terminal(home: Home, mirrors: tuple[Mirror, Mirror]) -> None:
    """TERM=dumb gets a line for each as it comes, and no escape sequence at all."""
    code, screen = shown(home, "check", mirrors[0].url, env={"TERM": "dumb"})
    assert code == 0
    assert screen.display[0].startswith(f"healthy     {mirrors[0].url}  0.")
    assert b"\x1b" not in screen.raw


@pytest.mark.parametrize("option", ["--quiet", "--json"])
def test_no_progress(home: Home, mirrors: tuple[Mirror, Mirror], option: str) -> None:
    """--quiet and --json show no progress."""
    code, screen = shown(home, "check", mirrors[0].url, option)
    assert code == 0
    assert [mark for mark in (b"asking", b"answered", HIDDEN_CURSOR) if mark in screen.raw] == []


def test_it_fits(home: Home, mirrors: tuple[Mirror, Mirror]) -> None:
    """An address longer than the terminal is cut, in the live table and in the answer, and no line wraps."""
    long = f"{mirrors[1].url}/{'long' * 15}"
    with Watched(home, "check", mirrors[0].url, long) as screen:
        screen.wait_for("1 answered, 1 still asked")
        assert [line.split()[0] for line in screen.display[:2]] == ["healthy", "asking"]
        assert len(screen.display) == 3
        assert screen.end() == 0
    assert [line.split()[0] for line in screen.display[:3]] == ["#", "1", "-"]


def test_more_than_the_screen_holds(home: Home, net: Net, mirrors: tuple[Mirror, Mirror]) -> None:
    """Of more mirrors than the screen has lines as many are shown as fit, and all go at the end."""
    silent = net.silent().url
    with Watched(home, "check", *(f"{silent}/m{number}" for number in range(60))) as screen:
        screen.wait_for("0 answered, 60 still asked")
        assert 40 < len(screen.display) < 50
        screen.interrupt()
        assert screen.end() == INTERRUPTED
    assert [line for line in screen.display if "asking" in line or "answered" in line] == []


@pytest.mark.parametrize("place", ["127.0.0.1:9/[/x]", "127.0.0.1:9/[red]x", "[fd00::1]:9/x"])
def test_brackets(home: Home, mirrors: tuple[Mirror, Mirror], place: str) -> None:
    """An address with brackets, such as an IPv6 one, is shown as it is and is no markup."""
    with Watched(home, "check", f"http://{place}", mirrors[1].url) as screen:
        screen.wait_for("1 answered, 1 still asked")
        assert [line.split()[1] for line in screen.display[:1]] == [f"http://{place}"]
        screen.interrupt()
        assert screen.end() == INTERRUPTED
