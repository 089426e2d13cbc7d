"""`setup` at a terminal offers what `use` offers: to comment out, in its change, the line that would win."""

from __future__ import annotations

import pytest

from tests.check.net import Net
from tests.check.running import Watched
from tests.home import Home

LINE = "export GOPROXY=https://goproxy.io,direct"
QUESTION = "comment this line out as part of the change? [y/N]"
OFFLINE = ("setup", "--where", "offline", "--no-private", "--to", "go-env")
COMPANY = ("setup", "--where", "company", "--private", "git.corp.example", "--to", "go-env")


@pytest.fixture
def shadowed(home: Home) -> Home:
    """bash, whose startup file exports another GOPROXY."""
    home.environ["SHELL"] = "/bin/bash"
    (home.path / ".bashrc").write_text(f"alias ll='ls -l'\n{LINE}\n")
    return home


@pytest.mark.parametrize(
    ("name", "line"), [("offline", LINE), ("work", LINE), ("work", "export GOSUMDB=off")]
)
def test_yes_is_one_change(shadowed: Home, net: Net, name: str, line: str) -> None:
    """With yes the plan shows it, the profile is in effect, and one undo takes back both."""
    flags = OFFLINE if name == "offline" else (*COMPANY, "--proxy", net.mirror().url)
    bashrc = shadowed.path / ".bashrc"
    bashrc.write_text(f"alias ll='ls -l'\n{line}\n")
    before = bashrc.read_bytes()
    with Watched(shadowed, *flags) as screen:
        screen.wait_for(QUESTION)
        screen.type(b"y\n")
        screen.wait_for("Make these changes? [Y/n]")
        assert f"-{line}" in screen.display
        assert (bashrc.read_bytes(), shadowed.read_env()) == (before, None)
        screen.type(b"\n")
        assert screen.end() == 0
    assert f"{name} is in effect" in screen.display
    assert line not in bashrc.read_text().splitlines()
    assert len(shadowed.call("history", "--json").json["changes"]) == 1
    assert shadowed.call("undo").code == 0
    assert (bashrc.read_bytes(), shadowed.read_env()) == (before, None)


def test_no_is_as_before(shadowed: Home) -> None:
    """With no, which Enter is, the line stays, and it is written, but not in effect: exit 4."""
    with Watched(shadowed, *OFFLINE) as screen:
        screen.wait_for(QUESTION)
        screen.type(b"\n")
        screen.wait_for("Make these changes? [Y/n]")
        screen.type(b"\n")
        assert screen.end() == 4
    assert LINE in (shadowed.path / ".bashrc").read_text().splitlines()


def test_giving_up(shadowed: Home) -> None:
    """Ctrl-C at the last question, after a yes to the offer, changes nothing and says so."""
    before = (shadowed.path / ".bashrc").read_bytes()
    with Watched(shadowed, *OFFLINE) as screen:
        screen.wait_for(QUESTION)
        screen.type(b"y\n")
        screen.wait_for("Make these changes? [Y/n]")
        screen.interrupt()
        assert screen.end() == 130
    assert screen.display[-1].endswith("interrupted; nothing was changed")
    assert ((shadowed.path / ".bashrc").read_bytes(), shadowed.read_env()) == (before, None)


@pytest.mark.parametrize("option", ["--yes", "--dry-run"])
def test_scripts_are_not_asked(shadowed: Home, option: str) -> None:
    """--yes is no agreement to it, and --dry-run asks nothing."""
    with Watched(shadowed, *OFFLINE, option) as screen:
        assert screen.end() == (4 if option == "--yes" else 0)
    assert "[y/N]" not in "\n".join(screen.display)
    assert LINE in (shadowed.path / ".bashrc").read_text().splitlines()
