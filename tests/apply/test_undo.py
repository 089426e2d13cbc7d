"""undo: bytes and mode come back, values where others wrote since, and nobody's edit is lost."""

from __future__ import annotations

import os

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.apply import telemetry
from tests.apply.memory import in_memory
from tests.home import Home
from tests.toolchains import NEWEST, Toolchain

PROFILES = ("official", "cn", "direct", "default", "offline", "corp", "odd")
CORP = """trust = "private"
unset = ["GOSUMDB"]
[go]
GOPROXY = "https://proxy.corp.example,off"
GOPRIVATE = "corp.example"
"""
ODD = '[go]\nGOPROXY = "https://odd.example/x|direct"\nGONOSUMDB = "odd.example"\n'
LINES = (
    b"", b"# a comment", b"# caf\xe9", b"GOFLAGS=-mod=mod", b"GOPATH=/caf\xe9", b"GOPROXY=direct",
    b"GOPROXY=https://mine.example,off", b"GOSUMDB=off", b"GOSUMDB=", b"GOPRIVATE=mine.example",
    b"GONOPROXY=a.example,b.example", b"GONOSUMDB=c.example", b"no setting", b"export GOPROXY=x",
    b" GOPROXY=indented", b"GOPROXY = spaced", b"lower=case", b"=", b"GOPROXY=a#b", b"\x00",
)  # fmt: skip


@st.composite
def _texts(draw: st.DrawFn) -> bytes | None:
    if draw(st.integers(0, 9)) == 0:
        return None
    ends = draw(st.sampled_from((b"\n", b"\r\n")))
    lines = draw(st.lists(st.sampled_from(LINES), max_size=8))
    text = draw(st.sampled_from((b"", b"\xef\xbb\xbf"))) + ends.join(lines)
    return text + draw(st.sampled_from((b"", ends)))


TEXTS = _texts()
STEPS = st.lists(
    st.sampled_from((*[("use", name) for name in PROFILES], ("use", "-"), ("undo",))), max_size=6
)
MODES = st.sampled_from((0o600, 0o644, 0o664))
LINKS = st.sampled_from(("no link", "link", "chain"))


def there_and_back(
    toolchain: Toolchain | None,
    text: bytes | None,
    mode: int,
    link: str,
    steps: list[tuple[str, ...]],
    at_once: bool,
) -> None:
    """Take the steps, undo them all, and compare."""
    with in_memory() as folder:
        home = Home(folder / "home", toolchain)
        telemetry.off(home)
        home.write_profile("corp", CORP)
        home.write_profile("odd", ODD)
        file = home.env_file
        for name in {"no link": (), "link": ("dot",), "chain": ("one", "dots/two")}[link]:
            target = home.path / name
            target.parent.mkdir(exist_ok=True)
            file.symlink_to(os.path.relpath(target, file.parent))
            file = target
        if text is not None:
            file.write_bytes(text)
            file.chmod(mode)
        for step in steps:
            assert home.call(*step).code in (0, 1, 4), step  # 4: their GOSUMDB=off voids it
        if at_once:
            assert home.call("undo", "--all").code in (0, 1)
        else:
            codes = [home.call("undo").code for _ in range(len(steps) + 1)]
            assert codes == sorted(codes)
            assert set(codes) <= {0, 1}
        assert home.env_file.is_symlink() == (link != "no link")
        assert home.read_env() == text
        assert (file.read_bytes() if file.exists() else None) == text
        if text is not None:
            assert file.stat().st_mode & 0o7777 == mode
        assert home.call("undo").code == 1


@settings(max_examples=40, deadline=None)
@given(text=TEXTS, mode=MODES, link=LINKS, steps=STEPS, at_once=st.booleans())
@example(text=None, mode=0o600, link="chain", steps=[("use", "cn")], at_once=False)
@example(text=b"", mode=0o600, link="no link", steps=[("use", "cn")], at_once=True)
def test_everything_undone_is_as_before(
    text: bytes | None, mode: int, link: str, steps: list[tuple[str, ...]], at_once: bool
) -> None:
    """Whatever was in the file and whatever was done, undoing it all restores bytes, mode and links."""
    there_and_back(None, text, mode, link, steps, at_once)


