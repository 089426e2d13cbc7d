"""`watch install`, `remove` and `status` with a systemctl that is a script."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from goenvctl import exits
from goenvctl.cli import boundary
from tests.cli.screen import Screen
from tests.home import Home
from tests.service.conftest import tree
from tests.service.fake import Fake

INSTALL = ("watch", "install", "--yes")
LOADED = ["show -p Version", "daemon-reload", "enable goenvctl-watch.timer", "restart goenvctl-watch.timer"]
# What `systemctl --user show` of systemd 252 said.
SHOWN = """\
NextElapseUSecMonotonic=9h 50min 2.587008s
ActiveState=active
UnitFileState=enabled

ExecMainStartTimestamp=Fri 2025-11-21 08:15:01 UTC
ExecMainStatus=1
ActiveState=inactive
UnitFileState=static
"""


def _paths(home: Home) -> list[Path]:
    units = home.path / ".config" / "systemd" / "user"
    timer = units / "goenvctl-watch.timer"
    return [home.state / "watch.env", units / "goenvctl-watch.service", timer]


def test_install(home: Home, systemctl: Fake) -> None:
    """It writes the variables and two units, then has systemd load and start them."""
    ended = home.call(*INSTALL)
    assert (ended.code, ended.stderr) == (exits.DONE, "")
    assert systemctl.calls == LOADED
    variables, service, timer = _paths(home)
    assert [oct(path.stat().st_mode & 0o777) for path in (variables, service, timer)] == [
        "0o600", "0o644", "0o644",
    ]  # fmt: skip
    assert f'HOME="{home.path}"\n' in variables.read_text()
    assert f"EnvironmentFile={variables}\n" in service.read_text()
    assert "-P -m goenvctl watch --once\n" in service.read_text()
    assert ended.stdout.splitlines()[-3:] == [
        "installed: systemd runs it every minute",
        "look at it: goenvctl watch status",
        "take it away: goenvctl watch remove",
    ]


def test_install_again(home: Home, systemctl: Fake) -> None:
    """A second time the files are replaced, and what became readable for others is so no more."""
    home.call(*INSTALL)
    variables, *_ = _paths(home)
    variables.chmod(0o644)
    assert home.call(*INSTALL, env={"HTTPS_PROXY": "http://new.example:3128"}).code == exits.DONE
    assert 'HTTPS_PROXY="http://new.example:3128"\n' in variables.read_text()
    assert oct(variables.stat().st_mode & 0o777) == "0o600"
    assert systemctl.calls == LOADED * 2


@pytest.mark.parametrize("word", ["show", "daemon-reload", "enable", "restart"])
def test_what_systemd_refuses(home: Home, systemctl: Fake, word: str) -> None:
    """Where systemd says no nothing is left behind: exit 3, its words, and the line for cron."""
    before = tree(home)
    systemctl.fails_at(word, "Failed to connect to bus: No medium found")
    ended = home.call(*INSTALL, "--json")
    assert tree(home) == before
    assert ended.code == exits.NOT_APPLIED
    error = ended.json["error"]
    assert error["id"] == "no-scheduler"
    assert error["message"] == (
        f"systemctl --user {word}: Failed to connect to bus: No medium found; nothing was installed"
    )
    assert error["hint"] == "let cron do it: crontab -e, and this line"
    [line] = error["lines"]
    assert line.startswith("* * * * * /")
    assert line.endswith("-P -m goenvctl watch --once")


def test_no_systemctl(home: Home) -> None:
    """Without systemd nothing is written either."""
    before = tree(home)
    ended = home.call(*INSTALL)
    assert (ended.code, tree(home)) == (exits.NOT_APPLIED, before)
    assert ended.stderr.splitlines()[0] == "goenvctl: there is no systemctl; nothing was installed"
    assert ended.stdout.startswith("* * * * * ")


@pytest.mark.parametrize("word", ["daemon-reload", "enable", "restart"])
def test_the_earlier_one_stays(home: Home, systemctl: Fake, word: str) -> None:
    """Where the second installation fails the first is there as it was, and is started again."""
    home.call(*INSTALL)
    before = tree(home)
    systemctl.fails_at(word)
    assert home.call(*INSTALL, env={"GOPRIVATE": "git.corp.example"}).code == exits.NOT_APPLIED
    assert tree(home) == before
    assert systemctl.calls[-1] in (
        "daemon-reload",
        "enable goenvctl-watch.timer",
        "restart goenvctl-watch.timer",
    )


def test_another_place_for_units(home: Home, systemctl: Fake) -> None:
    """An XDG_CONFIG_HOME that the login does not know is named as the reason."""
    systemctl.fails_at("enable", "Failed to enable unit: Unit file goenvctl-watch.timer does not exist.")
    ended = home.call(*INSTALL, env={"XDG_CONFIG_HOME": str(home.path / "elsewhere")})
    assert ended.code == exits.NOT_APPLIED
    assert "(it goes by the XDG_CONFIG_HOME of the login); nothing was installed" in ended.stderr
    assert not (home.path / "elsewhere").exists()


@pytest.mark.parametrize("number", range(3))
@pytest.mark.parametrize("kind", ["text", "folder", "masked", "loop"])
@pytest.mark.parametrize("verb", ["install", "remove"])
def test_what_is_not_ours(home: Home, systemctl: Fake, number: int, kind: str, verb: str) -> None:
    """A file by one of the names that somebody else wrote is refused, exit 5; nothing is touched or run."""
    path = _paths(home)[number]
    path.parent.mkdir(parents=True, exist_ok=True)
    make: dict[str, Callable[[], object]] = {
        "text": lambda: path.write_text("[Timer]\nOnCalendar=daily\n"),
        "folder": path.mkdir,
        "masked": lambda: path.symlink_to("/dev/null"),
        "loop": lambda: path.symlink_to(path),
    }
    make[kind]()
    before = tree(home)
    ended = home.call("watch", verb, "--yes", "--json")
    assert (ended.code, ended.json["error"]["id"]) == (exits.CONFLICT, "foreign-file")
    assert ended.json["error"]["message"] == f"{path} was not written by goenvctl"
    assert (tree(home), systemctl.calls) == (before, [])


def test_a_python_that_would_not_start(home: Home, systemctl: Fake) -> None:
    """Where goenvctl runs in this folder only, that is found out before anything is written."""
    before = tree(home)
    broken = home.path / "broken"
    (broken / "goenvctl").mkdir(parents=True)
    (broken / "goenvctl" / "__init__.py").write_text("raise SystemExit('not this one')")
    ended = home.call(*INSTALL, "--json", env={"PYTHONPATH": str(broken)})
    assert (ended.code, ended.json["error"]["id"]) == (exits.NOT_APPLIED, "service-would-fail")
    assert ended.json["error"]["message"].endswith(
        "-P -m goenvctl does not run outside this folder: not this one"
    )
    assert {name: tree(home)[name] for name in before} == before
    assert systemctl.calls == []


def test_folders_that_cannot_be_made(home: Home, systemctl: Fake) -> None:
    """Where a file stands in the way of a folder nothing is left: exit 3."""
    (home.path / ".config").write_text("a file")
    before = tree(home)
    ended = home.call(*INSTALL, "--json")
    assert (ended.code, ended.json["error"]["id"]) == (exits.NOT_APPLIED, "not-written")
    assert ended.json["error"]["message"].endswith("not a directory; nothing was installed")
    assert tree(home) == before


@pytest.mark.parametrize("word", ["daemon-reload", "restart"])
def test_an_interrupt(home: Home, systemctl: Fake, word: str) -> None:
    """Ctrl-C half way leaves nothing of it: exit 130."""
    before = tree(home)
    systemctl.does(word, "kill -INT $PPID; sleep 1")
    assert home.goenvctl(*INSTALL).code == exits.INTERRUPTED
    assert tree(home) == before


def test_the_real_go_comes_first(home: Home, systemctl: Fake) -> None:
    """Where `go` is a shim the service finds what it leads to: the shim may need rights that it has not."""
    go = home.bin / "go"
    real = go.readlink()
    go.unlink()
    go.write_text(f'#!/bin/sh\nexec {real} "$@"\n')
    go.chmod(0o755)
    assert home.call(*INSTALL).code == exits.DONE
    assert f'PATH="{real.parent}:{home.bin}"\n' in _paths(home)[0].read_text()


def test_go_without_an_env_file(home: Home, systemctl: Fake) -> None:
    """Where `watch` could write no env file it is not installed."""
    ended = home.call(*INSTALL, "--json", env={"GOENV": "off"})
    assert (ended.code, ended.json["error"]["id"]) == (exits.NOT_APPLIED, "no-env-file")
    assert systemctl.calls == []


def test_it_needs_a_yes(home: Home, systemctl: Fake) -> None:
    """Without a terminal and without --yes it installs nothing: exit 2."""
    before = tree(home)
    ended = home.call("watch", "install")
    assert (ended.code, ended.stdout) == (exits.INVALID, "")
    assert ended.stderr == "goenvctl: watch install asks on a terminal\n  -> add --yes\n"
    assert (tree(home), systemctl.calls) == (before, [])


@pytest.mark.parametrize(("answer", "code"), [(b"n\n", exits.NO), (b"y\n", exits.DONE), (b"\x04", 130)])
def test_it_asks(home: Home, systemctl: Fake, answer: bytes, code: int) -> None:
    """On a terminal it shows files, command and variables, and installs after a yes."""
    screen = Screen(home, "watch", "install", env={"HTTP_PROXY": "http://me:secret@127.0.0.1:9"}, columns=200)
    screen.wait_for("install it? [y/N]")
    for text in ("[Timer]", "ExecStart=", f"# {_paths(home)[0]} (mode 600):", "  HTTP_PROXY=http://***@127."):
        assert f"\n{text}" in f"\n{screen.raw.decode()}", text
    screen.type(answer)
    assert screen.end() == code
    assert b"secret" not in screen.raw
    assert [path.exists() for path in _paths(home)] == [code == exits.DONE] * 3
    assert bool(systemctl.calls) is (code == exits.DONE)


def test_dry_run(home: Home, systemctl: Fake) -> None:
    """It shows every file and writes none; systemd is not asked."""
    before = tree(home)
    ended = home.call("watch", "install", "--dry-run", env={"HTTP_PROXY": "http://me:secret@127.0.0.1:9"})
    assert (ended.code, ended.stderr) == (exits.DONE, "")
    assert (tree(home), systemctl.calls) == (before, [])
    lines = ended.stdout.splitlines()
    assert [line for line in lines if line.endswith("):")] == [
        f"# {path} (mode {mode}):" for path, mode in zip(_paths(home), (600, 644, 644), strict=True)
    ]
    assert 'HTTP_PROXY="http://***@127.0.0.1:9"' in lines
    assert "  HTTP_PROXY=http://***@127.0.0.1:9" in lines
    answer = home.call("watch", "install", "--dry-run", "--json").json
    assert set(answer) == {
        "schema", "command", "scheduler", "command_line", "variables", "files", "dry_run",
    }  # fmt: skip
    assert (answer["scheduler"], answer["dry_run"]) == ("systemd", True)
    assert answer["command_line"][1:] == ["-P", "-m", "goenvctl", "watch", "--once"]
    assert [file["path"] for file in answer["files"]] == [str(path) for path in _paths(home)]
    assert [file["mode"] for file in answer["files"]] == ["0600", "0644", "0644"]


PASSWORDS = st.text("abz019$%\"'\\&!*()+,;=:#?[]{}|<>^~`é ", min_size=3, max_size=12).filter(
    lambda text: text.strip() == text
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(PASSWORDS, st.sampled_from(("http://{}@127.0.0.1:9", "socks5://{}@127.0.0.1:9/", "{}@127.0.0.1:9")))
def test_no_password_is_shown(home: Home, password: str, form: str) -> None:
    """Nothing that is shown holds a password of a proxy."""
    secret = f"S3{password}S3"
    env = {"HTTPS_PROXY": form.format(f"me:{secret}")}
    for more in ((), ("--json",)):
        ended = home.call("watch", "install", "--dry-run", *more, env=env)
        assert ended.code == exits.DONE
        assert "S3" not in ended.stdout + ended.stderr


def test_remove(home: Home, systemctl: Fake) -> None:
    """It stops, disables and deletes everything, folders too that are empty by then."""
    (home.path / ".config").mkdir()
    before = tree(home)
    home.call(*INSTALL)
    wants = _paths(home)[1].parent / "timers.target.wants"
    wants.mkdir()
    (wants / "goenvctl-watch.timer").symlink_to(_paths(home)[2])
    systemctl.forget_calls()
    ended = home.call("watch", "remove")
    assert (ended.code, ended.stderr) == (exits.DONE, "")
    assert ended.stdout.splitlines() == [*(f"removed {path}" for path in _paths(home)), "watch runs no more"]
    assert systemctl.calls == [
        "show -p Version", "stop goenvctl-watch.timer goenvctl-watch.service", "disable goenvctl-watch.timer",
        "daemon-reload", "reset-failed goenvctl-watch.timer goenvctl-watch.service",
    ]  # fmt: skip
    assert tree(home) == before
    assert home.call("watch", "remove").code == exits.NO


def test_remove_leaves_others_alone(home: Home, systemctl: Fake) -> None:
    """Units, links and folders of somebody else stay."""
    units = _paths(home)[1].parent
    (units / "timers.target.wants").mkdir(parents=True)
    (units / "mine.timer").write_text("[Timer]\n")
    (units / "timers.target.wants" / "mine.timer").symlink_to("../mine.timer")
    before = tree(home)
    home.call(*INSTALL)
    assert home.call("watch", "remove", "--json").json == {
        "schema": 1, "command": "watch remove", "scheduler": "systemd", "remarks": [],
        "paths": [str(path) for path in _paths(home)],
    }  # fmt: skip
    assert tree(home) == before


def test_remove_without_systemd(home: Home, systemctl: Fake) -> None:
    """Where systemd cannot be asked the files go all the same, and it is said what may still run."""
    (home.path / ".config").mkdir()
    before = tree(home)
    home.call(*INSTALL)
    systemctl.fails_at("show", "Failed to connect to bus: No medium found")
    systemctl.fails_at("daemon-reload", "Failed to connect to bus: No medium found")
    ended = home.call("watch", "remove")
    assert (ended.code, tree(home)) == (exits.DONE, before)
    assert ended.stderr.splitlines() == [
        f"! systemctl --user {word}: Failed to connect to bus: No medium found; "
        "what still runs ends with this session"
        for word in ("show", "daemon-reload")
    ]


def test_remove_what_lost_its_files(home: Home, systemctl: Fake) -> None:
    """A timer that runs on though its files are gone is stopped."""
    systemctl.answers("show", SHOWN)
    ended = home.call("watch", "remove", "--json")
    assert (ended.code, ended.json["paths"]) == (exits.DONE, [])
    assert "stop goenvctl-watch.timer goenvctl-watch.service" in systemctl.calls


def test_status(home: Home, systemctl: Fake, journalctl: Fake) -> None:
    """It tells whether it is there and runs, when it ran last and what it said, and when it runs next."""
    home.call(*INSTALL)
    systemctl.answers("show", SHOWN)
    journalctl.answers("cat", "no mirror answers\nnothing was changed\n")
    ended = home.call("watch", "status", "--json")
    answer = ended.json
    assert set(answer) == {
        "schema", "command", "scheduler", "installed", "enabled", "active", "last_run", "last_code", "said",
        "next_run", "files", "variables", "problems",
    }  # fmt: skip
    assert (answer["scheduler"], answer["installed"], answer["enabled"], answer["active"]) == (
        "systemd", True, True, True,
    )  # fmt: skip
    assert (answer["last_run"], answer["last_code"]) == ("2025-11-21T08:15:01.000Z", 1)
    assert answer["said"] == ["no mirror answers", "nothing was changed"]
    assert answer["next_run"].endswith("Z")
    assert answer["files"] == [str(path) for path in _paths(home)]
    assert answer["variables"]["HOME"] == str(home.path)
    assert answer["problems"] == []
    [asked] = journalctl.calls
    assert asked == f"-q --no-pager _SYSTEMD_USER_UNIT=goenvctl-watch.service _UID={os.getuid()} -n 5 -o cat"
    lines = home.call("watch", "status").stdout.splitlines()
    assert lines[:4] == [
        "service: systemd, installed, enabled, active",
        "last run: 2025-11-21 08:15 UTC, exit code 1",
        "  no mirror answers",
        "  nothing was changed",
    ]
    assert lines[4].startswith("next run: ")


def test_status_of_nothing(home: Home, systemctl: Fake) -> None:
    """Where nothing is installed it says so, exit 0, whether systemd answers or not."""
    for _ in range(2):
        ended = home.call("watch", "status")
        assert (ended.code, ended.stdout, ended.stderr) == (
            exits.DONE, "service: systemd, not installed\n", "",
        )  # fmt: skip
        systemctl.fails_at("show")


@pytest.mark.parametrize(
    ("problem", "shown", "env"),
    [
        ("not-running", SHOWN.replace("ActiveState=active", "ActiveState=inactive"), {}),
        ("not-running", SHOWN.replace("=enabled", "=disabled"), {}),
        ("last-run-failed", SHOWN.replace("Status=1", "Status=203"), {}),
        ("variables-differ", SHOWN, {"GOPRIVATE": "git.corp.example"}),
        ("scheduler-silent", None, {}),
    ],
)
def test_what_is_odd(
    home: Home, systemctl: Fake, problem: str, shown: str | None, env: dict[str, str]
) -> None:
    """A timer that is stopped or disabled, a variable that changed, a silent systemd: each is said."""
    home.call(*INSTALL)
    if shown:
        systemctl.answers("show", shown)
    else:
        systemctl.fails_at("show")
    answer = home.call("watch", "status", "--json", env=env).json
    assert [found["id"] for found in answer["problems"]] == [problem]
    assert answer["installed"] is True


def test_what_is_half_there(home: Home, systemctl: Fake) -> None:
    """A file that is missing, and one that is not ours, are named."""
    home.call(*INSTALL)
    _, service, timer = _paths(home)
    service.unlink()
    timer.write_text("[Timer]\n")
    answer = home.call("watch", "status", "--json").json
    assert [(found["id"], found["path"]) for found in answer["problems"]] == [
        ("foreign-file", str(timer)), ("half-installed", None),
    ]  # fmt: skip
    assert answer["installed"] is False


def test_run_takes_the_variables(home: Home, systemctl: Fake, monkeypatch: pytest.MonkeyPatch) -> None:
    """`watch run FILE` is `watch --once` with the variables of the file, over those that are there."""
    home.call(*INSTALL, env={"GOPRIVATE": "git.corp.example"})
    ran: list[tuple[list[str], str | None, str | None]] = []

    def watch_once(arguments: list[str]) -> int:
        ran.append((arguments, os.environ.get("GOPRIVATE"), os.environ.get("HOME")))
        return exits.NO

    own = boundary.run
    monkeypatch.setattr(boundary, "run", watch_once)
    monkeypatch.setattr("tests.home.run", own)
    ended = home.call("watch", "run", str(_paths(home)[0]), env={"GOPRIVATE": "another", "HOME": "/"})
    assert ended.code == exits.NO
    assert ran == [(["watch", "--once"], "git.corp.example", str(home.path))]


def test_run_without_variables(home: Home) -> None:
    """Without its file it does not run under other rules: exit 3."""
    ended = home.call("watch", "run", str(home.path / "watch.env"), "--json")
    assert (ended.code, json.loads(ended.stdout)["error"]["id"]) == (exits.NOT_APPLIED, "no-variables")
