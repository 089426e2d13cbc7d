"""However `exec` is ended nothing is left of it: no process and no file."""

from __future__ import annotations

import os
import random
import re
import signal
import time
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.fakes.faulty import Faulty
from tests.fakes.mirror import Mirror
from tests.fakes.modules import Module, write_tree
from tests.home import Ended, Home
from tests.relay.held import Held, listing
from tests.relay.places import Places
from tests.relay.stock import Stock
from tests.surroundings.together import together

FETCH = "go mod download example.com/a@v1.0.0 example.com/b@v1.0.0"
GROUP, ALONE = "the whole group", "goenvctl alone"
MOMENTS_S = (0.0, 0.08, 0.15, 0.22, 0.3, 0.4, 0.5, 0.7, 1.0)
IN_MAIN = re.compile(r'goenvctl/cli/__init__\.py", line \d+, in main\n')
SETTLED_S = 0.3  # after its first word: everybody is where they stay


class Blow(NamedTuple):
    """A signal, so many seconds after the start, or after the command's first word (None)."""

    after_s: float | None
    number: signal.Signals
    to: str

    def __str__(self) -> str:
        moment = "while it runs" if self.after_s is None else f"after {self.after_s} s"
        return f"{self.number.name} to {self.to} {moment}"


class Struck(NamedTuple):
    """How it ended, the processes that were left, and whether the files were as before."""

    ended: Ended
    left: list[int]
    is_clean: bool


BLOWS: list[object] = [
    Blow(after_s, number, to)
    if after_s is None
    else pytest.param(Blow(after_s, number, to), marks=pytest.mark.slow)
    for after_s in (None, *MOMENTS_S)
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    for to in (GROUP, ALONE)
]


@pytest.fixture(scope="module")
def stock(tmp_path_factory: pytest.TempPathFactory) -> Stock:
    return Stock(tmp_path_factory.mktemp("stock") / "stock")


@pytest.fixture(scope="module")
def answers(
    request: pytest.FixtureRequest, stock: Stock, tmp_path_factory: pytest.TempPathFactory
) -> dict[Blow, Future[Struck]]:
    def strike(blow: Blow) -> Struck:
        home = Home(tmp_path_factory.mktemp("blow") / "home")
        script = f"echo started; exec {FETCH}"
        with Places(stock, home) as places:
            environ = _environ(places, "{a.wait5:.zip}|{b.wait5:.zip}")
            before = listing(home.path)
            with Held(home, script, env=environ) as held:
                if blow.after_s is None:
                    held.wait_for("started")
                time.sleep(SETTLED_S if blow.after_s is None else blow.after_s)
                _send(held, blow.number, blow.to)
                return Struck(held.end(), _left(held), listing(home.path) == before)

    return together(request, Blow, strike)


@pytest.fixture
def places(stock: Stock, home: Home) -> Iterator[Places]:
    with Places(stock, home) as places:
        yield places


@pytest.fixture
def environ(places: Places) -> dict[str, str]:
    return _environ(places, "{a}|{b}")


@pytest.mark.parametrize("case", BLOWS, ids=str)
def test_any_time(answers: dict[Blow, Future[Struck]], case: Blow) -> None:
    """A signal, from the start-up on, ends command and relay; the code is 128 and its number; nothing is
    left, nothing of ours is said, and no signal is lost on the way."""
    ended, left, is_clean = answers[case].result()
    assert (left, is_clean) == ([], True)
    if case.after_s is None:
        assert (ended.code, "goenvctl" in ended.stderr) == (128 + case.number, False), ended
    elif "Traceback" not in ended.stderr or IN_MAIN.search(ended.stderr):  # else Python was still starting
        assert ended.code in (128 + case.number, -case.number), ended
        assert "Traceback" not in ended.stderr, ended


@pytest.mark.parametrize(
    "number",
    [
        signal.SIGTERM,
        signal.SIGINT,
        pytest.param(signal.SIGHUP, marks=pytest.mark.slow),
        pytest.param(signal.SIGQUIT, marks=pytest.mark.slow),
    ],
    ids=str,
)
def test_own_code(home: Home, environ: dict[str, str], number: signal.Signals) -> None:
    """A command that handles the signal ends as it wants to; meanwhile the relay still serves it."""
    script = f"trap '{FETCH} && exit 9' {number.name[3:]}; echo started; while :; do sleep 0.05; done"
    with Held(home, script, env=environ) as held:
        held.wait_for("started")
        time.sleep(SETTLED_S)
        _send(held, number, ALONE)
        assert held.end() == (9, "started\n", "")
        assert _left(held) == []


