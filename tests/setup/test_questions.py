"""`setup` at a terminal: the questions, a check beside them, the plan, one yes, the result."""

from __future__ import annotations

import pytest

from goenvctl.output.table import text_width
from tests.check.net import Net, refuse, spoil
from tests.check.running import Watched
from tests.home import Home
from tests.setup.files import snapshot

INTERRUPTED = 130
ENTER, DOWN, UP, INTERRUPT, END = b"\r", b"\x1b[B", b"\x1b[A", b"\x03", b"\x04"
WHERE, WHICH, OTHER, TARGETS, AGREE = (
    "Where are you?",
    "Which modules are private?",
    "Other private modules",
    "Where to write?",
    "Make these changes?",
)


def _reach(screen: Watched, *questions: str, first: bytes = ENTER) -> None:
    """Take the proposal at each question but the last one, and wait for that."""
    keys = first
    for question in questions[:-1]:
        screen.wait_for(question)
        screen.wait_for("(" if question != AGREE else "[Y/n]")
        screen.type(keys)
        keys = ENTER
    screen.wait_for(questions[-1])


def _press(screen: Watched, key: bytes, *, is_line: bool) -> None:
    """Where a line is read the terminal makes a signal of Ctrl-C; this one is not the child's own."""
    if is_line and key == INTERRUPT:
        screen.interrupt()
    else:
        screen.type(key)


def test_all_of_it(settled: Home) -> None:
    """Enter at each question takes what is proposed; after one yes the profile is in force."""
    with Watched(settled, "setup") as screen:
        _reach(screen, WHERE, WHICH, OTHER, TARGETS, AGREE)
        assert settled.read_env() is None
        screen.type(b"y\r")
        assert screen.end() == 0
    lines = screen.display
    assert lines[0] == "? Where are you? elsewhere: Go's own proxy (profile official)"
    assert lines[1] == "? Which modules are private? git.corp.example"
    assert lines[2] == "? Other private modules (empty: none) none"
    assert lines[3] == "? Where to write? go-env"
    assert "check of official: 1 of 1 checked, 1 good" in lines
    assert "+GOPRIVATE=git.corp.example" in lines
    assert "official is in effect" in lines
    assert "take it back: goenvctl undo" in lines
    assert settled.go_env("GOPRIVATE") == {"GOPRIVATE": "git.corp.example"}


def test_a_check_goes_on_meanwhile(settled: Home, net: Net) -> None:
    """While a question stands, the line below it tells how far the check of the chosen mirrors is."""
    net.profile(settled, f"{net.mirror().url}|{net.silent().url}", name="cn")
    with Watched(settled, "setup") as screen:
        _reach(screen, WHERE, WHICH, OTHER, first=UP + ENTER)
        screen.wait_for("check of cn: 2 of 2 checked, 1 good")
        screen.type(ENTER)
        _reach(screen, TARGETS, AGREE)
        assert "  -> afterwards, goenvctl use cn --fastest leaves out what fails" in screen.display
        screen.type(ENTER)
        assert screen.end() == 0


def test_a_check_that_is_late(settled: Home, net: Net) -> None:
    """What has not answered when the questions are over is waited for with a live table."""
    net.profile(settled, net.mirror(delay_s=1.0).url, name="cn")
    with Watched(settled, "setup", "--where", "cn", "--no-private", "--to", "go-env") as screen:
        screen.wait_for("0 answered, 1 still asked")
        screen.wait_for(AGREE)
        assert "check of cn: 1 of 1 checked, 1 good" in screen.display
        screen.type(ENTER)
        assert screen.end() == 0


def test_an_unhealthy_mirror_blocks_nothing(settled: Home, net: Net) -> None:
    """A mirror that serves wrong bytes is said, with what to do; the change can be made all the same."""
    mirror = net.mirror()
    spoil(mirror, lambda data: data[::-1])
    net.profile(settled, mirror.url, name="cn")
    with Watched(settled, "setup", "--where", "cn", "--no-private", "--to", "go-env") as screen:
        screen.wait_for(AGREE)
        assert [line for line in screen.display if line.startswith(("! broken", "! hostile"))]
        assert "  -> it can be set up all the same; goenvctl check asks again" in screen.display
        screen.type(ENTER)
        assert screen.end() == 0
    assert settled.call("current").stdout == "cn\n"


