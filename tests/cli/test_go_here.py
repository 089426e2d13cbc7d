"""The `go` that is here: too old, another one, of no help, or stopped by its own setting."""

from __future__ import annotations

from pathlib import Path

import pytest

from goenvctl.host import Host
from tests.home import Home
from tests.toolchains import ALL, NEWEST

CN = "https://goproxy.cn|https://mirrors.aliyun.com/goproxy/,direct"


WROTE_ITSELF = "goenvctl wrote Go's env file itself"


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


def test_a_shim_that_hangs_is_asked_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A `go` that hangs is not asked a second time in the same run."""
    monkeypatch.setattr(Host.run, "__kwdefaults__", {"timeout_s": 0.5, "stdin": b""})
    home = Home(tmp_path / "home", None)
    shim = home.bin / "go"
    shim.write_text(f"#!/bin/sh\necho called >>{home.path}/calls\nsleep 60\n")
    shim.chmod(0o755)
    ended = home.call("use", "cn")
    why = f"{shim} did not end within 0.5 s"
    assert (ended.code, ended.stderr) == (0, f"`go env` was no help ({why}): {WROTE_ITSELF}\n")
    assert (home.path / "calls").read_text() == "called\n"


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


def test_what_others_left_behind_is_not_waited_for(home: Home, tmp_path: Path) -> None:
    """A child that has ended counts as ended, even where something it started holds its pipe."""
    ended = Host(home.environ).run(
        [str(home.bin / "sh"), "-c", "echo done; sleep 30 &"], environ=home.environ, cwd="/", timeout_s=20
    )
    assert (ended.code, ended.stdout) == (0, b"done\n")
