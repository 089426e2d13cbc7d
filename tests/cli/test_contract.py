"""What scripts rely on: JSON, exit codes, streams, help."""

from __future__ import annotations

import contextlib
import json
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from goenvctl import exits
from goenvctl.cli import verbs
from tests.home import Home

ROOT = Path(__file__).parent.parent.parent
PROFILE_KEYS = {
    "name", "aliases", "summary", "trust", "source", "active", "template", "params", "fallback", "control",
    "unset", "go",
}  # fmt: skip
RECEIPT_KEYS = {
    "schema", "command", "change", "profile", "env_file", "edits", "switched", "in_effect", "problems",
    "remarks", "dry_run", "undone",
}  # fmt: skip
ANSWERING = (
    ["list"], ["current"], ["status"], ["history"], ["env"], ["env", "cn"], ["use", "cn"], ["undo"],
    ["use", "cn", "--dry-run"], ["private", "list"], ["private", "add", "git.example.com"],
    ["private", "remove", "git.example.com"], ["profile", "list"], ["profile", "show", "cn"],
    ["profile", "add", "mine", "--from", "cn"], ["profile", "edit", "mine", "GOPROXY=direct"],
    ["profile", "rename", "mine", "yours"], ["profile", "validate"], ["profile", "path"],
    ["profile", "remove", "yours", "--yes"],
)  # fmt: skip


def test_every_command_answers_in_json(home: Home) -> None:
    """With --json every command prints one sorted ASCII object with schema and command, and nothing else."""
    home.call("use", "official")
    for arguments in ANSWERING:
        ended = home.call(*arguments, "--json")
        assert ended.code == 0, arguments
        assert ended.stdout.isascii()
        answer = json.loads(ended.stdout)
        words = 2 if arguments[0] in ("profile", "private") else 1
        assert (answer["schema"], answer["command"]) == (1, " ".join(arguments[:words]))
        assert list(answer) == sorted(answer)
        assert ended.stderr == "", arguments


@pytest.mark.parametrize("before", [True, False])
def test_global_options_stand_before_or_after(home: Home, before: bool) -> None:
    """A global option means the same before and after the command's name."""
    words = ["--json", "profile", "show", "cn"] if before else ["profile", "show", "cn", "--json"]
    answer = home.call(*words).json
    assert set(answer) == PROFILE_KEYS | {"schema", "command", "path"}
    assert answer["go"]["GOSUMDB"] == "sum.golang.google.cn"


def test_list_in_json(home: Home) -> None:
    """`list` names every profile with its keys; one is active."""
    home.call("use", "cn")
    profiles = home.call("list", "--json").json["profiles"]
    assert [set(profile) for profile in profiles] == [PROFILE_KEYS] * len(profiles)
    assert [profile["name"] for profile in profiles if profile["active"]] == ["cn"]


def test_use_and_undo_in_json(home: Home) -> None:
    """`use` and `undo` tell the same keys; edits hold values, null for none."""
    used = home.call("use", "cn", "--json").json
    undone = home.call("undo", "--json").json
    assert set(used) == set(undone) == RECEIPT_KEYS
    assert (used["change"], undone["change"]) == (1, 1)
    (edit,) = used["edits"]
    assert edit["target"] == "go-env"
    assert edit["path"] == str(home.env_file)
    assert edit["before"] == {"GOPROXY": None, "GOSUMDB": None}
    assert undone["edits"] == [{**edit, "before": edit["after"], "after": edit["before"]}]
    assert (undone["profile"], undone["switched"]) == (None, True)