def test_a_company(settled: Home, net: Net) -> None:
    """A company network is asked for its proxy; an address that cannot be right is told at once."""
    proxy = net.mirror()
    with Watched(settled, "setup") as screen:
        _reach(screen, WHERE, "Address of the company's module proxy", first=DOWN + ENTER)
        screen.type(b"https://u:p@athens.corp.example\r")
        screen.wait_for("credentials")
        screen.type(b"\x15https://athens.corp.example/?token=x\r")
        screen.wait_for("https://host/path")
        assert screen.display[-2:] == [
            "the address of a module proxy has no query (`?`) and no fragment (`#`); write",
            "https://host/path",
        ]
        screen.type(b"\x15" + proxy.url.encode() + ENTER)
        _reach(screen, WHICH, OTHER, TARGETS, AGREE)
        screen.type(ENTER)
        assert screen.end() == 0
    profile = settled.call("profile", "show", "work", "--json").json
    assert (profile["trust"], profile["go"]["GOPROXY"]) == ("private", proxy.url)
    assert settled.call("current").stdout == "work\n"
    assert proxy.log != []


def test_a_pattern_that_is_no_good(settled: Home) -> None:
    """A pattern that `private add` would refuse is told at the question."""
    with Watched(settled, "setup", "--where", "offline", "--to", "go-env") as screen:
        _reach(screen, WHICH, OTHER)
        screen.type(b"*\r")
        screen.wait_for("every")
        screen.wait_for("; ")
        screen.type(b"\x15git.two.example, git.three.example\r")
        screen.wait_for(AGREE)
        screen.type(ENTER)
        assert screen.end() == 0
    patterns = settled.call("private", "list", "--json").json["patterns"]
    assert [one["pattern"] for one in patterns] == [
        "git.corp.example",
        "git.three.example",
        "git.two.example",
    ]


def test_the_word_none(settled: Home) -> None:
    """Who types the word none, as the question has it, has named none."""
    with Watched(settled, "setup", "--where", "company", "--to", "go-env", "--name", "office") as screen:
        screen.wait_for("Address of the company's module proxy")
        screen.type(b"none\r")
        _reach(screen, WHICH, OTHER)
        screen.type(b"none\r")
        screen.wait_for(AGREE)
        screen.type(ENTER)
        assert screen.end() == 0
    profile = settled.call("profile", "show", "office", "--json").json
    assert profile["go"]["GOPRIVATE"] == "git.corp.example"


def test_a_fault_takes_the_lines_it_needs(settled: Home) -> None:
    """On 40 columns a fault and its remedy are broken into lines, not cut."""
    with Watched(settled, "setup", "--where", "company", columns=40) as screen:
        screen.wait_for("module proxy")
        screen.type(b"https://athens.corp.example/#x\r")
        screen.wait_for("host/path")
        screen.type(INTERRUPT)
        assert screen.end() == INTERRUPTED


def test_no(settled: Home) -> None:
    """No at the end is exit 1, and nothing is changed."""
    before = snapshot(settled)
    with Watched(settled, "setup", "--where", "offline", "--private", "git.corp.example") as screen:
        _reach(screen, TARGETS, AGREE)
        screen.type(b"n\r")
        assert screen.end() == 1
    assert snapshot(settled) == before


def test_yes_asks_nothing_more(settled: Home) -> None:
    """With --yes and every answer given nothing is asked at a terminal either."""
    with Watched(settled, "setup", "--where", "offline", "--no-private", "--yes") as screen:
        assert screen.end() == 0
    assert "offline is in effect" in screen.display


QUESTIONS = {
    "where": (WHERE,),
    "which": (WHERE, WHICH),
    "other": (WHERE, WHICH, OTHER),
    "targets": (WHERE, WHICH, OTHER, TARGETS),
    "agree": (WHERE, WHICH, OTHER, TARGETS, AGREE),
}


@pytest.mark.parametrize("key", [INTERRUPT, END], ids=["ctrl-c", "end"])
@pytest.mark.parametrize("reached", QUESTIONS.values(), ids=QUESTIONS)
def test_giving_up(settled: Home, reached: tuple[str, ...], key: bytes) -> None:
    """Ctrl-C or the end of input at any question changes nothing: exit 130."""
    before = snapshot(settled)
    with Watched(settled, "setup") as screen:
        _reach(screen, *reached)
        _press(screen, key, is_line=reached[-1] == AGREE)
        assert screen.end() == INTERRUPTED
    assert screen.display[-1].endswith("interrupted; nothing was changed")
    assert "Traceback" not in "\n".join(screen.display)
    assert snapshot(settled) == before


