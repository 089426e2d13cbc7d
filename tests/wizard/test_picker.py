"""`use` without a name: a list to pick from, with what the last checks found."""

from __future__ import annotations

import pytest

from goenvctl.lately import Lately
from goenvctl.output.picker import health, titles
from goenvctl.output.table import text_width
from goenvctl.profiles.profile import Profile, parse_profile
from goenvctl.wizard.asker import Item, matching
from tests.check.net import Net, refuse, spoil
from tests.check.running import Watched
from tests.home import Home

DOWN, ENTER, INTERRUPT, END = b"\x1b[B", b"\r", b"\x03", b"\x04"
INTERRUPTED = 130


def _profile(name: str, summary: str) -> Profile:
    text = f'summary = "{summary}"\n[go]\nGOPROXY = "direct"\n'
    return parse_profile(text, name, f"/{name}.toml", "user")


PROFILES = (
    _profile("one", "The first of the two profiles that are shown here"),
    _profile("other", "中国大陆的公共镜像" * 6),
)


@pytest.mark.parametrize("columns", [200, 80, 40, 20])
@pytest.mark.parametrize("lately", [{}, {"other": Lately(2, 1, 1, 7200.0)}], ids=["unknown", "checked"])
def test_lines_fit(columns: int, lately: dict[str, Lately]) -> None:
    """Each profile is one line of no more columns than there are, wide characters counted twice."""
    shown = titles(PROFILES, "one", lately, columns)
    assert [line[:2] for line in shown] == ["* ", "  "]
    assert all(text_width(line) <= columns - 4 for line in shown)


def test_health_stands_at_the_end() -> None:
    """On 80 columns health stands behind the summary, on 40 in its place."""
    lately = {"one": Lately(2, 2, 0, 3 * 3600.0)}
    wide, narrow = (titles(PROFILES, None, lately, columns)[0] for columns in (80, 40))
    assert wide.startswith("  one    The first of")
    assert wide.endswith("2 of 2 healthy, 3 h ago")
    assert narrow == "  one    2 of 2 healthy, 3 h ago"


@pytest.mark.parametrize(
    ("found", "said"),
    [
        (Lately(2, 2, 0, 20.0), "2 of 2 healthy, just now"),
        (Lately(2, 1, 0, 300.0), "1 of 2 healthy, 5 min ago"),
        (Lately(2, 0, 1, 7200.0), "0 of 2 healthy, 1 hostile, 2 h ago"),
        (Lately(1, 1, 0, 90000.0), "1 of 1 healthy, 1 day ago"),
        (Lately(1, 1, 0, 200000.0), "1 of 1 healthy, 2 days ago"),
    ],
)
def test_health(found: Lately, said: str) -> None:
    """How many were healthy, how many hostile, and how old that is."""
    assert health(found) == said


def test_the_last_check_is_shown(home: Home, net: Net) -> None:
    """The list says what the last check found of a profile's mirrors; of others it says nothing."""
    good, failing = net.mirror(), net.mirror()
    refuse(failing, 502)
    net.profile(home, f"{good.url}|{failing.url}")
    home.call("check", "loop")
    with Watched(home, "use") as screen:
        screen.wait_for("tencent")
        shown = [line for line in screen.display if "healthy" in line]
        assert [line.split()[0] for line in shown] == ["loop"]
        assert shown[0].endswith("1 of 2 healthy, just now")
        screen.type(INTERRUPT)
        assert screen.end() == INTERRUPTED


def test_a_hostile_mirror_is_named(home: Home, net: Net) -> None:
    """A mirror that served wrong bytes is told as hostile."""
    mirror = net.mirror()
    spoil(mirror, lambda data: data[:-30] + bytes([data[-30] ^ 1]) + data[-29:])
    net.profile(home, mirror.url)
    verdict = home.call("check", "loop", "--json").json["results"][0]["verdict"]
    with Watched(home, "use") as screen:
        screen.wait_for("tencent")
        [line] = [line for line in screen.display if "healthy" in line]
        assert ("hostile" in line) is (verdict == "hostile")
        screen.type(INTERRUPT)
        screen.end()


def test_the_current_one_is_under_the_cursor(home: Home) -> None:
    """The active profile is marked, and Enter takes it again, which is no change."""
    home.call("use", "huawei")
    with Watched(home, "use") as screen:
        screen.wait_for("tencent")
        [line] = [line for line in screen.display if "»" in line]
        assert line.split()[:3] == ["»", "*", "huawei"]
        screen.type(ENTER)
        assert screen.end() == 0
    assert "huawei was in effect already; nothing was changed" in screen.display


def test_typing_filters(home: Home) -> None:
    """Typing leaves the lines that hold what was typed."""
    with Watched(home, "use") as screen:
        screen.wait_for("tencent")
        screen.type(b"huaw")
        screen.wait_for("/ huaw...")
        assert [line for line in screen.display if "tencent" in line] == []
        screen.type(ENTER)
        assert screen.end() == 0
    assert home.call("current").stdout == "huawei\n"


