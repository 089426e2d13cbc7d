"""A profile that cannot be read beside good ones, and the same faults in the user's own settings."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.home import Home

CORP = 'trust = "private"\n[go]\nGOPROXY = "https://proxy.corp.example"\nGOPRIVATE = "git.corp.example"\n'
NEWER = 'schema = 2\nshape = "new"\n[go]\nGOPRIVATE = "git.newer.example"\n'


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """A home without a go, with a company's profile."""
    home = Home(tmp_path / "home", None)
    home.write_profile("corp", CORP)
    return home


def unreadable(home: Home, how: str) -> Path:
    path = home.profiles / "bad.toml"
    if how == "syntax":
        path.write_text('[go]\nGOPRIVATE = "git.bad.example\n')
    elif how == "bytes":
        path.write_bytes(b'[go]\nGOPRIVATE = "\xff"\n')
    elif how == "type":
        path.write_text("go = 1\n")
    elif how == "folder":
        path.mkdir()
    else:
        path.symlink_to({"dangling": "/nowhere/bad.toml", "loop": str(path)}[how])
    return path


@pytest.mark.parametrize("how", ["syntax", "bytes", "type", "folder", "loop", "dangling"])
def test_a_profile_that_cannot_be_read(home: Home, how: str) -> None:
    """It is a warning; no public profile is used while its patterns are unknown, a private-trust one is."""
    path = unreadable(home, how)
    listed = home.call("list", "--json")
    assert listed.code == 0
    assert [problem["path"] for problem in listed.json["problems"]] == [str(path)]
    assert {"corp", "cn"} <= {profile["name"] for profile in listed.json["profiles"]}
    assert str(path) in home.call("list").stderr
    for name in ("cn", "offline", "default"):
        ended = home.call("use", name, "--json")
        assert (ended.code, ended.json["error"]["id"]) == (2, "patterns-unknown")
        assert ended.json["error"]["problems"][0]["path"] == str(path)
        assert home.read_env() is None
    assert home.call("use", "bad").code == 2
    assert home.call("use", "corp").code == 0
    assert home.call("profile", "validate").code == 2


@pytest.mark.parametrize("how", ["loop", "file"])
def test_a_folder_that_cannot_be_read(tmp_path: Path, how: str) -> None:
    """A folder of profiles that is there and cannot be read is no empty one."""
    home = Home(tmp_path / "home", None)
    home.profiles.parent.mkdir(parents=True)
    if how == "loop":
        home.profiles.symlink_to(home.profiles)
    else:
        home.profiles.write_text("")
    assert home.call("use", "cn").code != 0
    assert home.read_env() is None


def test_a_profile_of_a_newer_goenvctl(home: Home) -> None:
    """It is one clear error, the others work, and what it says is private is kept private."""
    path = home.write_profile("newer", NEWER)
    ended = home.call("use", "newer", "--json")
    assert (ended.code, ended.json["error"]["id"]) == (2, "profile-newer-schema")
    (problem,) = ended.json["error"]["problems"]
    assert (problem["path"], problem["line"], problem["hint"]) == (str(path), 1, "upgrade goenvctl")
    assert home.call("use", "cn").code == 0
    assert b"GOPRIVATE=git.corp.example,git.newer.example\n" in (home.read_env() or b"")


def test_a_broken_config(home: Home) -> None:
    """While the list of private patterns cannot be read nothing is written, and its file is named."""
    config = home.profiles.parent / "config.toml"
    config.write_text("private = [\n")
    ended = home.call("use", "cn", "--json")
    assert (ended.code, ended.json["error"]["id"]) == (2, "config-invalid")
    assert str(config) in ended.json["error"]["message"]
    assert home.read_env() is None


@pytest.mark.parametrize(
    ("line", "id"),
    [
        ("GOPROXY=https://gocenter.io", "mirror-retired"),
        ("GOPROXY=direct,https://goproxy.cn", "goproxy-ignored"),
        ("GOPROXY=https://user:secret@proxy.corp.example", "goproxy-credentials"),
        ("GOSUMDB=gosum.io", "sumdb-retired"),
        ("GOPRIVATE=git.corp.example, git.other.example", "pattern-blank"),
        ("GONOPROXY=https://git.corp.example", "pattern-scheme"),
        ("GOINSECURE=co.uk", "pattern-public-suffix"),
        ("GOTOOLCHAIN=bogus", "toolchain-invalid"),
    ],
)
def test_the_same_fault_in_the_users_settings(home: Home, line: str, id: str) -> None:
    """`status` shows it with file and line and exits 0; a secret in it is not shown."""
    home.write_env(f"# mine\nGOVCS=*:git\n{line}\n".encode())
    ended = home.call("status", "--json")
    assert ended.code == 0
    found = [(problem["path"], problem["line"]) for problem in ended.json["problems"] if problem["id"] == id]
    assert found == [(str(home.env_file), 3)]
    name = line.partition("=")[0]
    hint = next(problem["hint"] for problem in ended.json["problems"] if problem["id"] == id)
    assert f"go env -u {name}" in hint
    assert "secret" not in ended.stdout + home.call("status").stdout


