"""`use`, `undo`, `current`, `status`, `history`, `env` as a person meets them."""

from __future__ import annotations

import json
import os
import stat
from pathlib import Path

import pytest

from goenvctl.host import Host
from tests.home import Home
from tests.toolchains import ALL, NEWEST

CN = "https://goproxy.cn|https://mirrors.aliyun.com/goproxy/,direct"


LEFT = "GOTOOLCHAIN was changed by somebody else since; it was left as it is"
WROTE_ITSELF = "goenvctl wrote Go's env file itself"


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


def test_undo_says_what_is_active_again(home: Home) -> None:
    """`undo` walks back, one change at a time, and then there is nothing left."""
    home.call("use", "cn")
    home.call("use", "official")
    assert home.call("undo").stdout.splitlines()[0] == "change 2 is undone; cn is active again"
    assert home.call("undo").stdout.splitlines()[0] == "change 1 is undone; no profile is active"
    nothing = home.call("undo")
    assert (nothing.code, nothing.stdout) == (1, "")
    assert nothing.stderr.splitlines()[0] == "goenvctl: nothing to undo"
    assert home.read_env() is None


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


def test_a_variable_this_go_does_not_know(tmp_path: Path) -> None:
    """A variable that this Go does not know is refused, naming the version it needs."""
    oldest = ALL[0]
    assert oldest.version < (1, 24)
    home = Home(tmp_path / "home", oldest)
    home.write_profile("auth", '[go]\nGOAUTH = "netrc"\n')
    ended = home.call("use", "auth")
    assert (ended.code, ended.stderr.splitlines()[0]) == (
        3,
        f"goenvctl: GOAUTH needs Go 1.24; this is Go {oldest.version}",
    )
    assert home.read_env() is None


@pytest.mark.parametrize(
    ("script", "remark"),
    [
        ("exit 1", "`go env` was no help (exit code 1)"),
        (
            "echo nonsense; exit 0",
            "`go env` wrote something else than asked",
        ),
        (
            "sleep 60 & wait",
            "`go env` was no help ({go} did not end within 1 s)",
        ),
        ("yes", "`go env` was no help ({go} writes without end)"),
        ("kill -9 $$", "`go env` was no help (exit code -9)"),
    ],
)
def test_a_go_that_is_no_help(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str, remark: str
) -> None:
    """A `go` that fails, hangs or lies does not stop `use`; the same file is written, and it is said."""
    monkeypatch.setattr("goenvctl.targets.goenv.TIMEOUT_S", 1.0)
    home = Home(tmp_path / "home", None)
    goroot = home.path / "goroot"
    (goroot / "bin").mkdir(parents=True)
    (goroot / "go.env").write_text("GOPROXY=direct\n")
    (goroot / "VERSION").write_text("go1.27.3\n")
    go = goroot / "bin" / "go"
    go.write_text(f"#!/bin/sh\n{script}\n")
    go.chmod(0o755)
    (home.bin / "go").symlink_to(go)
    ended = home.call("use", "cn")
    assert (ended.code, ended.stderr) == (0, f"{remark.format(go=go)}: {WROTE_ITSELF}\n")
    assert home.read_env() == f"GOPROXY={CN}\nGOSUMDB=sum.golang.google.cn\n".encode()


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


@pytest.mark.parametrize("place", ["file", "environment"])
def test_the_go_env_of_another_goroot(home: Home, place: str) -> None:
    """`status` reads the go.env that Go reads, where GOROOT is set in the env file or exported."""
    goroot = home.path / "goroot"
    goroot.mkdir()
    for part in NEWEST.goroot.iterdir():
        if part.name != "go.env":
            (goroot / part.name).symlink_to(part)
    (goroot / "go.env").write_text("GOPROXY=direct\n")
    if place == "file":
        home.write_env(f"GOROOT={goroot}\n".encode())
    env = {"GOROOT": str(goroot)} if place == "environment" else {}
    assert home.go_env("GOPROXY", "GOSUMDB", env=env) == {"GOPROXY": "direct", "GOSUMDB": ""}
    shown = {one["name"]: one["value"] for one in home.call("status", "--json", env=env).json["variables"]}
    assert (shown["GOPROXY"], shown["GOSUMDB"]) == ("direct", "")


