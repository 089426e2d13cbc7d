"""Small parts of the relay: progress, families of paths, sums at hand, waiting outside, spools, the tally."""

from __future__ import annotations

from pathlib import Path

import pytest

from goenvctl.host import Host
from goenvctl.processes import Process
from goenvctl.relay.chain import Post
from goenvctl.relay.families import Families
from goenvctl.relay.outside import Waits
from goenvctl.relay.progress import Progress
from goenvctl.relay.spool import Spools
from goenvctl.relay.sums import read_sums_at_hand
from goenvctl.relay.tally import Mismatch, Rescue, Tally

POST = Post(0, "https://a.example", "|", (0, 1))


def test_a_body_without_progress() -> None:
    """Five seconds without a byte, to the millisecond; silence before the head is no stall."""
    progress = Progress(0.0)
    assert not progress.is_stalled(60.0)
    progress.note(60.0, 0)
    assert not progress.is_stalled(64.999)
    assert progress.is_stalled(65.0)
    progress.note(66.0, 20_000)
    assert not progress.is_stalled(70.999)


def test_a_body_that_drips() -> None:
    """Under 1 KiB a second over ten seconds; a slow but steady body goes on."""
    drip, steady = Progress(0.0), Progress(0.0)
    for second in range(12):
        drip.note(float(second), 1000)
        steady.note(float(second), 1100)
        assert not drip.is_stalled(second + 0.5) or second >= 10
    assert drip.is_stalled(11.0)
    assert not steady.is_stalled(11.0)


def test_kin_are_answered_by_one_mirror() -> None:
    """The paths above and below one that a mirror answered for are its, at that post; others are free."""
    families = Families()
    families.note(POST, "example.com/a", 1)
    assert families.answering(POST, "example.com/a/b") == 1
    assert families.answering(POST, "example.com") == 1
    assert families.answering(POST, "example.com/ab") is None
    assert families.answering(POST._replace(number=1), "example.com/a") is None
    families.note(POST, "example.com/a", 0)
    assert families.answering(POST, "example.com/a") == 1


def test_sums_above_and_below(tmp_path: Path) -> None:
    """Every go.sum and go.work.sum above the folder, in it and below; several sums of one file are kept.

    The module cache holds those of other people.
    """
    below, cache = tmp_path / "a" / "b" / ".c", tmp_path / "a" / "b" / "cache"
    below.mkdir(parents=True)
    cache.mkdir()
    (tmp_path / "go.work.sum").write_text("example.com/x v1.0.0 h1:above=\n")
    (tmp_path / "a" / "go.sum").write_text("example.com/x v1.0.0/go.mod h1:mod=\n")
    (below / "go.sum").write_text("example.com/x v1.0.0 h1:below=\n")
    (cache / "go.sum").write_text("example.com/z v1.0.0 h1:z=\n")
    sums = read_sums_at_hand(Host({}, str(tmp_path / "a" / "b")), cache=str(cache))
    assert sums.of_zip("example.com/x", "v1.0.0") == {"h1:above=", "h1:below="}
    assert sums.of_mod("example.com/x", "v1.0.0") == {"h1:mod="}
    assert (sums.of_zip("example.com/z", "v1.0.0"), sums.is_whole) == (frozenset(), True)


@pytest.mark.parametrize(
    ("command", "variables"),
    [
        (("go", "mod", "download", "-modfile=../other/alt.mod"), {}),
        (("go", "build", "-modfile", "../other/alt.mod"), {}),
        (("go", "-C", "../other", "build"), {}),
        (("go", "-C=../link", "build"), {}),
        (("make",), {"GOFLAGS": "-mod=mod -modfile=../other/alt.mod"}),
        (("make",), {"GOWORK": "../other/go.work"}),
    ],
)
def test_sums_that_are_named(tmp_path: Path, command: tuple[str, ...], variables: dict[str, str]) -> None:
    """Those that -modfile, -C, GOFLAGS and GOWORK point to are at hand too."""
    here, other = tmp_path / "here", tmp_path / "other"
    here.mkdir()
    other.mkdir()
    (tmp_path / "link").symlink_to(other)
    for name in ("alt.sum", "go.sum", "go.work.sum"):
        (other / name).write_text("example.com/x v1.0.0 h1:x=\n")
    assert read_sums_at_hand(Host({}, str(here))).of_zip("example.com/x", "v1.0.0") == frozenset()
    sums = read_sums_at_hand(Host({}, str(here)), command, variables)
    assert sums.of_zip("example.com/x", "v1.0.0") == {"h1:x="}


def test_waiting_outside_is_said_once() -> None:
    """Thirty seconds of one version control command, or of one connection of go's own; then once."""
    waits = Waits()
    git = Process(7, "git", ("git", "ls-remote", "https://x.example/y"), ())
    build = Process(8, "compile", ("compile",), ())
    assert waits.note(0.0, [git, build]) == []
    assert waits.note(29.999, [git, build]) == []
    assert waits.note(30.0, [git, build]) == ["git ls-remote https://x.example/y"]
    assert waits.note(90.0, [git, build]) == []
    direct = Process(9, "go", ("go",), ("192.0.2.1:443",))
    assert waits.note(100.0, [direct]) == []
    assert waits.note(120.0, []) == []
    assert waits.note(131.0, [direct]) == []
    assert waits.note(161.0, [direct]) == ["192.0.2.1:443"]


def test_a_spool_leaves_no_name(tmp_path: Path) -> None:
    """A large zip lies in a file without a name; a full disk gives way to the next, once."""
    one, two = tmp_path / "one", tmp_path / "two"
    one.mkdir()
    two.mkdir()
    spools = Spools([str(one), str(two)])
    spool, other = spools.new(), spools.new()
    spool.file.write(b"x" * (2 << 20))
    assert list(one.iterdir()) == []
    assert spools.leave(spool)
    assert spools.leave(other)
    again = spools.new()
    assert (again.at, spools.leave(again)) == (1, False)
    for each in (spool, other, again):
        each.file.close()


def test_one_line_of_what_was_rescued() -> None:
    """Who failed and why, who helped and how often; nothing where nothing was."""
    tally = Tally()
    assert tally.sentence == ""
    tally.rescues += [Rescue("a@v1.0.0.zip", "https://a.example", "https://b.example", "server-error")] * 2
    tally.rescues.append(Rescue("c list", "https://a.example", "https://c.example", "failed before"))
    assert tally.sentence == (
        "rescued what failed at https://a.example (server-error): 2 from https://b.example, "
        "1 from https://c.example"
    )


def test_wrong_bytes_are_said_in_one_line() -> None:
    """All mirrors of a reason in one line, the first file with both sums, and how many more."""
    tally = Tally()
    for number in range(3):
        for mirror in ("https://a.example", "https://b.example"):
            said = "h1:x=, the checksum database has h1:y="
            tally.mismatches.append(
                Mismatch(f"m{number}@v1.0.0.zip", mirror, "wrong-bytes", said, "h1:x=", "h1:y=")
            )
    assert [problem.message for problem in tally.problems] == [
        "wrong bytes from https://a.example, https://b.example "
        "(m0@v1.0.0.zip: h1:x=, the checksum database has h1:y=; and 2 more)"
    ]
