"""What the journal knows of automatic changes: who serves, since when, and whether a person chose it."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing

from goenvctl.apply.journal import Change
from goenvctl.apply.ownership import kept, replay
from goenvctl.apply.plan import Ledger
from tests.home import Home


def change(
    id: int, command: str, *, served_by: str = "", profile: str = "cn", undone: bool = False
) -> Change:
    """One a minute."""
    ledger = Ledger({"GOPROXY": (None, "x")}, served_by=served_by)
    return Change(id, f"2026-11-21T10:{id:02}:00.000Z", command, profile, "/env", undone, ledger, ())


def test_who_serves() -> None:
    """The fallback that serves, from when it began to, however often it was rearranged since."""
    books = replay(
        [
            change(1, "use"),
            change(2, "auto", served_by="other"),
            change(3, "watch", served_by="official"),
            change(4, "watch", served_by="official"),
        ]
    )
    assert (books.active, books.served_by, books.since, books.change) == (
        "cn",
        "official",
        "2026-11-21T10:03:00.000Z",
        4,
    )
    assert not books.by_hand


def test_nobody_else_serves() -> None:
    """Of a profile that serves itself, and of no change at all, nothing is said."""
    for changes in ([], [change(1, "use")], [change(1, "auto", served_by="other"), change(2, "use")]):
        books = replay(changes)
        assert (books.served_by, books.since, books.by_hand) == ("", "", True)


def test_undone() -> None:
    """An undone change serves nobody; what stood before does."""
    books = replay([change(1, "auto", served_by="other"), change(2, "use", undone=True)])
    assert (books.served_by, books.since, books.change, books.by_hand) == (
        "other",
        "2026-11-21T10:01:00.000Z",
        1,
        False,
    )


def test_another_profile() -> None:
    """The same fallback serves another profile from when that one was put in force."""
    books = replay(
        [change(1, "auto", served_by="other"), change(2, "auto", served_by="other", profile="goproxy-cn")]
    )
    assert books.since == "2026-11-21T10:02:00.000Z"


def test_changes_that_choose_nothing() -> None:
    """What `doctor --fix` mends alters neither who serves nor who chose it."""
    before = [change(1, "auto", served_by="other")]
    mended = change(2, "doctor")._replace(ledger=kept(replay(before)))
    books = replay([*before, mended])
    assert (books.served_by, books.since, books.by_hand) == ("other", "2026-11-21T10:01:00.000Z", False)


def test_an_older_journal(home: Home) -> None:
    """Changes of a goenvctl that knew nothing of it are read as served by their own profile."""
    home.call("use", "cn")
    with closing(sqlite3.connect(home.state / "journal.sqlite")) as database:
        (ledger,) = database.execute("select ledger from change").fetchone()
        older = {name: value for name, value in json.loads(ledger).items() if name != "served_by"}
        assert len(older) < len(json.loads(ledger))
        database.execute("update change set ledger = ?", (json.dumps(older),))
        database.commit()
    assert home.call("status", "--json").json["served_by"] is None
    assert home.call("profile", "add", "mine", "GOPROXY=off").code == 0
    assert home.call("profile", "rename", "mine", "other").code == 0
    assert home.call("undo").code == 0
