"""`watch` on real mirrors: what a turn asks, when it moves, how it gets along with people and with itself."""

from __future__ import annotations

import json
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from goenvctl.apply.lock import locked
from goenvctl.exits import DONE, NO, NOT_APPLIED
from tests.check.net import Net, refuse, spoil
from tests.check.running import Running
from tests.failover.watching import (
    INTERVAL_S,
    Since,
    begin,
    fail_until_left,
    kept,
    kept_file,
    pass_time,
    turn,
)
from tests.fakes.faults.zips import flipped
from tests.fakes.server import Response
from tests.home import Home

INFO = "/github.com/pkg/errors/@v/v0.9.1.info"
PROBE = """
import sys
from goenvctl.cli.boundary import run
code = run(sys.argv[1:])
print(code, *sorted(name for name in sys.modules if "." not in name), file=sys.stderr)
"""


class Pair:
    """Two mirrors of the profile `loop`, which is in use."""

    def __init__(self, home: Home, net: Net, keys: str = "") -> None:
        self.first, self.second = net.mirror(), net.mirror()
        self.goproxy = f"{self.first.url}|{self.second.url}"
        net.profile(home, self.goproxy, keys=keys)
        assert home.call("use", "loop").code == DONE


@pytest.fixture
def pair(home: Home, net: Net) -> Pair:
    return Pair(home, net)


@pytest.fixture
def closed() -> Iterator[list[str]]:
    """Addresses where nobody listens."""
    held = [socket.socket() for _ in range(3)]
    for one in held:
        one.bind(("127.0.0.1", 0))
    yield [f"http://127.0.0.1:{one.getsockname()[1]}" for one in held]
    for one in held:
        one.close()


def _goproxy(home: Home) -> str:
    return home.go_env("GOPROXY")["GOPROXY"]


def _commands(home: Home) -> list[str]:
    """Of the changes, oldest first."""
    changes = home.call("history", "--json").json["changes"]
    return [change["command"] for change in sorted(changes, key=lambda one: one["id"])]


def test_what_a_turn_asks(home: Home, pair: Pair) -> None:
    """First all of a probe of each mirror; later one `.info` of the one in use; a minute early nothing."""
    since = Since(pair.first, pair.second)
    began = begin(home)
    assert (began.code, began.stdout, began.stderr) == (DONE, f"{pair.first.url} works\n", "")
    assert [asked.count(INFO) for asked in since.asked] == [2, 2]
    assert [len(asked) for asked in since.asked] == [8, 8]
    since = Since(pair.first, pair.second)
    assert turn(home).stdout == f"{pair.first.url} works\n"
    assert since.asked == [[INFO], []]
    early = turn(home, 450.0)
    assert (early, since.asked) == ((DONE, "", ""), [[INFO], []])
    turn(home, 86400.0 * 1.25)
    assert [len(asked) for asked in since.asked] == [9, 8]


def test_what_is_not_due_costs_little(home: Home, pair: Pair) -> None:
    """A turn that is not due loads no library of the web: a timer calls every minute."""
    turn(home)
    ended = home.spawn([sys.executable, "-c", PROBE, "watch", "--once"])
    code, *modules = ended.stderr.split()
    heavy = {"httpx", "asyncio", "rich", "questionary", "tomlkit", "cryptography", "sqlite3"}
    assert (code, ended.stdout, heavy & {*modules}) == ("0", "", set())


