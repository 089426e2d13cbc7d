"""`auto` against real mirrors: what works is kept, what fails is left, by ordinary changes."""

from __future__ import annotations

import re
import socket
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from goenvctl.exits import CONFLICT, DONE, INVALID, NO, NOT_APPLIED, NOT_IN_EFFECT
from tests.check.net import Net, refuse, spoil
from tests.fakes.faults.handshakes import Authority
from tests.fakes.faults.zips import flipped
from tests.fakes.server import Response
from tests.fakes.tls import TlsMirror
from tests.home import Ended, Home

FALLBACK = 'fallback = ["other"]\n'
FAILS = "unreachable (server-error)"


@pytest.fixture
def closed() -> Iterator[Callable[[], str]]:
    """Addresses where nothing answers."""
    held: list[socket.socket] = []  # nobody else gets the ports

    def address() -> str:
        held.append(socket.socket())
        held[-1].bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{held[-1].getsockname()[1]}"

    yield address
    for one in held:
        one.close()


def test_what_works_is_kept(home: Home, net: Net) -> None:
    """While the first mirror serves nothing is changed, whatever the others do; nothing is asked twice."""
    good, dead, other = net.mirror(), net.mirror(), net.mirror()
    refuse(dead, 502)
    net.profile(home, f"{good.url}|{dead.url},direct", keys=FALLBACK)
    net.profile(home, other.url, name="other")
    home.call("use", "loop")
    before = home.read_env()
    kept = home.call("auto")
    assert (kept.code, kept.stdout.splitlines()) == (
        DONE,
        ["loop works; nothing was changed", f"because {good.url} is healthy"],
    )
    assert (home.read_env(), commands(home)) == (before, ["use"])
    assert (len(dead.log), other.log) == (1, [])


def test_a_failing_mirror_is_left_and_comes_back(home: Home, net: Net) -> None:
    """A first mirror that fails, twice, is out, by a change that says why; later it comes back."""
    first, second = net.mirror(), net.mirror()
    goproxy = f"{first.url}|{second.url},direct"
    net.profile(home, goproxy)
    home.call("use", "loop")
    before = home.read_env()
    refuse(first, 502)
    moved = home.call("auto")
    assert (moved.code, moved.stdout.splitlines()) == (
        DONE,
        [
            "loop is in effect",
            f"because {first.url} is {FAILS}",
            f"  GOPROXY     {second.url},direct",
            f"wrote {home.env_file}",
            "take it back: goenvctl undo",
            f"by hand: go env -w GOPROXY={second.url},direct 'GOSUMDB={net.gosumdb}'",
        ],
    )
    assert len(first.log) == 2
    assert home.go_env("GOPROXY") == {"GOPROXY": f"{second.url},direct"}
    assert (home.call("auto").code, commands(home)) == (DONE, ["use", "auto"])
    status = home.call("status", "--json").json
    assert (status["profile"], status["served_by"], status["drift"]) == ("loop", None, False)
    first.fault = None
    back = home.call("auto", "--json").json
    assert (back["profile"], back["served_by"], back["why"]) == (
        "loop",
        None,
        f"{first.url} is healthy again",
    )
    assert (home.read_env(), back["change"]) == (before, 3)
    assert (home.call("undo").code, home.go_env("GOPROXY")) == (DONE, {"GOPROXY": f"{second.url},direct"})
    assert (home.call("undo").code, home.read_env()) == (DONE, before)


def test_asked_once_more(home: Home, net: Net) -> None:
    """What fails once and then serves has not failed."""
    first, second = net.mirror(), net.mirror()
    net.profile(home, f"{first.url}|{second.url}")
    home.call("use", "loop")
    lapses = [Response(b"", 502)]
    first.fault = lambda _: lapses.pop() if lapses else None
    assert (home.call("auto").code, commands(home)) == (DONE, ["use"])