@pytest.mark.slow
@settings(max_examples=200, deadline=None)
@given(text=TEXTS, mode=MODES, link=LINKS, steps=STEPS, at_once=st.booleans())
def test_everything_undone_is_as_before_in_many_homes(
    text: bytes | None, mode: int, link: str, steps: list[tuple[str, ...]], at_once: bool
) -> None:
    """The same, two hundred times."""
    there_and_back(None, text, mode, link, steps, at_once)


@settings(max_examples=25, deadline=None)
@given(text=TEXTS, mode=MODES, link=LINKS, steps=STEPS, at_once=st.booleans())
@example(text=None, mode=0o600, link="link", steps=[("use", "cn")], at_once=False)
def test_everything_undone_is_as_before_with_go(
    text: bytes | None, mode: int, link: str, steps: list[tuple[str, ...]], at_once: bool
) -> None:
    """The same holds where the real go makes the new text."""
    there_and_back(NEWEST, text, mode, link, steps, at_once)


def history(home: Home) -> object:
    return home.call("history", "--json").json


def test_changed_since(home: Home) -> None:
    """A variable that somebody changed since is not undone: exit 5, and nothing is touched."""
    home.write_env(b"GOPROXY=https://first.example\n")
    assert home.call("use", "cn").code == 0
    assert home.go("env", "-w", "GOPROXY=direct", "GOPATH=/tmp/theirs").code == 0
    before, told = home.read_env(), history(home)
    answer = home.call("undo")
    assert answer.code == 5
    assert answer.stderr.startswith(f"goenvctl: GOPROXY in {home.env_file} was changed after change 1")
    assert (home.read_env(), history(home)) == (before, told)
    assert home.call("undo", "--all").code == 5
    assert home.read_env() == before


def test_force_overrides(home: Home) -> None:
    """`undo --force` restores it all the same, and keeps what others set elsewhere."""
    home.write_env(b"GOPROXY=https://first.example\n")
    assert home.call("use", "cn").code == 0
    assert home.go("env", "-w", "GOPROXY=direct", "GOPATH=/tmp/theirs").code == 0
    assert home.call("undo", "--force").code == 0
    assert home.read_env() == b"GOPATH=/tmp/theirs\nGOPROXY=https://first.example\n"


def test_foreign_variables_are_kept(home: Home) -> None:
    """Other variables that somebody set since stay, and ours go."""
    assert home.call("use", "cn").code == 0
    assert home.go("env", "-w", "GOPATH=/tmp/theirs").code == 0
    assert home.call("use", "official").code == 0
    assert home.call("undo").code == 0
    assert home.call("current").stdout == "cn\n"
    assert home.call("undo").code == 0
    assert home.read_env() == b"GOPATH=/tmp/theirs\n"


def test_the_one_before(home: Home) -> None:
    """`use -` goes to the profile that was active before, and back."""
    assert home.call("use", "-").code == 1
    assert [home.call("use", name).code for name in ("cn", "official", "-")] == [0, 0, 0]
    assert home.call("current").stdout == "cn\n"
    assert home.call("use", "-").code == 0
    assert home.call("current").stdout == "official\n"
    assert home.go_env("GOPROXY") == {"GOPROXY": "https://proxy.golang.org,direct"}


def test_the_active_profile_again(home: Home) -> None:
    """`use` of the active profile changes nothing: same file, same history."""
    assert home.call("use", "cn").code == 0
    before, told = home.env_file.stat(), history(home)
    assert home.call("use", "cn").code == 0
    assert home.env_file.stat() == before
    assert history(home) == told


def test_by_number(home: Home) -> None:
    """`undo ID` takes that change back: 5 while a later one stands on it, 1 where it is undone or unknown."""
    assert [home.call("use", name).code for name in ("cn", "official")] == [0, 0]
    after = home.read_env()
    assert home.call("undo", "1").code == 5
    assert home.read_env() == after
    assert [home.call("undo", number).code for number in ("2", "2", "1", "7")] == [0, 1, 0, 1]
    assert home.read_env() is None


def test_nothing_to_undo(home: Home) -> None:
    """With no change there is nothing to undo: exit 1, and no file is made."""
    answer = home.call("undo")
    assert (answer.code, answer.stderr.splitlines()[0]) == (1, "goenvctl: nothing to undo")
    assert home.read_env() is None