def test_status_in_json(home: Home) -> None:
    """`status` tells origin and shadowed values of every variable this Go knows."""
    home.write_env(b"# mine\nGOPRIVATE=git.example.com\nGOPROXY=direct\n")
    answer = home.call("status", "--json", env={"GOPROXY": "off"}).json
    assert set(answer) == {
        "schema", "command", "profile", "served_by", "drift", "env_file", "variables", "problems",
        "targets", "written", "elsewhere",
    }  # fmt: skip
    assert [fresh["scene"] for fresh in answer["elsewhere"]] == ["interactive", "login", "script", "desktop"]
    variables = {variable["name"]: variable for variable in answer["variables"]}
    path = str(home.env_file)
    assert variables["GOPROXY"]["value"] == "off"
    assert variables["GOPROXY"]["origin"] == {"kind": "environment", "path": None, "line": None}
    assert variables["GOPROXY"]["shadowed"][0] == {
        "value": "direct", "origin": {"kind": "user_env_file", "path": path, "line": 3},
    }  # fmt: skip
    assert variables["GOPROXY"]["shadowed"][1]["origin"]["kind"] == "goroot"
    assert variables["GONOPROXY"]["value"] == "git.example.com"
    assert variables["GONOPROXY"]["origin"] == {"kind": "derived", "path": path, "line": 2}
    assert variables["GOAUTH"]["origin"]["kind"] == "default"


@pytest.mark.parametrize(
    ("arguments", "code", "id"),
    [
        (["use", "nothing"], exits.INVALID, "unknown-profile"),
        (["use", "corporate"], exits.INVALID, "template"),
        (["use"], exits.INVALID, "usage"),
        (["use", "cn", "--nonsense"], exits.INVALID, "usage"),
        (["nonsense"], exits.INVALID, "usage"),
        (["profile", "nonsense"], exits.INVALID, "usage"),
        (["undo"], exits.NO, "nothing-to-undo"),
        (["undo", "7"], exits.NO, "unknown-change"),
        (["undo", "seven"], exits.INVALID, "usage"),
        (["undo", "1", "--all"], exits.INVALID, "usage"),
        (["private", "remove", "git.example.com"], exits.NO, "unknown-pattern"),
        (["private", "add", "https://git.example.com"], exits.INVALID, "pattern-scheme"),
        (["profile", "remove", "cn", "--yes"], exits.INVALID, "not-yours"),
        (["profile", "add", "Bad Name", "GOPROXY=off"], exits.INVALID, "bad-name"),
        (["profile", "add", "x", "GOFLAGS=off"], exits.INVALID, "unknown-variable"),
        (["profile", "show", "../../etc/passwd"], exits.INVALID, "unknown-profile"),
    ],
    ids=str,
)
def test_errors_in_json(home: Home, arguments: list[str], code: int, id: str) -> None:
    """An error is an object with a stable id, or one line of cause and one of remedy; the same exit code."""
    ended = home.call(*arguments, "--json")
    assert ended.code == code
    assert ended.stderr == ""
    assert (ended.json["schema"], ended.json["error"]["id"]) == (1, id)
    plain = home.call(*arguments)
    assert (plain.code, plain.stdout) == (code, "")
    cause, remedy = plain.stderr.splitlines()
    assert cause.startswith("goenvctl: ")
    assert remedy.startswith("  -> ")


def test_gone_env_file_is_not_applied(home: Home) -> None:
    """Without HOME there is no env file: exit 3, and the reason is Go's."""
    ended = home.call("use", "cn", "--json", env={"GOENV": "off"})
    assert (ended.code, ended.json["error"]["id"]) == (exits.NOT_APPLIED, "no-env-file")


def test_quiet(home: Home) -> None:
    """--quiet leaves answers and errors, and drops messages."""
    env = {"GOPROXY": "off"}
    assert home.call("use", "cn", "-q", env=env).stderr == ""
    assert home.call("use", "nothing", "--quiet").stderr != ""


def test_help_shows_the_everyday_first(home: Home) -> None:
    """`--help` lists the everyday commands first, and every command has help of its own."""
    shown = home.call("--help").stdout
    assert re.findall(r"^([\w ]+):$", shown, re.MULTILINE) == [
        "Everyday",
        "By itself",
        "Understand",
        "Keep",
        "Options",
        "Everywhere",
        "Examples",
    ]
    for verb in verbs.HELP:
        ended = home.call(verb, "--help")
        assert (ended.code, ended.stderr) == (0, "")
        assert ended.stdout.startswith(f"Usage: goenvctl {verb}")


