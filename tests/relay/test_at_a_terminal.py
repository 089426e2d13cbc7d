"""At a terminal `exec` is not to be noticed: keys, modes and jobs are the command's and the shell's."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator

import pytest

from tests.home import Home
from tests.relay.places import Places
from tests.relay.stock import Stock
from tests.relay.terminal import Terminal

FETCH = "go mod download example.com/a@v1.0.0 example.com/b@v1.0.0"
SETTLED_S = 0.3
PROMPT_S = 10.0


@pytest.fixture(scope="module")
def stock(tmp_path_factory: pytest.TempPathFactory) -> Stock:
    return Stock(tmp_path_factory.mktemp("stock") / "stock")


@pytest.fixture
def environ(stock: Stock, home: Home) -> Iterator[dict[str, str]]:
    with Places(stock, home) as places:
        yield {
            "GOPROXY": places.fill("{a}|{b}"),
            "GOSUMDB": places.fill("{key} {database}"),
            "GOTOOLCHAIN": "local",
            "PATH": f"{home.bin}:/usr/bin:/bin",
        }


def test_interrupt(home: Home, environ: dict[str, str]) -> None:
    """Ctrl-C ends what runs; the terminal's foreground group and modes are as before, the shell goes on."""
    script = "goenvctl exec -- sh -c 'echo started; exec sleep 60'; echo code $?; read line; echo \"<$line>\""
    with Terminal(home, f"trap : INT\n{script}", environ) as terminal:
        before = terminal.foreground, terminal.modes
        terminal.wait_for("started")
        time.sleep(SETTLED_S)
        terminal.type(b"\x03")
        said = terminal.wait_for("code 130")
        assert (terminal.foreground, terminal.modes) == before
        terminal.type(b"well\n")
        terminal.wait_for("<well>")
        assert terminal.end() == 0
    assert "Traceback" not in said and "goenvctl" not in said


def test_interrupt_as_a_job(home: Home, environ: dict[str, str]) -> None:
    """The same where the shell gives each job a group of its own, as an interactive one does."""
    script = "set -m\ngoenvctl exec -- sh -c 'echo started; exec sleep 60'\necho code $?"
    with Terminal(home, script, environ) as terminal:
        before = terminal.foreground
        terminal.wait_for("started")
        time.sleep(SETTLED_S)
        assert terminal.foreground != before
        terminal.type(b"\x03")
        terminal.wait_for("code 130")
        assert terminal.end() == 0
        assert terminal.processes == []


def test_quit(home: Home, environ: dict[str, str]) -> None:
    """Ctrl-\\ too."""
    script = "trap : QUIT\nulimit -c 0\ngoenvctl exec -- sh -c 'echo started; exec sleep 60'; echo code $?"
    with Terminal(home, script, environ) as terminal:
        terminal.wait_for("started")
        time.sleep(SETTLED_S)
        terminal.type(b"\x1c")
        terminal.wait_for("code 131")
        assert terminal.end() == 0


def test_keyboard(home: Home, environ: dict[str, str]) -> None:
    """What is typed is read by the command, at a terminal, and it may set the terminal as it likes."""
    command = (
        'stty -echo; echo ready; read line; stty echo; echo "<$line>"; test -t 0 -a -t 1 -a -t 2 && echo tty'
    )
    with Terminal(home, f"goenvctl exec -- sh -c '{command}'", environ) as terminal:
        before = terminal.modes
        terminal.wait_for("ready")
        terminal.type(b"secret\n")
        assert terminal.wait_for("tty\r\n").endswith("ready\n<secret>\ntty\n")
        assert terminal.end() == 0
        assert terminal.modes == before


def test_suspended(home: Home, environ: dict[str, str]) -> None:
    """Ctrl-Z stops the job; in the foreground again it goes on, and so does the relay."""
    command = f"goenvctl exec -- sh -c 'echo started; read line; {FETCH} && echo fetched'"
    with Terminal(home, f"set -m\n{command}\necho stopped $?\nfg\necho code $?", environ) as terminal:
        terminal.wait_for("started")
        time.sleep(SETTLED_S)
        terminal.type(b"\x1a")
        terminal.wait_for("stopped 148")
        terminal.type(b"go on\n")
        terminal.wait_for("fetched")
        terminal.wait_for("code 0")
        assert terminal.end() == 0


def test_hangup(home: Home, environ: dict[str, str]) -> None:
    """A window that is closed takes both with it."""
    with Terminal(home, "goenvctl exec -- sh -c 'echo started; exec sleep 60'", environ) as terminal:
        terminal.wait_for("started")
        time.sleep(SETTLED_S)
        os.close(terminal.master)
        terminal.master = os.open(os.devnull, os.O_RDONLY)
        deadline = time.monotonic() + PROMPT_S
        while terminal.processes and time.monotonic() < deadline:
            terminal.child.poll()
            time.sleep(0.05)
        assert terminal.processes == []