def test_a_dead_mirror_is_left_and_comes_back(home: Home, pair: Pair) -> None:
    """It is left at the third failure for one probed in full, let alone, and back after five good answers."""
    begin(home)
    refuse(pair.first)
    since = Since(pair.first, pair.second)
    why = f"{pair.first.url} fails (server-error)"
    assert turn(home).stdout == f"{why}, once; after 3 in a row it is left\n"
    assert turn(home, 60.0).stdout == f"{why}, 2 times; after 3 in a row it is left\n"
    assert since.asked == [[INFO, INFO], []]
    left = turn(home, 60.0)
    assert left.code == DONE
    assert left.stdout.startswith(f"loop is in effect\nbecause {why}, 3 times in a row\n")
    assert "take it back: goenvctl undo\n" in left.stdout
    assert (_goproxy(home), _commands(home)) == (pair.second.url, ["use", "watch"])
    assert [len(asked) for asked in since.asked] == [4, 8]
    pair.first.fault = None
    since = Since(pair.first, pair.second)
    for _ in range(4):
        assert turn(home, INTERVAL_S).stdout == f"{pair.second.url} works\n"
    assert since.asked == [[INFO] * 4, [INFO] * 4]
    back = turn(home, INTERVAL_S)
    assert back.stdout.startswith(f"loop is in effect\nbecause {pair.first.url} has been well for 48 min\n")
    assert (_goproxy(home), _commands(home)) == (pair.goproxy, ["use", "watch", "watch"])
    assert home.call("undo").code == DONE
    assert _goproxy(home) == pair.second.url


def test_nothing_healthy(home: Home, pair: Pair) -> None:
    """Where nothing serves, nothing is changed, the reasons are told, and the exit code is 1."""
    begin(home)
    refuse(pair.first)
    refuse(pair.second, 502)
    before = home.read_env()
    stuck = fail_until_left(home)
    assert (stuck.code, home.read_env(), _commands(home)) == (NO, before, ["use"])
    assert stuck.stdout == (
        f"{pair.first.url} fails (server-error), 3 times in a row; nothing healthy can be had: "
        f"{pair.first.url} is unreachable (server-error); {pair.second.url} is unreachable (server-error)\n"
    )
    since = Since(pair.first, pair.second)
    assert turn(home, 50.0).code == DONE  # not due
    assert turn(home, 8.0).code == NO  # a little early is due, but not to look again
    assert since.asked == [[INFO], []]
    pair.second.fault = None
    assert (turn(home, 60.0).code, _goproxy(home)) == (DONE, pair.second.url)


def test_no_network(home: Home, net: Net, closed: list[str]) -> None:
    """Where all refuse, the database too, it is this machine or network: nothing moves, exit code 1."""
    net.profile(home, "|".join(closed[:2]), gosumdb=f"{net.sumdb.key} {closed[2]}")
    home.call("use", "loop")
    before = home.read_env()
    began = begin(home)
    said = "all fail alike (connect-refused): it looks like this machine or network; nothing is moved\n"
    assert (began.code, began.stdout) == (NO, said)
    for decision in ("frozen", "frozen", "frozen", "frozen"):
        told = turn(home, 60.0, "--json")
        assert (told.code, told.json["decision"], told.json["switched"]) == (NO, decision, False)
    assert (home.read_env(), _commands(home)) == (before, ["use"])
    last = turn(home, 60.0).stdout
    assert last == f"{closed[0]} fails (connect-refused), as all did a moment ago; nothing is moved\n"


def test_a_captive_portal(home: Home, net: Net, pair: Pair) -> None:
    """Where a login page answers for all, the database too, nothing moves; without it `watch` goes on."""
    begin(home)
    login = Response(b"<!DOCTYPE html>\n<html>Log in</html>\n", 200, {"Content-Type": "text/html"})
    for one in (pair.first, pair.second, net.database):
        one.fault = lambda _: login
    assert turn(home).stdout == f"{pair.first.url} fails (not-a-mirror), once; after 2 in a row it is left\n"
    frozen = turn(home, 60.0, "--json")
    told = frozen.json
    assert (frozen.code, told["decision"], told["local_problem"]) == (NO, "frozen", "captive-portal")
    for one in (pair.first, pair.second, net.database):
        one.fault = None
    assert turn(home, 60.0).stdout == f"{pair.first.url} works\n"
    assert _commands(home) == ["use"]