def test_version_is_that_of_pyproject(home: Home) -> None:
    """--version prints the version that stands in pyproject.toml."""
    wanted = re.search(r'^version = "(.*)"', (ROOT / "pyproject.toml").read_text(), re.MULTILINE)
    assert wanted
    assert home.call("--version").stdout == f"goenvctl {wanted[1]}\n"


def test_ls_is_list(home: Home) -> None:
    """`ls` is another name of `list`."""
    assert home.call("ls").stdout == home.call("list").stdout != ""


def test_exit_codes_are_documented() -> None:
    """Every exit code of exits.py has its row in docs/exit-codes.md, and no other."""
    documented = re.findall(r"^\| (\d+) \|", (ROOT / "docs" / "exit-codes.md").read_text(), re.MULTILINE)
    codes = [value for name, value in vars(exits).items() if name.isupper()]
    assert sorted(map(int, documented)) == sorted(codes)


def test_a_bug_leaves_a_report_and_no_traceback(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    """An error of our own is exit 70 with one line and a report file that only the user can read."""

    def broken(*_: object) -> None:
        raise RuntimeError("https://user:secret@example.com went wrong")

    monkeypatch.setattr("goenvctl.cli.current.current", broken)
    ended = home.call("current")
    assert ended.code == exits.BUG
    (report,) = home.state.glob("bug-*.txt")
    assert f"the report is {report}" in ended.stderr
    assert "Traceback" not in ended.stderr
    assert "secret" not in ended.stderr + report.read_text()
    assert "RuntimeError" in report.read_text()


@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_a_full_output_is_no_bug(home: Home, unbuffered: str) -> None:
    """Where the answer cannot be written it is said in one line, exit 74, and no report is made."""
    line = f"{sys.executable} -m goenvctl list >/dev/full"
    ended = home.spawn([str(home.bin / "sh"), "-c", line], {"PYTHONUNBUFFERED": unbuffered})
    assert (ended.code, ended.stderr) == (
        exits.OUTPUT_LOST,
        "goenvctl: the answer could not be written: no space left on device\n",
    )
    assert not list(home.path.rglob("bug-*"))


@pytest.mark.parametrize("redirect", [">&-", "2>&-", "| true", "<&-"])
def test_closed_streams(home: Home, redirect: str) -> None:
    """A closed stream, or a reader that goes away, is no error."""
    line = f"{sys.executable} -m goenvctl list {redirect}"
    ended = home.spawn([str(home.bin / "sh"), "-c", line])
    assert (ended.code, ended.stderr) == (0, "")
    assert not list(home.path.rglob("bug-*"))


def test_no_output_at_all(home: Home) -> None:
    """Where not even the error can be written the exit code still tells."""
    line = f"{sys.executable} -m goenvctl use nobody >/dev/full 2>/dev/full"
    assert home.spawn([str(home.bin / "sh"), "-c", line]).code == exits.OUTPUT_LOST


IN_MAIN = re.compile(rb'goenvctl/cli/__init__\.py", line \d+, in main\n')


def test_an_interrupt_at_any_time(home: Home) -> None:
    """Ctrl-C ends it by the signal or with 130, at any moment, without a traceback, old or new file."""
    before = home.read_env()
    command = [sys.executable, "-m", "goenvctl", "use", "cn"]
    for delay_ms in range(4, 100, 6):
        child = subprocess.Popen(command, env=home.environ, cwd=home.work, stderr=subprocess.PIPE)
        with contextlib.suppress(subprocess.TimeoutExpired):
            child.wait(delay_ms / 1000)
        child.send_signal(signal.SIGINT)
        _, stderr = child.communicate(timeout=60)
        failed = b"Traceback" in stderr or b"Fatal Python error" in stderr
        if not failed or IN_MAIN.search(stderr):  # else it was Python that was still starting
            assert child.returncode in (0, 130, -signal.SIGINT), stderr
            assert not failed, stderr
        now = home.read_env()
        assert home.call("current").stdout == ("cn\n" if now != before else "")
        home.call("undo", "--all")
        assert home.read_env() == before
