"""The journal: private, free of what it need not know, and the way back after a kill."""

from __future__ import annotations

import errno
import os
import sqlite3
import sys
from typing import Any

import pytest

from goenvctl import atomic
from goenvctl.apply import files
from tests.home import Home

SECRET = b"hunter2-do-not-keep"
FIRST = b"# password: " + SECRET + b"\nGOFLAGS=-mod=mod\nGOPROXY=direct\n"
CN = "https://goproxy.cn|https://mirrors.aliyun.com/goproxy/,direct"
# goenvctl in a process that ends, without any cleaning up, just before or just after the rename.
DYING = """
import os, sys
from goenvctl.cli.boundary import run
moment, rename = sys.argv[1], os.rename
def die(source, target):
    if moment == "after":
        rename(source, target)
    os._exit(99)
os.rename = die
run(sys.argv[2:])
"""


def die(home: Home, moment: str, *args: str) -> None:
    ended = home.spawn([sys.executable, "-c", DYING, moment, *args])
    assert ended.code == 99, ended
    with sqlite3.connect(home.state / "journal.sqlite") as database:
        assert database.execute("select count(*) from pending").fetchone() == (1,)
    database.close()


def journal_bytes(home: Home) -> bytes:
    return b"".join(path.read_bytes() for path in home.state.iterdir() if path.name.startswith("journal"))


def test_modes(home: Home) -> None:
    """The journal is for its owner alone: a 0600 file in a 0700 folder, whatever the umask."""
    before = os.umask(0)
    try:
        assert home.call("use", "cn").code == 0
    finally:
        os.umask(before)
    assert home.state.stat().st_mode & 0o777 == 0o700
    assert {path.name: path.stat().st_mode & 0o777 for path in home.state.iterdir()} == {
        "journal.sqlite": 0o600,
        "lock": 0o600,
    }


def test_secrets_that_do_not_change(home: Home) -> None:
    """After a change nothing of the untouched lines is in the journal's file, not even in its free pages."""
    home.write_env(FIRST)
    for command in (("use", "cn"), ("use", "direct"), ("undo",)):
        assert home.call(*command).code == 0
        assert SECRET not in journal_bytes(home)
    assert home.call("undo").code == 0
    assert home.read_env() == FIRST
    assert SECRET not in journal_bytes(home)


def test_secrets_between_lines_that_change(home: Home) -> None:
    """A line that does not change is not kept either where lines around it do."""
    home.write_env(b"GOPROXY=direct\nGOROOT=/" + SECRET + b"\nGOSUMDB=off\n")
    assert home.call("use", "cn").code == 0
    assert SECRET not in journal_bytes(home)


@pytest.mark.parametrize("moment", ["before", "after"])
def test_secrets_after_a_kill(home: Home, moment: str) -> None:
    """The images of a change that was cut off are wiped once it is finished or rolled back."""
    home.write_env(FIRST)
    die(home, moment, "use", "cn")
    assert SECRET in journal_bytes(home)  # so that looking for it can fail
    assert home.call("status").code == 0
    assert SECRET not in journal_bytes(home)


@pytest.mark.parametrize("next_command", [("status",), ("history",), ("current",), ("use", "cn"), ("undo",)])
def test_killed_before_the_rename(home: Home, next_command: tuple[str, ...]) -> None:
    """Killed before the rename: the next command forgets the change and takes the temp file away."""
    home.write_env(FIRST)
    die(home, "before", "use", "official")
    assert home.read_env() == FIRST
    assert len(list(home.env_file.parent.glob(".env.*"))) == 1
    assert home.call(*next_command).code == (1 if next_command == ("undo",) else 0)
    assert list(home.env_file.parent.glob(".env.*")) == []
    if next_command[0] != "use":
        assert home.read_env() == FIRST
        assert home.call("history", "--json").json["changes"] == []


@pytest.mark.parametrize("next_command", [("status",), ("history",), ("current",), ("use", "cn"), ("undo",)])
def test_killed_after_the_rename(home: Home, next_command: tuple[str, ...]) -> None:
    """Killed after the rename: the change stands, and the next command puts it into the history."""
    home.write_env(FIRST)
    die(home, "after", "use", "official")
    written = home.read_env()
    assert written != FIRST
    assert home.call(*next_command).code == 0
    changes = home.call("history", "--json").json["changes"]
    assert (changes[-1]["id"], changes[-1]["undone"]) == (1, next_command == ("undo",))
    assert home.call("undo", "--all").code == (1 if next_command == ("undo",) else 0)
    assert home.read_env() == FIRST