def test_a_fallback_serves(home: Home, net: Net) -> None:
    """Where no mirror of the profile serves, a fallback does; the profile stays active, status tells."""
    first, other = net.mirror(), net.mirror()
    net.profile(home, f"{first.url},direct", keys=FALLBACK)
    net.profile(home, f"{other.url},direct", name="other", keys='summary = "another"\n')
    home.call("use", "official")
    home.call("use", "loop")
    before = home.read_env()
    refuse(first, 502)
    moved = home.call("auto", "--json").json
    assert (moved["profile"], moved["served_by"], moved["why"]) == (
        "loop",
        "other",
        f"{first.url} is {FAILS}",
    )
    assert home.go_env("GOPROXY") == {"GOPROXY": f"{other.url},direct"}
    assert home.call("current").stdout == "loop\n"
    status = home.call("status")
    assert re.match(r"profile: loop \(served by other since \d\d:\d\d\)\n", status.stdout)
    told = home.call("status", "--json").json
    assert (told["profile"], told["served_by"], told["problems"], told["drift"]) == (
        "loop",
        "other",
        [],
        False,
    )
    kept = home.call("auto")
    assert (kept.code, kept.stdout.splitlines()[0]) == (
        DONE,
        "loop (served by other) works; nothing was changed",
    )
    assert home.call("profile", "rename", "other", "second").code == DONE
    assert home.call("status", "--json").json["served_by"] == "second"
    first.fault = None
    home.write_profile("loop", home.profiles.joinpath("loop.toml").read_text().replace("other", "second"))
    assert (home.call("auto").code, home.read_env()) == (DONE, before)
    assert commands(home) == ["use", "use", "auto", "auto"]
    assert home.call("use", "-").stdout.splitlines()[0] == "official is in effect"


def test_by_hand_again(home: Home, net: Net) -> None:
    """`use` of the profile takes it back from a fallback, and so does `undo`."""
    first, other = net.mirror(), net.mirror()
    refuse(first, 502)
    net.profile(home, first.url, keys=FALLBACK)
    net.profile(home, other.url, name="other")
    for takes_back in (["use", "loop"], ["undo"]):
        home.call("use", "loop")
        assert home.call("auto").code == DONE
        assert home.call(*takes_back).code == DONE
        assert home.go_env("GOPROXY") == {"GOPROXY": first.url}
        assert home.call("status", "--json").json["served_by"] is None


def test_nothing_healthy(home: Home, net: Net) -> None:
    """Where no mirror and no fallback serves nothing is changed: exit 1, each named with its reason."""
    first, other = net.mirror(), net.mirror()
    refuse(first, 502)
    spoil(other, flipped)
    net.profile(home, first.url, keys='fallback = ["other", "nosuch", "corporate"]\n')
    net.profile(home, other.url, name="other")
    home.call("use", "loop")
    told = home.call("auto", "--json")
    assert (told.code, told.json["error"]["id"], commands(home)) == (NO, "nothing-healthy", ["use"])
    assert told.json["error"]["hint"] == (
        f"{first.url} is {FAILS}; other: {other.url} is hostile, and no other mirror of its run "
        "is left; nosuch: no profile 'nosuch'; corporate: corporate is a template"
    )


def test_all_fail_alike(home: Home, net: Net, closed: Callable[[], str]) -> None:
    """What all mirrors and every witness fail with is no mirror's fault: nothing moves, exit 1."""
    net.profile(home, f"{closed()}|{closed()}", keys=FALLBACK, gosumdb=f"{net.sumdb.key} {closed()}")
    net.profile(home, closed(), name="other")
    home.call("use", "loop")
    told = home.call("auto", "--json")
    assert (told.code, told.json["error"]["id"], commands(home)) == (NO, "local-problem", ["use"])
    assert "(connect-refused)" in told.json["error"]["message"]


def test_hostile(home: Home, net: Net) -> None:
    """A hostile mirror is out though it stands last; it comes back when it is forgiven, not by itself."""
    good, bad = net.mirror(), net.mirror()
    net.profile(home, f"{good.url}|{bad.url},direct")
    home.call("use", "loop")
    spoil(bad, flipped)
    moved = home.call("auto", "--json").json
    assert (moved["why"], home.go_env("GOPROXY")) == (
        f"{bad.url} is hostile (zip-mismatch)",
        {"GOPROXY": f"{good.url},direct"},
    )
    bad.fault = None
    assert home.call("auto").stdout.startswith("loop works; nothing was changed\n")
    home.call("check", "--forgive", bad.url)
    assert home.call("auto").code == DONE
    assert home.go_env("GOPROXY") == {"GOPROXY": f"{good.url}|{bad.url},direct"}


def test_another_way_to_the_database(home: Home, net: Net, closed: Callable[[], str]) -> None:
    """Where the database is not found as the profile says, a way that another profile names is taken."""
    mirror = net.mirror()
    net.profile(home, mirror.url, gosumdb=f"{net.sumdb.key} {closed()}")
    net.profile(home, "direct", name="way")
    home.call("use", "loop")
    moved = home.call("auto", "--json").json
    assert moved["why"] == "its checksum database is not found the way it names"
    assert home.go_env("GOPROXY", "GOSUMDB") == {"GOPROXY": mirror.url, "GOSUMDB": net.gosumdb}
    assert home.call("auto").stdout.startswith("loop works; nothing was changed\n")