def test_the_same_wrong_bytes_everywhere(home: Home, pair: Pair) -> None:
    """Two operators that serve the same wrong bytes are somebody in between: nobody is hostile for good."""
    for one in (pair.first, pair.second):
        spoil(one, flipped, ending=".zip")
    frozen = turn(home, 0.0, "--json")
    assert (frozen.code, frozen.json["local_problem"]) == (NO, "tls-interception")
    assert (kept(home)["state"]["hostile"], _commands(home)) == ([], ["use"])
    for one in (pair.first, pair.second):
        one.fault = None
    assert turn(home, 60.0).stdout == f"{pair.first.url} works\n"


def test_hostile_is_left_at_once(home: Home, pair: Pair) -> None:
    """Wrong bytes are left at once, just after a `use` by hand too, and the mirror does not come back."""
    spoil(pair.first, flipped, ending=".zip")
    left = turn(home)
    assert left.stdout.startswith(f"loop is in effect\nbecause {pair.first.url} served wrong bytes\n")
    assert _goproxy(home) == pair.second.url
    pair.first.fault = None
    since = Since(pair.first)
    for _ in range(7):
        assert turn(home, INTERVAL_S).code == DONE
    turn(home, 86400.0 * 1.25)
    assert (since.asked, _goproxy(home)) == ([[]], pair.second.url)
    assert home.call("check", "--forgive", pair.first.url).code == DONE
    for _ in range(6):
        turn(home, INTERVAL_S)
    assert _goproxy(home) == pair.goproxy


def test_a_fallback_serves(home: Home, net: Net) -> None:
    """Where no own mirror serves a fallback does; `status` says so; when one is well again it goes back."""
    other = net.mirror()
    net.profile(home, other.url, name="other")
    pair = Pair(home, net, keys='fallback = ["other"]\n')
    begin(home)
    refuse(pair.first)
    refuse(pair.second)
    moved = fail_until_left(home)
    assert (moved.code, _goproxy(home)) == (DONE, other.url)
    status = home.call("status", "--json").json
    assert (status["profile"], status["served_by"], status["drift"]) == ("loop", "other", False)
    pair.first.fault = None
    for _ in range(4):
        assert turn(home, INTERVAL_S).stdout == f"{other.url} works\n"
    assert turn(home, INTERVAL_S).code == DONE
    status = home.call("status", "--json").json
    assert (_goproxy(home), status["served_by"]) == (pair.goproxy, None)


def test_a_choice_by_hand_is_respected(home: Home, pair: Pair) -> None:
    """A `use`, and an `undo` of what `watch` did, stand for 15 minutes, whatever fails."""
    begin(home)
    refuse(pair.first)
    fail_until_left(home)
    assert home.call("undo").code == DONE
    stays = (
        f"{pair.first.url} fails (server-error), 4 times in a row; what was chosen by hand stays for another"
    )
    assert turn(home, INTERVAL_S).stdout == f"{stays} 15 min\n"
    for _ in range(4):
        assert turn(home, 60.0).code == DONE
    assert (_goproxy(home), _commands(home)) == (pair.goproxy, ["use", "watch"])
    turn(home, 660.0)
    assert (_goproxy(home), _commands(home)) == (pair.second.url, ["use", "watch", "watch"])
    home.call("use", "loop")
    turn(home, INTERVAL_S)
    assert _goproxy(home) == pair.goproxy


def test_a_use_in_the_middle_of_a_turn(home: Home, net: Net, pair: Pair) -> None:
    """A `use` while `watch` looks for another mirror stands; `watch` says so and touches nothing."""
    chosen = net.mirror()
    net.profile(home, chosen.url, name="chosen")
    begin(home)
    refuse(pair.first)
    turn(home)
    turn(home, 60.0)
    pair.second.delay_s = 0.3
    since = Since(pair.second)
    pass_time(home, 60.0)
    with Running(home, "watch", "--once") as running:
        while not since.asked[0]:
            assert running.is_running
        assert home.call("use", "chosen").code == DONE
        ended, _ = running.end()
    assert (ended.code, ended.stdout) == (DONE, "somebody changed it meanwhile; that stands\n")
    assert (_goproxy(home), _commands(home)) == (chosen.url, ["use", "use"])


