"""Which file is the user's env file: the one that the real go reads and writes."""

from __future__ import annotations

import os

import pytest

from goenvctl.go import envfile
from goenvctl.go.environment import locate_env_file
from goenvctl.host import Host
from tests.go.command import Go

PLACES = ("home/.config", "xdg", "work/rel", "work/rel-home/.config", "work")
LOCATIONS: dict[str, dict[str, str | None]] = {
    "home": {},
    "xdg": {"XDG_CONFIG_HOME": "{xdg}"},
    "xdg with a final slash": {"XDG_CONFIG_HOME": "{xdg}/"},
    "empty xdg": {"XDG_CONFIG_HOME": ""},
    "relative xdg": {"XDG_CONFIG_HOME": "rel"},
    "no home": {"HOME": None},
    "empty home": {"HOME": ""},
    "relative home": {"HOME": "rel-home"},
    "no home but xdg": {"HOME": None, "XDG_CONFIG_HOME": "{xdg}"},
    "empty GOENV": {"GOENV": ""},
    "off": {"GOENV": "off"},
    "OFF": {"GOENV": "OFF"},
    "a path": {"GOENV": "{xdg}/go/env"},
    "a relative path": {"GOENV": "rel/go/env"},
    "a path that only looks like home": {"GOENV": "~/.config/go/env"},
    "a folder": {"GOENV": "{xdg}"},
    "a missing file": {"GOENV": "{xdg}/missing/env"},
}


@pytest.mark.parametrize("changes", LOCATIONS.values(), ids=LOCATIONS)
def test_the_file_that_go_reads(go: Go, changes: dict[str, str | None]) -> None:
    """The user's file is where go says, and holds what go reads; what is no file is read as none."""
    for place in PLACES:
        file = go.folder / place / "go/env"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(f"GOPRIVATE={place}\n")
    (go.work / "OFF").write_text("GOPRIVATE=OFF\n")
    filled = {name: value and value.format(xdg=go.folder / "xdg") for name, value in changes.items()}
    environ = go.environ(**filled)
    named, found = map(os.fsdecode, go.env("GOENV", "GOPRIVATE", environ=environ))
    ours = locate_env_file(environ, "linux", str(go.work), go.toolchain.version).path
    data = Host(environ, cwd=str(go.work)).peek(ours) or b""
    assert envfile.read_values(data).get("GOPRIVATE", "") == found
    assert (ours and os.path.normpath(ours)) == (named and os.path.join(go.work, named))


@pytest.mark.parametrize("changes", [{"HOME": None}, {"HOME": ""}, {"XDG_CONFIG_HOME": "rel"}], ids=str)
def test_why_there_is_no_file(go: Go, changes: dict[str, str | None]) -> None:
    """Where Go cannot say which file to write, the reason is one that Go gives; otherwise there is none."""
    environ = go.environ(**changes)
    answer = go.run("env", "-w", "GOPRIVATE=x", environ=environ)
    path, reason = locate_env_file(environ, "linux", str(go.work), go.toolchain.version)
    assert bool(path) == (not reason) == (answer.code == 0)
    assert answer.code == 0 or "cannot find go env config" in answer.stderr.decode()
    assert reason in answer.stderr.decode()


def test_goenv_off_is_no_file() -> None:
    """`off`, exactly so, means that Go reads no file."""
    environ = {"GOENV": "off", "HOME": "/home/x", "XDG_CONFIG_HOME": "/etc/x"}
    assert locate_env_file(environ, "linux", "/") == ("", "GOENV=off")


@pytest.mark.parametrize(
    ("platform", "environ", "path", "reason"),
    [
        ("darwin", {"HOME": "/Users/x"}, "/Users/x/Library/Application Support/go/env", ""),
        (
            "darwin",
            {"HOME": "/Users/x", "XDG_CONFIG_HOME": "/y"},
            "/Users/x/Library/Application Support/go/env",
            "",
        ),
        ("darwin", {}, "", "$HOME is not defined"),
        ("win32", {"HOME": "/h"}, "", "%AppData% is not defined"),
    ],
)
def test_other_systems(platform: str, environ: dict[str, str], path: str, reason: str) -> None:
    """macOS and Windows have places of their own, which XDG_CONFIG_HOME does not move."""
    assert locate_env_file(environ, platform, "/") == (path, reason)