@pytest.mark.parametrize("reached", [QUESTIONS["which"], QUESTIONS["other"]], ids=["which", "other"])
def test_a_signal(settled: Home, reached: tuple[str, ...]) -> None:
    """The signal of Ctrl-C, whoever sends it, does the same."""
    with Watched(settled, "setup") as screen:
        _reach(screen, *reached)
        screen.interrupt()
        assert screen.end() == INTERRUPTED
    assert settled.read_env() is None


def test_giving_up_while_a_mirror_is_silent(settled: Home, net: Net) -> None:
    """A check that still waits for a mirror does not hold the exit up."""
    net.profile(settled, net.silent().url, name="official")
    before = snapshot(settled)
    with Watched(settled, "setup") as screen:
        _reach(screen, WHERE, WHICH)
        screen.wait_for("check of official: 0 of 1 checked, 0 good")
        screen.type(INTERRUPT)
        assert screen.end() == INTERRUPTED
    assert snapshot(settled) == before


@pytest.mark.parametrize("columns", [80, 40])
def test_it_fits(settled: Home, columns: int) -> None:
    """On 80 and 40 columns each thing to choose stands on one line."""
    with Watched(settled, "setup", columns=columns) as screen:
        screen.wait_for(WHERE)
        screen.wait_for("no network")
        assert len(screen.display) == 5
        assert max(map(len, screen.display)) <= columns
        screen.type(INTERRUPT)
        screen.end()


def test_a_dumb_terminal(settled: Home) -> None:
    """TERM=dumb is asked line by line, by number or name, without one escape sequence."""
    with Watched(settled, "setup", env={"TERM": "dumb"}) as screen:
        screen.wait_for("number or name [elsewhere]: ")
        screen.type(b"9\n")
        screen.wait_for("there is no 9")
        screen.type(b"cn\n")
        screen.wait_for("numbers, - for none")
        screen.type(b"-\n")
        screen.wait_for("Other private modules (empty: none): ")
        screen.type(b"git.two.example\n")
        screen.wait_for(TARGETS)
        screen.type(b"1 2\n")
        screen.wait_for("[Y/n]")
        screen.type(b"\n")
        assert screen.end() == 0
    assert b"\x1b" not in screen.raw
    assert settled.call("current").stdout == "cn\n"
    assert "git.two.example" in (settled.path / ".bashrc").read_text()


@pytest.mark.parametrize("key", [INTERRUPT, END], ids=["ctrl-c", "end"])
def test_giving_up_on_a_dumb_terminal(settled: Home, key: bytes) -> None:
    """Ctrl-C and the end of input are exit 130 there too."""
    before = snapshot(settled)
    with Watched(settled, "setup", env={"TERM": "dumb"}) as screen:
        screen.wait_for("number or name [elsewhere]: ")
        _press(screen, key, is_line=True)
        assert screen.end() == INTERRUPTED
    assert snapshot(settled) == before


def test_chinese_of_a_mirror_that_fails(settled: Home, net: Net) -> None:
    """In Chinese the line of a mirror that fails has the word of the table for its verdict."""
    mirror = net.mirror()
    refuse(mirror, 502)
    net.profile(settled, mirror.url, name="cn")
    flags = ("--where", "cn", "--no-private", "--to", "go-env", "--lang", "zh")
    with Watched(settled, "setup", *flags) as screen:
        screen.wait_for("[Y/n]")
        [line] = [line for line in screen.display if line.startswith("! ") and mirror.url in line]
        assert line.split()[1] in ("不可达", "异常")
        screen.type(INTERRUPT)
        screen.interrupt()
        assert screen.end() == INTERRUPTED


def test_no_colour(settled: Home) -> None:
    """NO_COLOR takes every colour out of the questions."""
    with Watched(settled, "setup", env={"NO_COLOR": "1"}) as screen:
        _reach(screen, WHERE, WHICH)
        screen.type(INTERRUPT)
        screen.end()
    assert [code for code in (b"[36m", b"[0;36m", b";36m", b"38;5", b"38;2") if code in screen.raw] == []


def test_chinese(settled: Home) -> None:
    """In Chinese every question is, and each thing to choose stands on one line of 40 columns."""
    with Watched(settled, "setup", "--lang", "zh", columns=40) as screen:
        screen.wait_for("没有网络")
        lines = screen.display
        assert len(lines) == 5
        assert all(any("\u4e00" <= one <= "\u9fff" for one in line) for line in lines)
        assert max(map(text_width, lines)) <= 40
        screen.type(INTERRUPT)
        assert screen.end() == INTERRUPTED
