"""`undo` as a person meets it."""

from __future__ import annotations

from tests.home import Home


def test_undo_says_what_is_active_again(home: Home) -> None:
    """`undo` walks back, one change at a time, and then there is nothing left."""
    home.call("use", "cn")
    home.call("use", "official")
    assert home.call("undo").stdout.splitlines()[0] == "change 2 is undone; cn is active again"
    assert home.call("undo").stdout.splitlines()[0] == "change 1 is undone; no profile is active"
    nothing = home.call("undo")
    assert (nothing.code, nothing.stdout) == (1, "")
    assert nothing.stderr.splitlines()[0] == "goenvctl: nothing to undo"
    assert home.read_env() is None


def test_an_older_change_that_others_built_upon(home: Home) -> None:
    """`undo ID` of a change whose variables a later one has set is a conflict, even with equal values."""
    for name in ("cn", "official", "cn"):
        home.call("use", name)
    before = home.read_env()
    ended = home.call("undo", "1")
    assert (ended.code, home.read_env()) == (5, before)
    assert ended.stderr.splitlines()[0].endswith(
        "change 2 has set GOPROXY, GOSUMDB since; nothing was touched"
    )
    forced = home.call("undo", "1", "--force")
    assert (forced.code, home.read_env()) == (0, None)
    assert (
        forced.stdout.splitlines()[0] == "change 1 is undone; cn is active by name, but not as it was written"
    )


def test_undo_all_names_every_change(home: Home) -> None:
    """`undo --all` tells all the changes it took back."""
    home.call("use", "cn")
    home.call("use", "official")
    ended = home.call("undo", "--all")
    assert ended.stdout.splitlines()[0] == "changes 2, 1 are undone; no profile is active"


def test_a_forced_undo_leaves_nothing_behind(home: Home) -> None:
    """After a forced undo of an older change the later one does not bring its value back."""
    before = b"GOPROXY=https://user.example.net\n"
    home.write_env(before)
    home.write_profile("g", '[go]\nGOPROXY = "https://a.example.org"\n')
    home.write_profile("s", '[go]\nGOSUMDB = "sum.golang.org"\n')
    home.call("use", "g")
    home.call("use", "s")
    assert home.call("undo", "1").code == 5
    assert home.call("undo", "1", "--force").code == 0
    assert home.call("undo").code == 0
    assert home.read_env() == before
