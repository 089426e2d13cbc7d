"""The texts of the three platforms: golden files, and readers that are not ours."""

from __future__ import annotations

import os
import plistlib
import shutil
import subprocess
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goenvctl.errors import NotApplied
from goenvctl.go.variables import VARIABLES
from goenvctl.host import Host
from goenvctl.paths import Paths
from goenvctl.service import unit
from goenvctl.service.all_schedulers import SCHEDULERS
from goenvctl.service.plan import Planned, cron_line, plan
from goenvctl.service.scheduler import Job, is_ours
from goenvctl.service.variables_file import read_variables, variables_file
from goenvctl.session import Session
from tests.service.nasty import WORDS
from tests.service.readers import systemd_words, windows_words

GOLDEN = Path(__file__).parent.parent / "data" / "service"
HOME = "/home/nobody at all"  # there is no such folder here
PYTHON = f'{HOME}/.local/pipx/50% "odd"/bin/python3'
ENVIRON = {
    "HOME": HOME,
    "PATH": "/usr/local/go/bin:bin:/usr/bin:/usr/local/go/bin",
    "HTTPS_PROXY": "http://me:pa$$w0rd@proxy.corp.example:3128",
    "no_proxy": ".corp.example,10.0.0.0/8",
    "SSL_CERT_FILE": "certs/corp.pem",
    "GOPRIVATE": "git.corp.example",
    "GOFLAGS": "",
    "APPDATA": "/roaming",  # of Windows, and so the next two
    "USERDOMAIN": "CORP",
    "USERNAME": "R&D <me>",
    "EDITOR": "vi",
}
NAMESPACE = "{http://schemas.microsoft.com/windows/2004/02/mit/task}"
VERIFY = shutil.which("systemd-analyze")
SAYABLE = st.text(st.characters(exclude_categories=("Cc", "Cs"), exclude_characters="\ufffe\uffff"))


def _plan(platform: str) -> Planned:
    paths = Paths(f"{HOME}/.config/goenvctl", "/etc", f"{HOME}/.local/state/goenvctl", f"{HOME}/.cache")
    python = PYTHON if platform != "win32" else PYTHON.replace('50% "odd"', "odd one")
    return plan(Session(Host(ENVIRON, "/work", platform), paths), python)


@pytest.mark.parametrize("platform", SCHEDULERS)
def test_golden(platform: str) -> None:
    """The files of each platform are those that stand in tests/data/service, byte for byte."""
    written = {os.path.basename(file.path): file.data for file in _plan(platform).files}
    golden = {path.name: path.read_bytes() for path in (GOLDEN / platform).iterdir()}
    assert written == golden
    assert all(is_ours(data) for data in written.values())


@pytest.mark.parametrize("platform", SCHEDULERS)
def test_what_is_shown(platform: str) -> None:
    """What is shown is what is written, but for the proxy's password; only 0600 files hold that."""
    planned = _plan(platform)
    for file, shown in zip(planned.files, planned.shown, strict=True):
        assert shown.text == file.text.replace("me:pa$$w0rd", "***").replace(r"me:pa\$\$w0rd", "***")
        assert ("w0rd" in file.text) is (file.mode == 0o600)