def test_nothing_matches(home: Home) -> None:
    """Where no line holds what was typed it is said, and Enter takes nothing; less text finds again."""
    with Watched(home, "use") as screen:
        screen.wait_for("tencent")
        screen.type(b"huazzz")
        screen.wait_for("nothing matches")
        assert [line for line in screen.display if "aliyun" in line] == []
        screen.type(ENTER + DOWN + ENTER + b"\x7f")
        screen.wait_for("/ huazz...")
        assert home.read_env() is None
        screen.type(b"\x7f\x7f")
        screen.wait_for("huawei")
        screen.type(ENTER)
        assert screen.end() == 0
    assert home.call("current").stdout == "huawei\n"


@pytest.mark.parametrize("typed", ["china", "CN"])
def test_a_name_is_found(home: Home, typed: str) -> None:
    """A name or an alias typed in full is under the cursor, however many lines hold it."""
    with Watched(home, "use") as screen:
        screen.wait_for("tencent")
        screen.type(typed.encode())
        screen.wait_for(f"/ {typed}...")
        screen.type(ENTER)
        assert screen.end() == 0
    assert home.call("current").stdout == "cn\n"


def test_chinese_filters(home: Home) -> None:
    """Chinese that is typed, or pasted, filters as other letters do."""
    with Watched(home, "use", "--lang", "zh") as screen:
        screen.wait_for("tencent")
        screen.type("华为".encode())
        screen.wait_for("/ 华为...")
        assert [line for line in screen.display if "aliyun" in line] == []
        screen.type(b"\x7f\x7f\x1b[200~" + "腾讯".encode() + b"\x1b[201~")
        screen.wait_for("/ 腾讯...")
        screen.type(ENTER)
        assert screen.end() == 0
    assert home.call("current").stdout == "tencent\n"


ITEMS = (
    Item("aliyun", "  aliyun    a mirror in China", names=("alibaba",)),
    Item("cn", "* cn        public mirrors", names=("china",)),
    Item("cncf", "  cncf      another"),
)


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("", ["aliyun", "cn", "cncf"]),
        ("china", ["cn", "aliyun"]),
        ("c", ["cn", "cncf", "aliyun"]),
        ("CNCF ", ["cncf"]),
        ("baba", ["aliyun"]),
        ("zzz", []),
    ],
)
def test_matching(text: str, values: list[str]) -> None:
    """The one called so comes first, then names that begin so, then lines that hold it."""
    assert [item.value for item in matching(ITEMS, text)] == values


def test_templates_are_left_out(home: Home) -> None:
    """What cannot be used is not in the list."""
    with Watched(home, "use") as screen:
        screen.wait_for("tencent")
        assert [line for line in screen.display if "corporate" in line] == []
        screen.type(INTERRUPT)
        screen.end()


@pytest.mark.parametrize("key", [INTERRUPT, END], ids=["ctrl-c", "end"])
def test_giving_up(home: Home, key: bytes) -> None:
    """Ctrl-C and the end of input are exit 130, and nothing is changed."""
    with Watched(home, "use") as screen:
        screen.wait_for("tencent")
        screen.type(key)
        assert screen.end() == INTERRUPTED
    assert (screen.display[-1], home.read_env()) == ("interrupted", None)


def test_a_dumb_terminal(home: Home) -> None:
    """TERM=dumb gets numbered lines and types one, without one escape sequence."""
    with Watched(home, "use", env={"TERM": "dumb"}) as screen:
        screen.wait_for("number or name: ")
        screen.type(b"nothing\n")
        screen.wait_for("there is no nothing")
        screen.type(b"china\n")
        assert screen.end() == 0
    assert b"\x1b" not in screen.raw
    assert home.call("current").stdout == "cn\n"


def test_forty_columns(home: Home) -> None:
    """On 40 columns every profile keeps its line."""
    with Watched(home, "use", columns=40) as screen:
        screen.wait_for("tencent")
        assert len([line for line in screen.display if line.startswith(("   ", " » "))]) == 10
        screen.type(INTERRUPT)
        screen.end()


def test_no_colour(home: Home) -> None:
    """NO_COLOR takes the colour out of the list."""
    with Watched(home, "use", env={"NO_COLOR": "1"}) as screen:
        screen.wait_for("tencent")
        screen.type(INTERRUPT)
        screen.end()
    assert [code for code in (b"36m", b"36;1m", b"38;5", b"38;2") if code in screen.raw] == []


def test_in_a_pipe(home: Home) -> None:
    """Where nobody can be asked it is one clear error, exit 2."""
    ended = home.goenvctl("use")
    assert (ended.code, ended.stderr.splitlines()[0]) == (2, "goenvctl: which profile?")


@pytest.mark.parametrize(
    ("typed", "meant"), [("alyun", "aliyun"), ("offical", "official"), ("chinna", "china"), ("CN", "cn")]
)
def test_a_near_miss(home: Home, typed: str, meant: str) -> None:
    """A name or an alias that was nearly right is suggested."""
    ended = home.call("use", typed)
    assert (ended.code, ended.stderr.splitlines()[-1]) == (2, f"  -> did you mean {meant}?")