def test_a_line_end_in_an_exported_pattern(home: Home) -> None:
    """A pattern that could not be written into the env file matches nothing, and is not written."""
    ended = home.call("use", "cn", env={"GOPRIVATE": "a.example\nGOSUMDB=off,git.example.com"})
    assert ended.code == 0
    assert b"off" not in (home.read_env() or b"")
    assert b"GOPRIVATE=git.example.com\n" in (home.read_env() or b"")


def test_a_shim_that_hangs_is_asked_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A `go` that hangs is not asked a second time in the same run."""
    monkeypatch.setattr(Host.run, "__kwdefaults__", {"timeout_s": 0.5})
    home = Home(tmp_path / "home", None)
    shim = home.bin / "go"
    shim.write_text(f"#!/bin/sh\necho called >>{home.path}/calls\nsleep 60\n")
    shim.chmod(0o755)
    ended = home.call("use", "cn")
    why = f"{shim} did not end within 0.5 s"
    assert (ended.code, ended.stderr) == (0, f"`go env` was no help ({why}): {WROTE_ITSELF}\n")
    assert (home.path / "calls").read_text() == "called\n"


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


def test_an_older_change_that_others_built_upon(home: Home) -> None:
    """`undo ID` of a change whose variables a later one has set is a conflict, even with equal values."""
    for name in ("cn", "official", "cn"):
        home.call("use", name)
    before = home.read_env()
    ended = home.call("undo", "1")
    assert (ended.code, home.read_env()) == (5, before)
    assert ended.stderr.splitlines()[0].endswith(
        "change 2 has set GOPROXY, GOSUMDB since; nothing was touched"
    )
    forced = home.call("undo", "1", "--force")
    assert (forced.code, home.read_env()) == (0, None)
    assert (
        forced.stdout.splitlines()[0] == "change 1 is undone; cn is active by name, but not as it was written"
    )


def test_undo_all_names_every_change(home: Home) -> None:
    """`undo --all` tells all the changes it took back."""
    home.call("use", "cn")
    home.call("use", "official")
    ended = home.call("undo", "--all")
    assert ended.stdout.splitlines()[0] == "changes 2, 1 are undone; no profile is active"


@pytest.mark.parametrize("place", ["file", "environment"])
def test_a_toolchain_that_stops_every_go_command(home: Home, place: str) -> None:
    """A GOTOOLCHAIN that Go chokes on voids the promise: exit 4, and the remedy works."""
    env = {"GOTOOLCHAIN": "bogus"} if place == "environment" else {}
    if place == "file":
        home.write_env(b"GOTOOLCHAIN=bogus\n")
    ended = home.call("use", "cn", env=env)
    assert ended.code == 4
    assert "GOTOOLCHAIN=bogus: every go command stops at it" in ended.stderr
    remedy = ended.stderr.splitlines()[1].removeprefix("  -> ")
    fixed = home.spawn([str(home.bin / "sh"), "-c", f"{remedy} && go version"], env)
    assert fixed.code == 0


def test_a_forced_undo_leaves_nothing_behind(home: Home) -> None:
    """After a forced undo of an older change the later one does not bring its value back."""
    before = b"GOPROXY=https://user.example.net\n"
    home.write_env(before)
    home.write_profile("g", '[go]\nGOPROXY = "https://a.example.org"\n')
    home.write_profile("s", '[go]\nGOSUMDB = "sum.golang.org"\n')
    home.call("use", "g")
    home.call("use", "s")
    assert home.call("undo", "1").code == 5
    assert home.call("undo", "1", "--force").code == 0
    assert home.call("undo").code == 0
    assert home.read_env() == before


def test_what_others_left_behind_is_not_waited_for(home: Home, tmp_path: Path) -> None:
    """A child that has ended counts as ended, even where something it started holds its pipe."""
    ended = Host(home.environ).run(
        [str(home.bin / "sh"), "-c", "echo done; sleep 30 &"], environ=home.environ, cwd="/", timeout_s=20
    )
    assert (ended.code, ended.stdout) == (0, b"done\n")
