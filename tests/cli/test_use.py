"""`use`, `undo`, `current`, `status`, `history`, `env` as a person meets them."""

from __future__ import annotations

import json
import os
import stat
from pathlib import Path

import pytest

from tests.home import Home
from tests.toolchains import NEWEST

CN = "https://goproxy.cn|https://mirrors.aliyun.com/goproxy/,direct"


LEFT = "GOTOOLCHAIN was changed by somebody else since; it was left as it is"


def test_what_use_says(home: Home) -> None:
    """`use` says what is in effect, where it wrote, how to take it back, and the plain go line."""
    used = home.goenvctl("use", "cn")
    assert used.code == 0
    assert used.stderr == ""
    assert used.stdout.splitlines() == [
        "cn is in effect",
        f"  GOPROXY     {CN}",
        "  GOSUMDB     sum.golang.google.cn",
        f"wrote {home.env_file}",
        "take it back: goenvctl undo",
        f"by hand: go env -w 'GOPROXY={CN}' GOSUMDB=sum.golang.google.cn",
    ]
    assert home.go_env("GOPROXY", "GOSUMDB") == {"GOPROXY": CN, "GOSUMDB": "sum.golang.google.cn"}


def test_the_line_by_hand_does_the_same(home: Home, tmp_path: Path) -> None:
    """The plain `go` line, run in another home, leaves the same file."""
    home.call("use", "cn")
    other = Home(tmp_path / "other")
    for target in (home, other):
        target.spawn([str(target.bin / "go"), "env", "-w", "GOSUMDB=sum.golang.org", "GOPROXY=direct"])
    line = home.call("use", "offline").stdout.splitlines()[-1].removeprefix("by hand: ")
    assert other.spawn([str(other.bin / "sh"), "-c", line]).code == 0
    names = ("GOPROXY", "GONOPROXY", "GOTOOLCHAIN")
    assert other.go_env(*names) == home.go_env(*names)


def test_the_active_profile_again_is_no_change(home: Home) -> None:
    """Choosing the active profile again changes nothing and never alters what was before."""
    home.call("use", "official")
    home.call("use", "cn")
    again = home.call("use", "cn", "--json")
    assert (again.code, again.json["change"], again.json["switched"]) == (0, None, False)
    assert len(home.call("history", "--json").json["changes"]) == 2
    assert home.call("use", "-", "--json").json["profile"] == "official"
    assert home.call("use", "-", "--json").json["profile"] == "cn"


def test_no_previous_profile(home: Home) -> None:
    """`use -` with nothing before is exit 1 and changes nothing."""
    assert home.call("use", "-").code == 1
    home.call("use", "cn")
    ended = home.call("use", "-")
    assert (ended.code, ended.stderr.splitlines()[0]) == (1, "goenvctl: no other profile was active before")


def test_an_alias_and_an_unknown_name(home: Home) -> None:
    """An alias is the profile; an unknown name is exit 2 with the nearest one."""
    assert home.call("use", "china", "--json").json["profile"] == "cn"
    ended = home.call("use", "chnia")
    assert (ended.code, ended.stderr) == (2, "goenvctl: no profile 'chnia'\n  -> did you mean china?\n")


def test_no_profile_without_a_terminal(home: Home) -> None:
    """Without PROFILE, and nobody to ask, it is a usage error."""
    ended = home.goenvctl("use")
    assert (ended.code, ended.stderr.splitlines()[0]) == (2, "goenvctl: which profile?")


def test_an_exported_variable_wins(home: Home) -> None:
    """A shadowing variable gives exit 4, is named, and the one line that mends the terminal is printed."""
    env = {"GOPROXY": "off", "GOSUMDB": "sum.golang.org", "SHELL": "/bin/zsh"}
    ended = home.call("use", "cn", env=env)
    assert ended.code == 4
    assert ended.stdout.splitlines()[0] == "cn is written, but not in effect as it should be"
    assert ended.stderr.splitlines() == [
        "! GOPROXY is exported in this terminal as off, which wins",
        "! GOSUMDB is exported in this terminal as sum.golang.org, which wins",
        "  -> unset GOPROXY GOSUMDB",
    ]
    answer = home.call("use", "cn", "--json", env={**env, "SHELL": "/usr/bin/fish"}).json
    assert answer["in_effect"] is False
    assert [problem["hint"] for problem in answer["problems"]] == ["set -e GOPROXY GOSUMDB"] * 2


def test_an_equal_exported_variable_is_no_shadow(home: Home) -> None:
    """An exported variable with the value that was written is in effect."""
    assert home.call("use", "cn", env={"GOPROXY": CN}).code == 0


def test_dry_run(home: Home) -> None:
    """`--dry-run` prints the diff and changes nothing at all."""
    home.write_env(b"GOFLAGS=-modcacherw\nGOPROXY=direct\n")
    ended = home.call("use", "offline", "--dry-run")
    assert (ended.code, ended.stderr) == (0, "nothing was changed (dry run)\n")
    assert ended.stdout.splitlines() == [
        f"--- {home.env_file}",
        f"+++ {home.env_file}",
        "@@ -1,2 +1,4 @@",
        " GOFLAGS=-modcacherw",
        "-GOPROXY=direct",
        "+GONOPROXY=none",
        "+GOPROXY=off",
        "+GOTOOLCHAIN=local",
    ]
    assert home.read_env() == b"GOFLAGS=-modcacherw\nGOPROXY=direct\n"
    assert not home.state.exists()