def test_two_at_once(home: Home, pair: Pair) -> None:
    """A second `watch --once` says that one is at work, asks nothing, and ends with 0."""
    pair.first.delay_s = 0.3
    with Running(home, "watch", "--once") as running:
        while not pair.first.log:
            assert running.is_running
        other = home.goenvctl("watch", "--once")
        ended, _ = running.end()
    assert (other.code, other.stdout) == (DONE, "")
    assert other.stderr == "another goenvctl watch is at work; this one leaves it to it\n"
    assert (ended.code, ended.stdout) == (DONE, f"{pair.first.url} works\n")
    assert pair.first.log.count(INFO) == 2


def test_the_loop(home: Home, pair: Pair) -> None:
    """`watch` tells on standard error what happens, keeps every other one out, and ends with Ctrl-C."""
    with Running(home, "watch") as running:
        running.wait_for(f"{pair.first.url} works")
        pass_time(home, INTERVAL_S)  # the loop sleeps a little longer
        since = Since(pair.first)
        other = home.goenvctl("watch", "--once")
        running.interrupt()
        ended, seconds = running.end()
    assert (other.stdout, other.stderr.partition(";")[0]) == ("", "another goenvctl watch is at work")
    assert since.asked == [[]]
    first, second, last = filter(None, ended.stderr.splitlines())
    assert (first, second[8:], last) == (
        "watching; Ctrl-C ends it",
        f" {pair.first.url} works",
        "interrupted",
    )
    assert (ended.code, ended.stdout) == (130, "")
    assert seconds < INTERVAL_S / 10