def test_at_its_first_breath(home: Home, environ: dict[str, str]) -> None:
    """No signal is lost while the command is being started."""
    with ExitStack() as stack:
        script = "kill -TERM $PPID; sleep 2; exit 77"
        started = [stack.enter_context(Held(home, script, env=environ)) for _ in range(6)]
        assert {held.end().code for held in started} == {128 + signal.SIGTERM}


def test_ignored(home: Home, environ: dict[str, str]) -> None:
    """What whoever started us ignores (nohup), the command ignores too."""
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        held = Held(home, "echo started; sleep 0.4; echo survived", env=environ)
    finally:
        signal.signal(signal.SIGHUP, before)
    with held:
        held.wait_for("started")
        _send(held, signal.SIGHUP, GROUP)
        assert held.end() == (0, "started\nsurvived\n", "")


def test_killed(home: Home, environ: dict[str, str]) -> None:
    """Even SIGKILL leaves no file; the command lives on without the relay, and its requests fail at once."""
    before = listing(home.path)
    with Held(home, f"echo started; read line; {FETCH}; echo ended >&2", env=environ) as held:
        held.wait_for("started")
        held.child.kill()
        ended = held.end(b"go on\n")
    assert ended.code == -signal.SIGKILL
    assert "connection refused" in ended.stderr
    assert listing(home.path) == before


def test_no_name_for_a_zip(home: Home, environ: dict[str, str], tmp_path: Path) -> None:
    """A large zip is kept on disk while it comes, in a file that no folder knows."""
    large = Module("example.com/large", "v1.0.0", {"data.bin": random.Random(1).randbytes(4 << 20)})
    tree = write_tree([large], tmp_path / "tree")
    with Faulty(Mirror(tree).answer) as faulty:
        settings = {**environ, "GOPROXY": faulty.url("stall.zip"), "GOSUMDB": "off"}
        with Held(home, "exec go mod download example.com/large@v1.0.0", env=settings) as held:
            deadline = time.monotonic() + 20
            while not (found := _nameless(held.child.pid)) and time.monotonic() < deadline:
                time.sleep(0.05)
            assert len(found) == 1
            assert list((home.path / "tmp").iterdir()) == []
            _send(held, signal.SIGTERM, GROUP)
            assert held.end().code == 128 + signal.SIGTERM
            assert _left(held) == []


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGSEGV], ids=str)
def test_command_killed(home: Home, environ: dict[str, str], number: signal.Signals) -> None:
    """A command that a signal ends from elsewhere: 128 and its number."""
    with Held(home, f"kill -{number.value} $$", env=environ) as held:
        assert held.end() == (128 + number, "", "")


def test_daemon(home: Home, environ: dict[str, str]) -> None:
    """What the command leaves running in the background does not hold `exec` up, though it has its pipes."""
    with Held(home, "sleep 20 & echo started; exit 3", env=environ) as held:
        held.wait_for("started")
        start = time.monotonic()
        assert held.child.wait(15) == 3
        assert time.monotonic() - start < 12


def _environ(places: Places, goproxy: str) -> dict[str, str]:
    """What go writes is beside the home; the folder for temporary files is in it."""
    folder = places.home.path.parent
    temporary = places.home.path / "tmp"
    temporary.mkdir()
    return {
        "GOPROXY": places.fill(goproxy),
        "GOSUMDB": places.fill("{key} {database}"),
        "GOTOOLCHAIN": "local",
        "TMPDIR": str(temporary),
        **{name: str(Path(folder, name)) for name in ("GOMODCACHE", "GOPATH", "GOCACHE")},
    }


def _send(held: Held, number: signal.Signals, to: str) -> None:
    assert held.child.poll() is None, held.end()
    os.killpg(held.child.pid, number) if to == GROUP else held.child.send_signal(number)


def _left(held: Held) -> list[int]:
    """The processes that are there, given a moment to vanish."""
    deadline = time.monotonic() + 5
    while held.processes and time.monotonic() < deadline:
        time.sleep(0.02)
    return held.processes


def _nameless(pid: int) -> list[str]:
    """The files in use that were unlinked."""
    links = []
    for path in Path(f"/proc/{pid}/fd").iterdir():
        with suppress(FileNotFoundError):  # closed meanwhile
            links.append(os.readlink(path))
    return [link for link in links if link.endswith(" (deleted)") and not link.startswith("/memfd:")]
