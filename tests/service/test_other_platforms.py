"""launchd and Task Scheduler, by the words that they are told and the answers that they document."""

from __future__ import annotations

import os

import pytest

from goenvctl.errors import NotApplied
from goenvctl.service.install import install
from goenvctl.service.plan import plan
from goenvctl.service.remove import remove
from goenvctl.service.standing import standing
from tests.home import Home
from tests.service.conftest import session_of, tree
from tests.service.fake import Fake

DOMAIN = f"gui/{os.getuid()}"
PRINTED = """\
gui/501/goenvctl.watch = {
\tactive count = 0
\tstate = not running
\truns = 12
\tlast exit code = 1
}
"""
TOLD = '{"last": 1763712901.5, "code": 1, "enabled": true, "state": "Ready", "next": 1763712961}'
NEVER = '{"last": 943920000, "code": 267011, "enabled": true, "state": "Ready", "next": null}'


@pytest.fixture
def launchctl(home: Home) -> Fake:
    return Fake(home.bin, "launchctl")


@pytest.fixture
def schtasks(home: Home) -> Fake:
    home.environ["APPDATA"] = str(home.path / "Roaming")
    return Fake(home.bin, "schtasks.exe")


def test_launchd(home: Home, launchctl: Fake) -> None:
    """The agent is loaded anew at each installation, also where it had been disabled, and leaves wholly."""
    before = tree(home)
    session = session_of(home, "darwin")
    install(session, plan(session))
    plist = home.path / "Library" / "LaunchAgents" / "goenvctl.watch.plist"
    assert oct(plist.stat().st_mode & 0o777) == "0o600"
    assert launchctl.calls == [
        f"print {DOMAIN}", f"bootout {DOMAIN}/goenvctl.watch", f"enable {DOMAIN}/goenvctl.watch",
        f"bootstrap {DOMAIN} {plist}",
    ]  # fmt: skip
    launchctl.forget_calls()
    assert remove(session).paths == (str(plist),)
    assert launchctl.calls == [f"print {DOMAIN}", f"bootout {DOMAIN}/goenvctl.watch"]
    assert tree(home) == before


@pytest.mark.parametrize("word", ["print", "enable", "bootstrap"])
def test_what_launchd_refuses(home: Home, launchctl: Fake, word: str) -> None:
    """Without a desktop session there is no agent: nothing is left, and cron is named."""
    before = tree(home)
    launchctl.fails_at(word, "Could not find domain for user")
    session = session_of(home, "darwin")
    with pytest.raises(NotApplied) as caught:
        install(session, plan(session))
    assert caught.value.message == f"launchctl {word}: Could not find domain for user; nothing was installed"
    assert tree(home) == before


def test_status_of_launchd(home: Home, launchctl: Fake) -> None:
    """Its last exit code is told, and whether it was disabled by hand; launchd knows no times."""
    session = session_of(home, "darwin")
    install(session, plan(session))
    launchctl.answers("print", PRINTED)
    launchctl.answers("print-disabled", '\t\t"goenvctl.watch" => enabled\n')
    found = standing(session)
    assert (found.is_installed, found.report.is_enabled, found.report.is_active) == (True, True, True)
    assert (found.report.code, found.report.last_run, found.report.next_run) == (1, None, None)
    assert found.variables["HOME"] == str(home.path)
    assert found.problems == ()
    launchctl.answers("print-disabled", '\t\t"goenvctl.watch" => disabled\n')
    assert [problem.id for problem in standing(session).problems] == ["not-running"]


def test_windows(home: Home, schtasks: Fake) -> None:
    """The task is made from its file, replacing an earlier one, and deleted with both files."""
    before = tree(home)
    session = session_of(home, "win32")
    install(session, plan(session))
    state = home.state
    assert schtasks.calls == [
        "/Query /FO CSV /NH", f"/Create /F /TN goenvctl-watch /XML {state}/goenvctl-watch.xml",
    ]  # fmt: skip
    schtasks.forget_calls()
    assert remove(session).paths == (f"{state}/watch.env", f"{state}/goenvctl-watch.xml")
    assert schtasks.calls == [
        "/Query /FO CSV /NH", "/End /TN goenvctl-watch", "/Delete /F /TN goenvctl-watch",
    ]  # fmt: skip
    assert tree(home) == before


@pytest.mark.parametrize(
    ("told", "last_run", "code", "next_run"),
    [(TOLD, 1763712901.5, 1, 1763712961.0), (NEVER, None, None, None)],
)
def test_status_of_windows(
    home: Home, schtasks: Fake, told: str, last_run: float | None, code: int | None, next_run: float | None
) -> None:
    """PowerShell tells state and times in no language; a task that never ran has no exit code."""
    session = session_of(home, "win32")
    install(session, plan(session))
    Fake(home.bin, "powershell.exe").answers("-NoProfile", told + "\n")
    found = standing(session)
    assert found.is_installed
    assert found.report == (True, True, last_run, code, (), next_run)
    assert found.variables["HOME"] == str(home.path)


def test_other_systems(home: Home) -> None:
    """Where no scheduler is known the line for cron is given."""
    with pytest.raises(NotApplied) as caught:
        plan(session_of(home, "freebsd14"))
    assert caught.value.message == "no scheduler of freebsd14 is known here; nothing was installed"
    assert caught.value.lines[0].startswith("* * * * * /")