def test_a_second_loop(home: Home, pair: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    """A second `watch` waits for the turn of another to end, and then ends itself, with 3."""
    monkeypatch.setattr("goenvctl.failover.watch.PATIENCE_S", 0.05)
    turn(home)
    with locked(str(home.state / "watch.json.lock")):
        second = home.call("watch")
    assert (second.code, second.stdout) == (NOT_APPLIED, "")
    assert "goenvctl: another goenvctl watch is running; one is enough\n" in second.stderr


def test_the_loop_in_json(home: Home, pair: Pair) -> None:
    """With --json the loop writes one object a line, at once."""
    argv = [sys.executable, "-m", "goenvctl", "watch", "--json"]
    with subprocess.Popen(argv, env=home.environ, cwd=home.work, stdout=subprocess.PIPE) as child:
        assert child.stdout
        answer = json.loads(child.stdout.readline())
        child.send_signal(signal.SIGINT)
        assert child.wait(10) == 130
    assert (answer["command"], answer["decision"], answer["mirror"]) == ("watch", "keep", pair.first.url)


def test_drift(home: Home, pair: Pair) -> None:
    """A GOPROXY that somebody else wrote since is left alone, and nobody is asked."""
    begin(home)
    home.go("env", "-w", f"GOPROXY={pair.second.url}")
    since = Since(pair.first, pair.second)
    aside = turn(home)
    said = "GOPROXY was changed by somebody else since; goenvctl use loop takes it back\n"
    assert (aside.code, aside.stdout, since.asked) == (DONE, said, [[], []])


def test_nothing_to_watch(home: Home, net: Net) -> None:
    """Without a profile, or without a mirror in it, there is nothing to do, which is no fault."""
    assert turn(home) == (DONE, "no profile is active\n", "")
    home.call("use", "direct")
    said = "no mirror of direct is in force: there is nothing to choose among\n"
    assert turn(home, INTERVAL_S) == (DONE, said, "")


def test_retry_after(home: Home, pair: Pair) -> None:
    """A mirror that asks for patience is not asked before its time, and left if that is too long."""
    begin(home)
    headers = {"Retry-After": "1800", "Content-Type": "text/plain"}
    pair.first.fault = lambda _: Response(b"slow down\n", 429, headers)
    since = Since(pair.first, pair.second)
    assert turn(home).stdout == f"{pair.first.url} fails (rate-limited), once; after 3 in a row it is left\n"
    fail_until_left(home, 2)
    assert (since.asked[0], _goproxy(home)) == ([INFO], pair.second.url)
    pair.first.fault = None
    turn(home, INTERVAL_S)
    turn(home, INTERVAL_S)
    assert since.asked[0] == [INFO]
    turn(home, INTERVAL_S)
    assert since.asked[0] == [INFO, INFO]


def test_metrics(home: Home, pair: Pair, tmp_path: Path) -> None:
    """`--metrics FILE` keeps what was heard for Prometheus' textfile collector; what is not due leaves it."""
    file = tmp_path / "goenvctl.prom"
    begin(home, "--metrics", str(file))
    assert f'goenvctl_mirror_up{{mirror="{pair.first.url}"}} 1.0\n' in file.read_text()
    refuse(pair.first)
    turn(home, 0.0, "--metrics", str(file))
    written = file.read_text()
    assert f'goenvctl_mirror_up{{mirror="{pair.first.url}"}} 0.0\n' in written
    assert f'mirror="{pair.second.url}"' not in written
    turn(home, 0.0, "--metrics", str(file))
    assert file.read_text() == written
    lost = turn(home, 60.0, "--metrics", str(tmp_path))
    assert (lost.code, lost.stdout) == (NOT_APPLIED, "")


def test_json(home: Home, pair: Pair) -> None:
    """With --json one object: what was decided and why, what `use` would tell, and the results."""
    told = begin(home, "--json").json
    assert {*told} == {
        "schema", "command", "change", "profile", "edits", "switched", "in_effect", "problems", "served_by",
        "why", "decision", "mirror", "local_problem", "next_s", "results", "error",
    }  # fmt: skip
    assert (told["decision"], told["mirror"], told["profile"]) == ("keep", pair.first.url, "loop")
    assert [one["url"] for one in told["results"]] == [pair.first.url, pair.second.url]
    assert 480 <= told["next_s"] <= 720
    refuse(pair.first)
    for _ in range(3):
        told = turn(home, 60.0, "--json").json
    assert (told["decision"], told["switched"], told["change"]) == ("leave", True, 2)
    assert told["edits"][0]["after"] == {"GOPROXY": pair.second.url}
    assert turn(home, 0.0, "--json").json["decision"] == "not-due"


def test_what_is_kept(home: Home, pair: Pair) -> None:
    """What it knows is one file of its owner's; a damaged one is begun anew."""
    turn(home)
    file = kept_file(home)
    assert file.stat().st_mode & 0o777 == 0o600
    for data in (
        b"",
        b"[]",
        b"{",
        b'{"version": 1, "state": {"time": "x"}}',
        b'{"version": 2}',
        b"\xff" * 99,
    ):
        file.write_bytes(data)
        assert turn(home).stdout == f"{pair.first.url} works\n"
        assert kept(home)["version"] == 1


def test_options_and_verbs(home: Home) -> None:
    """`--once` and `--metrics` belong to `watch` alone, not to the verbs under it."""
    wrong = home.call("watch", "--once", "status")
    assert (wrong.code, wrong.stdout) == (2, "")
    assert "watch status takes neither --once nor --metrics" in wrong.stderr


def test_what_a_person_chooses_is_looked_at_at_once(home: Home, pair: Pair, net: Net) -> None:
    """A `use` since the last turn makes the next one due: its mirror is asked, and spoken of."""
    turn(home)
    third = net.mirror()
    net.profile(home, third.url, name="other")
    assert home.call("use", "other").code == DONE
    since = Since(third)
    assert turn(home).stdout == f"{third.url} works\n"
    assert INFO in since.asked[0]
