"""Ctrl-C while mirrors are silent: what there is is told, at once, and nothing is left half done."""

from __future__ import annotations

import json
import os
import signal
import time
from pathlib import Path

import pytest

from tests.check.net import Net
from tests.check.running import Running, Watched
from tests.fakes.mirror import Mirror
from tests.home import Home

INTERRUPTED = 130
AT_ONCE_S = 5.0  # on a busy machine; a silent mirror is given twice as long
REFUSING = "http://127.0.0.1:9"  # nobody listens there


@pytest.fixture
def mirrors(home: Home, net: Net) -> tuple[Mirror, Mirror, Mirror]:
    """One that answers and two that are silent, in the profile `loop`."""
    good, *silent = net.mirror(), net.silent(), net.silent()
    net.profile(home, "|".join(mirror.url for mirror in (good, *silent)))
    return good, silent[0], silent[1]


def test_in_a_pipe(home: Home, mirrors: tuple[Mirror, ...]) -> None:
    """Within a second: the outcomes so far on standard output, one word on standard error, exit 130."""
    with Running(home, "check", "loop") as running:
        running.wait_for("healthy ")
        running.interrupt()
        ended, seconds = running.end()
    [row] = [line.split("\t") for line in ended.stdout.splitlines()]
    assert (ended.code, row[1], row[2], row[6]) == (INTERRUPTED, mirrors[0].url, "healthy", "pin")
    assert ended.stderr.split()[-1] == "interrupted"
    assert "Traceback" not in ended.stderr
    assert seconds < AT_ONCE_S


def test_before_any_answer(home: Home, net: Net) -> None:
    """Where nobody has answered yet, standard output stays empty."""
    silent = net.silent()
    with Running(home, "check", silent.url, env={"GOSUMDB": net.gosumdb}) as running:
        _wait_until_asked(silent)
        running.interrupt()
        ended, seconds = running.end()
    assert (ended.code, ended.stdout, ended.stderr.strip()) == (INTERRUPTED, "", "interrupted")
    assert seconds < AT_ONCE_S


def test_twice(home: Home, mirrors: tuple[Mirror, ...]) -> None:
    """Somebody who presses it twice gets no traceback either."""
    with Running(home, "check", "loop") as running:
        running.wait_for("healthy ")
        running.interrupt()
        running.interrupt()
        ended, seconds = running.end()
    assert ended.code in (INTERRUPTED, -signal.SIGINT)  # 130 to a shell, both
    assert "Traceback" not in ended.stderr
    assert seconds < AT_ONCE_S


def test_on_a_terminal(home: Home, mirrors: tuple[Mirror, ...]) -> None:
    """On a terminal the live table goes, the answer so far stays, and the cursor is there again."""
    with Watched(home, "check", "loop") as screen:
        screen.wait_for("1 answered, 2 still asked")
        pressed = screen.interrupt()
        assert screen.end() == INTERRUPTED
    assert time.monotonic() - pressed < AT_ONCE_S
    header, row, last = [line for line in screen.display if line != "^C"]
    assert header.split()[:3] == ["#", "MIRROR", "VERDICT"]
    assert row.split()[1:3] == [mirrors[0].url, "healthy"]
    assert last == "interrupted"
    assert screen.raw.rindex(b"\x1b[?25h") > screen.raw.rindex(b"\x1b[?25l")


def test_json(home: Home, mirrors: tuple[Mirror, ...]) -> None:
    """With `--json` what comes is JSON or nothing, never a table."""
    with Running(home, "check", REFUSING, mirrors[1].url, "--json") as running:
        _wait_until_asked(mirrors[1])
        time.sleep(0.3)  # more than a refusal takes to come in
        running.interrupt()
        ended, seconds = running.end()
    assert (ended.code, "Traceback" in ended.stderr) == (INTERRUPTED, False)
    assert not ended.stdout or json.loads(ended.stdout)["schema"] == 1
    assert seconds < AT_ONCE_S


@pytest.mark.parametrize("options", [["--fastest"], ["--fastest", "--json"]])
def test_use_fastest(home: Home, mirrors: tuple[Mirror, ...], options: list[str]) -> None:
    """`use --fastest` interrupted while it asks has changed nothing, and the next command works."""
    home.call("use", "official")
    before, changes = home.read_env(), home.call("history", "--json").json["changes"]
    with Running(home, "use", "loop", *options) as running:
        _wait_until_asked(mirrors[1], mirrors[2])
        running.interrupt()
        ended, seconds = running.end()
    assert (ended.code, "Traceback" in ended.stderr) == (INTERRUPTED, False)
    assert seconds < AT_ONCE_S
    assert home.read_env() == before
    assert home.call("history", "--json").json["changes"] == changes
    assert home.call("current").stdout == "official\n"
    assert home.call("use", "loop").code == 0


def test_use_check(home: Home, mirrors: tuple[Mirror, ...]) -> None:
    """`use --check` interrupted while it verifies has made the change, and has said so."""
    with Running(home, "use", "loop", "--check") as running:
        running.wait_for("healthy ")
        running.interrupt()
        ended, seconds = running.end()
    assert (ended.code, ended.stdout.splitlines()[0]) == (INTERRUPTED, "loop is in effect")
    assert "take it back: goenvctl undo" in ended.stdout.splitlines()
    assert home.call("current").stdout == "loop\n"
    assert seconds < AT_ONCE_S


def test_nothing_left_behind(home: Home, mirrors: tuple[Mirror, ...], tmp_path: Path) -> None:
    """No temporary file, no lock, no child: the records are all that is there, and they are whole."""
    temporary = tmp_path / "tmp"
    temporary.mkdir()
    with Running(home, "check", "loop", "--full", "--go", env={"TMPDIR": str(temporary)}) as running:
        running.wait_for("healthy ")
        running.interrupt()
        running.end()
    assert list(temporary.iterdir()) == []
    assert [path.name for path in home.state.iterdir()] == ["records.sqlite"]
    assert home.call("check", "--history").code == 0
    assert _processes_of(home) == []


def _wait_until_asked(*mirrors: Mirror) -> None:
    """Until each of them has heard from us."""
    deadline = time.monotonic() + 30
    while not all(mirror.log for mirror in mirrors):
        assert time.monotonic() < deadline
        time.sleep(0.01)


def _processes_of(home: Home) -> list[str]:
    """The processes that run in this home's folder."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            folder = os.readlink(process / "cwd")
        except OSError:
            continue
        if folder == str(home.work):
            found.append(process.name)
    return found