@pytest.mark.skipif(not VERIFY, reason="no systemd-analyze")
def test_systemd_finds_no_fault(tmp_path: Path) -> None:
    """`systemd-analyze verify` has nothing to say of the units."""
    for file in _plan("linux").files[1:]:
        text = file.text.replace(PYTHON, "/bin/true").replace(r"50%% \"odd\"", "")
        (tmp_path / os.path.basename(file.path)).write_text(text)
    units = [str(tmp_path / name) for name in ("goenvctl-watch.service", "goenvctl-watch.timer")]
    done = subprocess.run(
        [str(VERIFY), "verify", "--user", "--man=no", *units],
        env={"HOME": str(tmp_path), "XDG_RUNTIME_DIR": str(tmp_path), "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


@given(st.lists(SAYABLE, min_size=1, max_size=4))
def test_words_of_systemd(words: list[str]) -> None:
    """Whatever stands in a word, ExecStart= reads it back."""
    line = ["/" + words[0], *words[1:]]
    read = systemd_words(unit.exec_line(line))
    assert (read[3:] if read[0] == "/bin/sh" != line[0] else read) == line


@given(st.dictionaries(st.sampled_from(sorted(VARIABLES)), SAYABLE, min_size=1))
def test_variables_are_read_back(variables: dict[str, str]) -> None:
    """Whatever a variable holds, its file gives it back."""

    class Disk(Host):
        def peek(self, path: str) -> bytes:
            return variables_file(path, variables).data

    assert read_variables(Disk(), "watch.env") == variables


def test_a_shell_reads_the_same(tmp_path: Path) -> None:
    """The file of variables means to sh what it means to systemd, for every word that quoting trips over."""
    variables = {f"W{number}": word for number, word in enumerate(WORDS)}
    (tmp_path / "watch.env").write_bytes(variables_file("", variables).data)
    script = f"set -a; . '{tmp_path}/watch.env'; env -0"
    done = subprocess.run(["/bin/sh", "-c", script], capture_output=True, check=True)
    read = dict(line.split("=", 1) for line in done.stdout.decode().split("\0")[:-1])
    assert {name: read[name] for name in variables} == variables


def test_the_agent_of_launchd() -> None:
    """launchd runs the same words at login and every minute, with the variables, and keeps no log."""
    planned = _plan("darwin")
    [file] = planned.files
    found = plistlib.loads(file.data)
    assert file.path == f"{HOME}/Library/LaunchAgents/goenvctl.watch.plist"
    assert found["ProgramArguments"] == [PYTHON, "-P", "-m", "goenvctl", "watch", "--once"]
    assert found["EnvironmentVariables"] == planned.job.variables
    assert (found["Label"], found["StartInterval"], found["RunAtLoad"]) == ("goenvctl.watch", 60, True)
    assert found["StandardOutPath"] == found["StandardErrorPath"] == "/dev/null"


def test_the_task_of_windows() -> None:
    """Task Scheduler runs it every minute for this user, also on batteries, never two at once."""
    variables, task = _plan("win32").files
    root = ElementTree.fromstring(task.data.decode("utf-16"))

    def text(path: str) -> str:
        found = root.find("/".join(NAMESPACE + name for name in path.split("/")))
        assert found is not None, path
        return found.text or ""

    assert text("Triggers/TimeTrigger/Repetition/Interval") == "PT1M"
    assert text("Principals/Principal/UserId") == "CORP\\R&D <me>"
    assert text("Principals/Principal/LogonType") == "InteractiveToken"
    assert text("Principals/Principal/RunLevel") == "LeastPrivilege"
    assert text("Settings/MultipleInstancesPolicy") == "IgnoreNew"
    assert text("Settings/DisallowStartIfOnBatteries") == text("Settings/StopIfGoingOnBatteries") == "false"
    assert text("Settings/ExecutionTimeLimit") == "PT5M"
    assert text("Actions/Exec/Command") == f"{HOME}/.local/pipx/odd one/bin/python3"
    words = windows_words(text("Actions/Exec/Arguments"))
    assert words == ["-P", "-m", "goenvctl", "watch", "run", variables.path]


@pytest.mark.parametrize("folder", ["100%", "a%USERNAME%b", "x$(Arg0)"])
def test_what_no_task_can_say(folder: str) -> None:
    """Task Scheduler would replace % and $( in a path: exit 3, and what to do."""
    session = Session(Host(ENVIRON, "/work", "win32"), Paths("/c", "/s", "/state", "/k"))
    with pytest.raises(NotApplied) as caught:
        plan(session, f"/{folder}/python.exe")
    assert caught.value.id == "unsayable"
    assert caught.value.hint == "install goenvctl in a folder with a plain name"


@given(st.lists(SAYABLE.filter(lambda word: "%" not in word and "$(" not in word), min_size=1, max_size=4))
def test_words_of_windows(words: list[str]) -> None:
    """Whatever stands in a word, a program of Windows reads it back."""
    session = Session(Host({"HOME": HOME}, "/work", "win32"), Paths("/c", "/s", "/state", "/k"))
    _, task = SCHEDULERS["win32"].files(session, Job(("python", *words), {}))
    found = ElementTree.fromstring(task.data.decode("utf-16")).find(f".//{NAMESPACE}Arguments")
    assert found is not None
    assert windows_words(found.text or "") == [*words, "watch", "run", "/state/watch.env"]


def test_the_line_for_cron() -> None:
    """In a crontab % ends the command: it stands behind a backslash, and sh reads the rest."""
    line = cron_line(Job(("/opt/50% off/python", "-m", "goenvctl"), {}))
    assert line == r"* * * * * '/opt/50\% off/python' -m goenvctl watch --once"