@pytest.mark.parametrize("moment", ["before", "after"])
def test_an_undo_that_was_killed(home: Home, moment: str) -> None:
    """An undo that was cut off is finished or rolled back as well."""
    home.write_env(FIRST)
    assert home.call("use", "cn").code == 0
    after = home.read_env()
    die(home, moment, "undo")
    assert home.call("current").stdout == ("cn\n" if moment == "before" else "")
    assert home.read_env() == (after if moment == "before" else FIRST)
    assert home.call("undo").code == (0 if moment == "before" else 1)
    assert home.read_env() == FIRST


def test_interrupted_after_the_rename(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl-C when the file is new already: it is put back, or the change stands and can be undone."""
    home.write_env(FIRST)

    def interrupted(folder: str) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(atomic, "sync_folder", interrupted)
        assert home.call("use", "cn").code == 130
    assert home.call("undo").code == (1 if home.read_env() == FIRST else 0)
    assert home.read_env() == FIRST


def test_no_room_to_put_their_file_back(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    """Their late write came in, and it cannot be put back: their words are not lost all the same."""
    home.write_env(FIRST)
    theirs = FIRST + b"GOPATH=/tmp/theirs\n"
    rename, write = os.rename, atomic.write_atomically
    writes: list[bytes] = []

    def renamed(source: str, target: str) -> None:
        with open(target, "r+b") as file:
            rename(source, target)
            file.write(theirs)

    def full(path: str, data: bytes, **options: Any) -> None:
        writes.append(data)
        if len(writes) == 2:
            raise OSError(errno.ENOSPC, "No space left on device", path)
        write(path, data, **options)

    with monkeypatch.context() as patch:
        patch.setattr(os, "rename", renamed)
        patch.setattr(files, "write_atomically", full)
        answer = home.call("use", "cn")
    assert writes[1] == theirs
    assert answer.code in (0, 3)
    assert home.call("undo").code == (1 if answer.code else 0)
    assert home.read_env() == theirs


@pytest.mark.parametrize("command", [("use", "cn"), ("undo",)])
@pytest.mark.parametrize("moment", ["before", "after"])
def test_edited_after_a_kill(home: Home, moment: str, command: tuple[str, ...]) -> None:
    """Cut off, and the file somebody's own since: left as it is, said once (exit 5), then all works on."""
    home.write_env(FIRST)
    die(home, moment, "use", "official")
    theirs = b"GOPATH=/tmp/theirs\n"
    home.env_file.write_bytes(theirs)
    for reader in ("status", "current", "list"):
        assert home.call(reader).code == 0
    answer = home.call(*command)
    assert answer.code == 5
    assert answer.stderr.count("an earlier run was cut off") == 1
    assert home.read_env() == theirs
    assert list(home.env_file.parent.glob(".env.*")) == []
    assert home.call("undo").code == 1
    assert home.call("use", "cn").code == 0
    assert home.go_env("GOPROXY", "GOPATH") == {"GOPROXY": CN, "GOPATH": "/tmp/theirs"}
    assert home.call("undo").code == 0
    assert home.read_env() == theirs


@pytest.mark.parametrize("damage", [b"no database at all\n" * 99, b"SQLite format 3\0" + b"\xff" * 4096])
def test_a_corrupt_journal(home: Home, damage: bytes) -> None:
    """A journal that is none: one line that names the file, exit 3, and neither file is touched."""
    home.write_env(FIRST)
    home.state.mkdir(parents=True)
    journal = home.state / "journal.sqlite"
    journal.write_bytes(damage)
    for command in (("use", "cn"), ("undo",), ("history",), ("status",), ("current",)):
        answer = home.call(*command)
        assert (command, answer.code) == (command, 3)
        first, hint = answer.stderr.splitlines()
        assert first.startswith(f"goenvctl: {journal}: ")
        assert hint.startswith("  -> ")
    assert home.read_env() == FIRST
    assert journal.read_bytes() == damage


def test_a_journal_from_the_future(home: Home) -> None:
    """A journal of a newer goenvctl is left alone: exit 3, and the remedy is to upgrade."""
    assert home.call("use", "cn").code == 0
    before = home.read_env()
    with sqlite3.connect(home.state / "journal.sqlite") as database:
        database.execute("pragma user_version = 99")
    database.close()
    kept = journal_bytes(home)
    for command in (("use", "official"), ("undo",), ("history",)):
        answer = home.call(*command)
        assert answer.code == 3
        assert answer.stderr == (
            f"goenvctl: {home.state}/journal.sqlite: written by a newer goenvctl\n  -> upgrade goenvctl\n"
        )
    assert (home.read_env(), journal_bytes(home)) == (before, kept)
