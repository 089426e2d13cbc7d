"""Exit 4 at a terminal: `use` offers to comment out, in the same change, the lines that would win."""

from __future__ import annotations

import pytest

from tests.check.running import Watched
from tests.home import Home

LINE = "export GOPROXY=https://example.com"
MEND = "  -> goenvctl doctor --fix takes it out where that is safe; else do it by hand"
QUESTION = "comment this line out as part of the change? [y/N]"


@pytest.fixture
def shadowed(home: Home) -> Home:
    """bash, whose startup file exports another GOPROXY."""
    home.environ["SHELL"] = "/bin/bash"
    (home.path / ".bashrc").write_text(f"alias ll='ls -l'\n{LINE}\n")
    return home


def test_yes_is_one_change(shadowed: Home) -> None:
    """With yes the line is commented out, the profile is in effect, and one undo takes back both."""
    before = (shadowed.path / ".bashrc").read_bytes()
    with Watched(shadowed, "use", "cn") as screen:
        screen.wait_for(QUESTION)
        assert shadowed.read_env() is None
        assert screen.display[0].startswith("! ~/.bashrc:2: GOPROXY becomes https://example.com in ")
        screen.type(b"y\n")
        assert screen.end() == 0
    assert "cn is in effect" in screen.display
    assert LINE not in (shadowed.path / ".bashrc").read_text().splitlines()
    assert len(shadowed.call("history", "--json").json["changes"]) == 1
    assert shadowed.call("undo").code == 0
    assert ((shadowed.path / ".bashrc").read_bytes(), shadowed.read_env()) == (before, None)


@pytest.mark.parametrize("answer", [b"\n", b"n\n"], ids=["enter", "no"])
def test_no_is_as_in_a_pipe(shadowed: Home, answer: bytes) -> None:
    """With no, which is the default, it is written all the same, exit 4, and ends with the remedy."""
    before = (shadowed.path / ".bashrc").read_bytes()
    with Watched(shadowed, "use", "cn") as screen:
        screen.wait_for(QUESTION)
        screen.type(answer)
        assert screen.end() == 4
    assert screen.display[-1].startswith("  -> goenvctl doctor --fix")
    assert (shadowed.path / ".bashrc").read_bytes() == before
    assert shadowed.call("current").stdout == "cn\n"


@pytest.mark.parametrize("key", [b"\x03", b"\x04"], ids=["ctrl-c", "end"])
def test_giving_up(shadowed: Home, key: bytes) -> None:
    """Ctrl-C and the end of input at the question are exit 130, and nothing is changed."""
    with Watched(shadowed, "use", "cn") as screen:
        screen.wait_for(QUESTION)
        screen.interrupt() if key == b"\x03" else screen.type(key)
        assert screen.end() == 130
    assert shadowed.read_env() is None


def test_two_lines(shadowed: Home) -> None:
    """A second line behind the first is found too; both are one question."""
    bashrc = shadowed.path / ".bashrc"
    bashrc.write_text(f"{LINE}\nexport GOPROXY=https://second.example.com\nexport GOSUMDB=off\n")
    with Watched(shadowed, "use", "cn") as screen:
        screen.wait_for("comment these 3 lines out as part of the change? [y/N]")
        screen.type(b"y\n")
        assert screen.end() == 0
    assert all(line.startswith("#") for line in bashrc.read_text().splitlines())


@pytest.mark.parametrize("option", ["--yes", "--quiet", "--json", "--dry-run"])
def test_scripts_are_not_asked(shadowed: Home, option: str) -> None:
    """--yes is no agreement to it, and --quiet, --json and --dry-run ask nothing."""
    before = (shadowed.path / ".bashrc").read_bytes()
    with Watched(shadowed, "use", "cn", option) as screen:
        assert screen.end() == (0 if option == "--dry-run" else 4)
    assert "[y/N]" not in "\n".join(screen.display)
    assert (shadowed.path / ".bashrc").read_bytes() == before


def test_a_pipe_is_not_asked(shadowed: Home) -> None:
    """In a pipe nothing is asked, and the last lines are the remedy."""
    ended = shadowed.goenvctl("use", "cn")
    assert (ended.code, ended.stderr.splitlines()[-1]) == (
        4,
        MEND,
    )


@pytest.mark.parametrize(
    "text", [f"if true; then\n  {LINE}\nfi\n", "export GOPROXY=$(cat proxy)\n", "# GOPROXY\n"]
)
def test_what_is_not_safe_is_not_offered(shadowed: Home, text: str) -> None:
    """A line that cannot be commented out safely is not offered."""
    (shadowed.path / ".bashrc").write_text(text)
    with Watched(shadowed, "use", "cn") as screen:
        assert screen.end() in (0, 4)
    assert "[y/N]" not in "\n".join(screen.display)


def test_this_terminal_and_the_file(shadowed: Home) -> None:
    """What is exported here too ends with the line for this terminal and the one for the file."""
    ended = shadowed.goenvctl("use", "cn", env={"GOPROXY": "https://example.com"})
    remedies = [line for line in ended.stderr.splitlines() if line.startswith("  -> ")]
    assert (ended.code, remedies[-2:]) == (
        4,
        [
            "  -> unset GOPROXY",
            MEND,
        ],
    )
