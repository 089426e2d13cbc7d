"""Guards: no test reaches the real home or a network; in CI none is skipped for want of a tool."""

from __future__ import annotations

import os
import shutil
import signal
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from goenvctl.language import ENGLISH, speak
from tests import shells, toolchains
from tests.home import Home

# What starts the tests may ignore these (nohup, a background job); children would inherit that.
for number in (signal.SIGHUP, signal.SIGQUIT):
    signal.signal(number, signal.SIG_DFL)
signal.signal(signal.SIGINT, signal.default_int_handler)

REAL_HOME = Path(os.path.expanduser("~"))
GUARDED = (".config/go/env", ".config/goenvctl", ".local/state/goenvctl", ".cache/goenvctl")
TOOLS = ("git", "strace", "unshare", "ip", "chromium", "promtool", "systemd-analyze")
IN_CI = os.environ.get("CI") == "true"


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """A new home with the newest go."""
    return Home(tmp_path / "home")


@pytest.fixture(autouse=True)
def _no_real_home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in [name for name in os.environ if name.startswith(("GO", "XDG_")) or name == "NETRC"]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(tmp_path / "nobody"))
    speak(ENGLISH)


@pytest.fixture(autouse=True, scope="session")
def _real_home_untouched() -> Iterator[None]:
    before = {name: _stamp(REAL_HOME / name) for name in GUARDED}
    yield
    assert {name: _stamp(REAL_HOME / name) for name in GUARDED} == before


@pytest.fixture(autouse=True, scope="session")
def _loopback_only() -> Iterator[None]:
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> None:
        host = address[0] if isinstance(address, tuple) else ""
        if host and not (str(host).startswith("127.") or host in ("::1", "localhost")):
            raise AssertionError(f"a test wants to reach {address}")
        connect(self, address)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", guarded)
        yield


def pytest_sessionstart(session: pytest.Session) -> None:
    """In CI a missing tool is a failure, never a skip."""
    if not IN_CI:
        return
    absent = [f"go {version}" for version in toolchains.missing()]
    absent += [tool for tool in TOOLS if not shutil.which(tool)]
    absent += shells.missing()
    if absent:
        raise pytest.UsageError(f"CI must have {', '.join(absent)}")


def pytest_itemcollected(item: pytest.Item) -> None:
    """What an older go says is asked in the slow session; the newest is asked every day."""
    callspec = getattr(item, "callspec", None)
    asked = [getattr(param, "toolchain", param) for param in callspec.params.values()] if callspec else []
    if any(isinstance(one, toolchains.Toolchain) and one != toolchains.NEWEST for one in asked):
        item.add_marker(pytest.mark.slow)


def pytest_terminal_summary(terminalreporter: Any) -> None:
    if absent := toolchains.missing():
        terminalreporter.write_line(f"not asked: Go {', '.join(absent)} (nox -s toolchains fetches them)")
    if absent := shells.missing():
        terminalreporter.write_line(f"not asked: {', '.join(absent)} (.ci/run installs them)")


def _stamp(path: Path) -> float:
    return path.stat().st_mtime if path.exists() else 0.0