def test_an_earlier_profile_is_put_back(home: Home) -> None:
    """What an earlier profile wrote and this one does not name goes back to what it was before."""
    home.write_env(b"GONOPROXY=mine.example.com\nGOTOOLCHAIN=path\n")
    home.call("use", "offline")
    home.call("use", "cn")
    values = home.go_env("GONOPROXY", "GOPROXY")
    assert values == {"GONOPROXY": "mine.example.com", "GOPROXY": CN}
    assert b"GOTOOLCHAIN=path\n" in (home.read_env() or b"")


def test_a_foreign_change_is_left_and_said(home: Home) -> None:
    """What would only be put back, and somebody changed since, is left and said; --force puts it back."""
    home.call("use", "offline")
    home.go("env", "-w", "GOTOOLCHAIN=path")
    ended = home.call("use", "cn")
    assert ended.code == 0
    assert ended.stderr.splitlines()[0] == f"! {LEFT}"
    assert home.go("env", "GOTOOLCHAIN").stdout == "path\n"

    home.call("use", "offline")
    home.go("env", "-w", "GOTOOLCHAIN=auto")
    assert home.call("use", "cn", "--force").code == 0
    assert b"GOTOOLCHAIN=path\n" in (home.read_env() or b"")


def test_drift_is_shown(home: Home) -> None:
    """`status` says when what the last change wrote is no longer so."""
    home.call("use", "cn")
    assert home.call("status", "--json").json["drift"] is False
    home.go("env", "-w", "GOPROXY=direct")
    status = home.call("status", "--json").json
    assert (status["drift"], status["profile"]) == (True, "cn")
    assert status["problems"][0]["message"] == "GOPROXY is no longer what cn wrote"


def test_each_env_file_has_its_own_history(home: Home) -> None:
    """Active profile and undo belong to the env file in force."""
    other = {"GOENV": str(home.path / "other-env")}
    home.call("use", "cn")
    assert home.call("use", "official", "--json", env=other).json["env_file"] == other["GOENV"]
    assert home.call("current").stdout == "cn\n"
    assert home.call("current", env=other).stdout == "official\n"
    assert home.call("undo", "2").code == 1
    assert home.call("undo", env=other).code == 0
    assert not Path(other["GOENV"]).exists()
    assert home.call("current").stdout == "cn\n"


@pytest.mark.parametrize("value", ["off", "relative/env", "/dev/null"])
def test_an_env_file_that_cannot_be_is_refused(home: Home, value: str) -> None:
    """GOENV=off, a relative one and a device are exit 3, and nothing is written anywhere."""
    ended = home.call("use", "cn", env={"GOENV": value})
    assert ended.code == 3
    assert home.read_env() is None
    assert not (home.work / "relative").exists()
    assert len(ended.stderr.splitlines()) == 2


def test_env_for_a_terminal(home: Home) -> None:
    """`env PROFILE` prints what a POSIX shell reads back to the profile's values, over exported ones."""
    lines = home.call("env", "cn").stdout
    shell = home.spawn(
        [str(home.bin / "sh"), "-c", f"{lines}go env -json GOPROXY GOSUMDB"], {"GOPROXY": "off"}
    )
    assert json.loads(shell.stdout) == {"GOPROXY": CN, "GOSUMDB": "sum.golang.google.cn"}
    assert home.read_env() is None


def test_env_of_a_profile_that_unsets(home: Home) -> None:
    """What an unset yields is written out, for an environment cannot unset a variable over the env file."""
    home.call("use", "cn")
    shipped = (NEWEST.goroot / "go.env").read_text().split("\nGOPROXY=")[1].splitlines()[0]
    assert f"export GOPROXY={shipped}" in home.call("env", "default").stdout.splitlines()


def test_the_journal_is_nobody_elses(home: Home) -> None:
    """The journal is 0600 in a folder that is 0700."""
    home.call("use", "cn")
    assert stat.S_IMODE(os.stat(home.state).st_mode) == 0o700
    assert stat.S_IMODE(os.stat(home.state / "journal.sqlite").st_mode) == 0o600


def test_a_line_end_in_an_exported_pattern(home: Home) -> None:
    """A pattern that could not be written into the env file matches nothing, and is not written."""
    ended = home.call("use", "cn", env={"GOPRIVATE": "a.example\nGOSUMDB=off,git.example.com"})
    assert ended.code == 0
    assert b"off" not in (home.read_env() or b"")
    assert b"GOPRIVATE=git.example.com\n" in (home.read_env() or b"")


@pytest.mark.parametrize("name", ["HOME", "XDG_CONFIG_HOME"])
def test_a_relative_folder(home: Home, name: str) -> None:
    """A relative HOME or XDG_CONFIG_HOME is another file in every folder: exit 3, nothing is written."""
    ended = home.call("use", "cn", env={name: "rel"})
    assert ended.code == 3
    assert "relative" in ended.stderr
    assert not list(home.work.rglob("env"))


def test_a_relative_state_folder_is_ignored(home: Home) -> None:
    """A relative XDG folder of our own is ignored, as the specification says."""
    assert home.call("use", "cn", env={"XDG_STATE_HOME": "rel", "XDG_CACHE_HOME": "rel"}).code == 0
    assert home.call("current").stdout == "cn\n"
    assert not (home.work / "rel").exists()