@pytest.mark.parametrize(
    ("line", "id"),
    [
        ("GONOSUMDB=*", "gonosumdb-voids"),
        ("GONOPROXY=*", "gonoproxy-voids"),
        ("GOPRIVATE=*/*", "goprivate-voids"),
        ("GO111MODULE=off", "go111module-voids"),
        ("GOSUMDB=off", "gosumdb-voids"),
        ("GOFLAGS=-mod=vendor", "goflags-vendor"),
    ],
)
@pytest.mark.parametrize("where", ["file", "terminal"])
def test_what_voids_the_promise(home: Home, line: str, id: str, where: str) -> None:
    """Under a setting of the user's that voids it `use` writes the profile, says so, and ends with 4."""
    profile = "offline" if line == "GOSUMDB=off" else "cn"  # one that says nothing about it itself
    exported = dict([line.split("=", 1)]) if where == "terminal" else {}
    if where == "terminal":
        (home.profiles / "corp.toml").unlink()  # no pattern that an exported list could leave open
    home.environ.pop("GOFLAGS")
    home.write_env(b"" if exported else f"{line}\n".encode())
    ended = home.call("use", profile, "--json", env=exported)
    assert ended.code == 4, ended
    assert id in [problem["id"] for problem in ended.json["problems"]]
    assert ended.json["in_effect"] is False
    hint = next(problem["hint"] for problem in ended.json["problems"] if problem["id"] == id)
    name = line.partition("=")[0]
    undo = {"file": f"go env -u {name}", "terminal": f"unset {name}"}[where]
    assert hint == ("take -mod=vendor out of GOFLAGS" if name == "GOFLAGS" else undo)
    assert home.call("current").stdout == f"{profile}\n"


@pytest.mark.parametrize("kind", ["fifo", "endless", "deep", "huge"])
def test_an_odd_file_never_hangs(home: Home, kind: str) -> None:
    """A fifo, a device, a text nested without end or far too large is a profile that cannot be read."""
    path = home.profiles / "odd.toml"
    if kind == "fifo":
        os.mkfifo(path)
    elif kind == "endless":
        path.symlink_to("/dev/zero")
    else:
        path.write_text("aliases=" + "[" * 3000 if kind == "deep" else "#" * (2 << 20))
    listed = home.goenvctl("list", "--json").json
    assert [problem["path"] for problem in listed["problems"]] == [str(path)]
    assert home.goenvctl("use", "cn").code == 2


@pytest.mark.parametrize("name", ["profiles", "config.toml"])
def test_a_link_that_leads_nowhere(home: Home, name: str) -> None:
    """Where the folder of profiles or the config is a dangling link, what is private is unknown: exit 2."""
    folder = home.path / ".config" / "goenvctl"
    (home.profiles / "corp.toml").unlink()
    home.profiles.rmdir()
    (folder / name).symlink_to(home.path / "unmounted")
    assert home.call("use", "cn").code == 2
    assert home.read_env() is None


def test_a_byte_order_mark_is_passed_over(home: Home) -> None:
    """A profile that an editor has given a BOM is read."""
    home.write_profile("mine", '\ufeff[go]\nGOPROXY = "direct"\n')
    assert home.call("use", "mine").code == 0


def test_patterns_of_the_config_are_judged(home: Home) -> None:
    """A pattern written into config.toml by hand that matches nothing is named with file and line."""
    path = home.path / ".config" / "goenvctl" / "config.toml"
    path.write_text('# mine\nprivate = [\n  "https://a.example",\n  "*",\n]\n')
    problems = home.call("use", "cn", "--json").json["problems"]
    assert [(one["id"], one["path"], one["line"]) for one in problems] == [
        ("pattern-scheme", str(path), 3),
        ("pattern-everything", str(path), 4),
    ]


def test_a_refused_edit_keeps_the_text(home: Home) -> None:
    """What somebody typed in the editor is not lost where it is refused."""
    home.write_profile("mine", '[go]\nGOPROXY = "direct"\n')
    editor = home.bin / "editor"
    editor.write_text('#!/bin/sh\necho \'[go]\nGOPROXY = "ftp://x"\' >"$1"\n')
    editor.chmod(0o755)
    ended = home.goenvctl("profile", "edit", "mine", env={"VISUAL": str(editor)})
    draft = home.state / "mine.toml.draft"
    assert (ended.code, draft.read_text()) == (2, '[go]\nGOPROXY = "ftp://x"\n')
    assert str(draft) in ended.stderr
    assert (home.profiles / "mine.toml").read_text() == '[go]\nGOPROXY = "direct"\n'