def test_a_refused_password(home: Home, net: Net, tmp_path: Path) -> None:
    """A password that is refused is sent once, though the mirror is asked once more; and it is not told."""
    authority, second = Authority(tmp_path), net.mirror()
    home.environ["SSL_CERT_FILE"] = str(authority.ca_file)
    with TlsMirror(net.tree, authority.good(), demands="Basic new") as first:
        (home.path / ".netrc").write_text(f"machine {first.place} login joe password expired\n")
        net.profile(home, f"{first.url}|{second.url}")
        home.call("use", "loop")
        moved = home.call("auto")
    assert [bool(one.authorization) for one in first.asked] == [True, False]
    assert moved.stdout.splitlines()[1] == f"because {first.url} is denied (auth-required)"
    assert "expired" not in moved.stdout + moved.stderr


def test_dry_run(home: Home, net: Net) -> None:
    """`--dry-run` shows what would be written and why, and writes nothing."""
    first, second = net.mirror(), net.mirror()
    refuse(first, 502)
    net.profile(home, f"{first.url}|{second.url}")
    home.call("use", "loop")
    before = home.read_env()
    shown = home.call("auto", "--dry-run")
    assert (shown.code, home.read_env(), commands(home)) == (DONE, before, ["use"])
    assert f"+GOPROXY={second.url}\n" in shown.stdout
    assert shown.stderr.splitlines()[-2:] == [
        "nothing was changed (dry run)",
        f"because {first.url} is {FAILS}",
    ]


def test_a_named_profile(home: Home, net: Net) -> None:
    """`auto PROFILE` puts another one in force, with those of its mirrors that serve."""
    first, second, there = net.mirror(), net.mirror(), net.mirror()
    refuse(first, 502)
    net.profile(home, there.url, name="here")
    net.profile(home, f"{first.url}|{second.url}")
    home.call("use", "here")
    moved = home.call("auto", "loop")
    assert (moved.code, moved.stdout.splitlines()[0]) == (DONE, "loop is in effect")
    assert (home.call("current").stdout, home.go_env("GOPROXY")) == ("loop\n", {"GOPROXY": second.url})
    assert there.log == []


def test_without_mirrors(home: Home) -> None:
    """A profile without mirrors has nothing to choose among: it stays as it is."""
    home.call("use", "direct")
    kept = home.call("auto", "--json").json
    assert (kept["change"], kept["switched"], kept["why"]) == (None, False, "its GOPROXY names no mirror")


@pytest.mark.parametrize(
    ("args", "code", "id"),
    [
        ([], NO, "no-profile"),
        (["nosuch"], INVALID, "unknown-profile"),
        (["corporate"], INVALID, "template"),
    ],
)
def test_refused(home: Home, args: list[str], code: int, id: str) -> None:
    """Without an active profile it is exit 1; for a name that cannot be used 2, as for `use`."""
    told = home.call("auto", *args, "--json")
    assert (told.code, told.json["error"]["id"], home.read_env()) == (code, id, None)


def test_an_exported_variable_wins(home: Home, net: Net) -> None:
    """Where an exported GOPROXY wins, what is kept or written is not in effect: exit 4, with the remedy."""
    first, second = net.mirror(), net.mirror()
    net.profile(home, f"{first.url}|{second.url}")
    home.call("use", "loop")
    for fails in (False, True):
        if fails:
            refuse(first, 502)
        told = home.call("auto", "--json", env={"GOPROXY": "https://exported.example"})
        assert (told.code, told.json["in_effect"], told.json["switched"]) == (NOT_IN_EFFECT, False, fails)
        assert [one["hint"] for one in told.json["problems"]] == ["unset GOPROXY"]


def test_where_it_is_written(home: Home, net: Net) -> None:
    """It writes where the active change has written, and nowhere else."""
    first, second = net.mirror(), net.mirror()
    refuse(first, 502)
    net.profile(home, f"{first.url}|{second.url}")
    home.call("use", "loop", "--to", "bash")
    moved = home.call("auto", "--json").json
    assert {(edit["target"], edit["after"]["GOPROXY"]) for edit in moved["edits"]} == {("bash", second.url)}
    assert home.read_env() is None
    assert home.call("auto", "--json").json["switched"] is False


def test_the_fastest_order_is_the_users(home: Home, net: Net) -> None:
    """An order that a person chose stays while it serves, though it is not that of the profile."""
    slow, fast = net.mirror(delay_s=0.1), net.mirror()
    net.profile(home, f"{slow.url}|{fast.url}")
    home.call("use", "loop", "--fastest")
    assert home.go_env("GOPROXY") == {"GOPROXY": f"{fast.url}|{slow.url}"}
    assert (home.call("auto").code, commands(home)) == (DONE, ["use"])


def test_private_stays_private(home: Home, net: Net) -> None:
    """A private profile keeps to its own mirrors: public ones hear of nothing, and no pattern is open."""
    first, second, public = net.mirror(), net.mirror(), net.mirror()
    corporate = (
        f'trust = "private"\n{FALLBACK}[go]\nGOPROXY = "{first.url}|{second.url}"\n'
        f'GOSUMDB = "{net.gosumdb}"\nGOPRIVATE = "corp.example"\n'
        'GONOPROXY = "none"\nGONOSUMDB = "corp.example"\n'
    )
    home.write_profile("corp", corporate)
    net.profile(home, public.url, name="other")
    home.call("use", "corp")
    refuse(first, 502)
    assert home.call("auto").code == DONE
    assert home.go_env("GOPROXY", "GONOPROXY") == {"GOPROXY": second.url, "GONOPROXY": "none"}
    assert home.call("status", "--json").json["problems"] == []
    open_ = [one for one in home.call("doctor", "--json").json["findings"] if one["id"] == "private-open"]
    assert [one["scale"] for one in open_] == ["ok"]
    refuse(second, 502)
    told = home.call("auto", "--json")
    assert (told.code, "other: its trust is public" in told.json["error"]["hint"]) == (NO, True)
    assert home.go_env("GOPROXY") == {"GOPROXY": second.url}
    assert public.log == ["/github.com/pkg/errors/@v/v0.9.1.info"]  # as a witness


def test_an_exported_hole(home: Home, net: Net) -> None:
    """Where an exported variable leaves private modules open nothing is written: exit 3, as for `use`."""
    first, second = net.mirror(), net.mirror()
    net.profile(home, f"{first.url}|{second.url}")
    home.call("use", "loop")
    home.call("private", "add", "corp.example")
    refuse(first, 502)
    before = home.read_env()
    told = home.call("auto", "--json", env={"GONOPROXY": "none"})
    assert (told.code, told.json["error"]["id"], home.read_env()) == (NOT_APPLIED, "privacy-breach", before)


def test_our_lines_edited(home: Home, net: Net) -> None:
    """Where somebody has edited our lines in a shell's file it is exit 5, as for `use`."""
    first, second = net.mirror(), net.mirror()
    refuse(first, 502)
    net.profile(home, f"{first.url}|{second.url}")
    home.call("use", "loop", "--to", "bash")
    rc = home.path / ".bashrc"
    rc.write_text(rc.read_text().replace("export GOPROXY", "export  GOPROXY"))
    assert home.call("auto").code == CONFLICT


def test_changed_meanwhile(home: Home, net: Net) -> None:
    """A move that was decided before another change, or its undoing, is not made."""
    net.profile(home, net.mirror().url)
    home.call("use", "loop")
    for change in (["use", "official"], ["undo"]):
        told = decide(home, "--json", *change)
        assert (told.code, told.stdout.strip()) == (0, "changed-meanwhile 3")
        assert home.call("current").stdout == ("official\n" if change[0] == "use" else "loop\n")


MEANWHILE = """
import sys
from goenvctl.cli.boundary import run
from goenvctl.errors import NotApplied
from goenvctl.failover.auto import make_move
from goenvctl.failover.choice import Move
from goenvctl.failover.ground import find_ground
from goenvctl.session import Session

ground = find_ground(Session())
sys.stdout = sys.stderr
run(sys.argv[1:])
sys.stdout = sys.__stdout__
try:
    make_move(Session(), "loop", Move({"GOPROXY": "off"}, "", "why"), command="watch", ground=ground)
except NotApplied as exc:
    print(exc.id, exc.exit_code)
"""


def decide(home: Home, *change: str) -> Ended:
    """A move decided, then the change, then the move."""
    return home.spawn([sys.executable, "-c", MEANWHILE, *change])


def commands(home: Home) -> list[str]:
    """Those of the history, oldest first, undone ones left out."""
    changes = home.call("history", "--json").json["changes"]
    return [change["command"] for change in reversed(changes) if not change["undone"]]
