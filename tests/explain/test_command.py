"""What `explain` says, for a person and for a program, and what it refuses."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.fakes.modules import Module
from tests.home import Home

CORP = Module("git.corp.example/team/x", "v1.0.0")
ROUTED = {"GOPROXY": "https://goproxy.cn|https://mirrors.aliyun.com/goproxy/,direct"}
GO_MOD = """module example.com/app

go 1.21

require (
	example.com/lib v1.0.0
	git.corp.example/team/x v1.0.0
)
"""


def test_a_public_module(home: Home) -> None:
    """The list is numbered, says what asks the next, who verifies, and which setting decides."""
    home.write_env(b"GOSUMDB=sum.golang.google.cn\n")
    ended = home.call("explain", "github.com/pkg/errors", env=ROUTED)
    assert (ended.code, ended.stderr) == (0, "")
    assert ended.stdout.splitlines() == [
        "github.com/pkg/errors is not known as private",
        "asked, in this order (GOPROXY, environment):",
        "  1  https://goproxy.cn                   any failure asks the next",
        "  2  https://mirrors.aliyun.com/goproxy/  404 or 410 asks the next, else it ends here",
        "  3  direct                               version control, as github.com names it",
        "verified (GOSUMDB, env file:1):",
        "     sum.golang.org, asked at https://sum.golang.google.cn",
        "     what a go.sum names is verified by that, and the database not asked",
    ]


def test_a_private_module(home: Home) -> None:
    """A module that the patterns cover is asked of version control alone, and no database hears of it."""
    ended = home.call("explain", f"{CORP.path}@v1.0.0", env={**ROUTED, "GOPRIVATE": "git.corp.example"})
    assert (ended.code, ended.stderr) == (0, "")
    assert ended.stdout.splitlines() == [
        "git.corp.example/team/x is private: GOPRIVATE has git.corp.example",
        "asked, in this order (GONOPROXY, from GOPRIVATE):",
        "  1  direct  version control, as git.corp.example names it",
        "verified (GONOSUMDB, from GOPRIVATE):",
        "     no database is asked; a go.sum that names it verifies it",
    ]


def test_a_module_that_leaks(home: Home) -> None:
    """One that looks private and is not covered is named with those who hear of it, and what mends it."""
    ended = home.call("explain", f"{CORP.path}@v1.0.0", env={**ROUTED, "GOSUMDB": "off"})
    assert (ended.code, ended.stderr.splitlines()) == (
        0,
        [
            "! git.corp.example/team/x: git.corp.example looks internal, and goproxy.cn, "
            "mirrors.aliyun.com may hear of it",
            "  -> goenvctl private add git.corp.example, then goenvctl use PROFILE",
        ],
    )


def test_the_json_of_a_module(home: Home) -> None:
    """`routes` are in order: via, on, verified_by; beside them what decides each."""
    home.write_env(b"GOSUMDB=sum.golang.org\n")
    found = home.call("explain", "github.com/pkg/errors@v0.9.1", "--json", env={**ROUTED}).json
    assert found["command"] == "explain"
    assert (found["module"], found["version"]) == ("github.com/pkg/errors", "v0.9.1")
    assert (found["private"], found["leaks_to"], found["above"]) == (False, [], [])
    assert found["routes"] == [
        {"via": via, "on": on, "verified_by": "sum.golang.org", "decided_by": "GOPROXY"}
        for via, on in (
            ("https://goproxy.cn", "any failure"),
            ("https://mirrors.aliyun.com/goproxy/", "404, 410"),
            ("direct", None),
        )
    ]
    assert found["verification"] == {
        "database": "sum.golang.org",
        "url": "https://sum.golang.org",
        "by_mirrors": True,
        "decided_by": "GOSUMDB",
    }
    assert [(one["name"], one["origin"]["kind"], one["origin"]["line"]) for one in found["settings"]] == [
        ("GOPROXY", "environment", None),
        ("GOSUMDB", "user_env_file", 1),
    ]


def test_a_query_asks_above_too(home: Home) -> None:
    """Without an exact version the paths above are asked for, and leak where no pattern covers them."""
    env = {**ROUTED, "GOPRIVATE": "github.com/org/team/*"}
    for version in ("", "@latest", "@main", "@v1"):
        ended = home.call("explain", f"github.com/org/team/x{version}", "--json", env=env)
        assert [(one["path"], one["leak"], one["via"][0]) for one in ended.json["above"]] == [
            ("github.com/org/team", True, "https://goproxy.cn"),
            ("github.com/org", True, "https://goproxy.cn"),
            ("github.com", False, "https://goproxy.cn"),
        ]
        (problem,) = ended.json["problems"]
        assert (problem["id"], problem["hint"]) == (
            "leak-above",
            "goenvctl private add github.com/org, then goenvctl use PROFILE",
        )
    assert home.call("explain", "github.com/org/team/x@v1.0.0", "--json", env=env).json["above"] == []


@pytest.mark.parametrize(
    ("env", "id"),
    [
        ({"GOPROXY": "ftp://x.example", "GOPRIVATE": "git.corp.example"}, "goproxy-invalid"),
        ({"GOPROXY": ","}, "goproxy-invalid"),
        ({"GO111MODULE": "off"}, "modules-off"),
        ({"GOSUMDB": "nonsense", "GOPROXY": "direct"}, "gosumdb-invalid"),
    ],
)
def test_settings_that_stop_go(home: Home, env: dict[str, str], id: str) -> None:
    """Where Go refuses a setting nobody is asked or verifies; the answer says so, and is an answer."""
    ended = home.call("explain", CORP.path, "--json", env=env)
    assert ended.code == 0
    assert [problem["id"] for problem in ended.json["problems"]] == [id]
    assert [route["via"] for route in ended.json["routes"]] == (["direct"] if id == "gosumdb-invalid" else [])
    assert ended.json["leaks_to"] == []


def test_toolchains_are_always_verified(home: Home) -> None:
    """golang.org/toolchain is verified by the database whatever GONOSUMDB says, and goes the usual ways."""
    env = {**ROUTED, "GOSUMDB": "sum.golang.org", "GONOSUMDB": "golang.org"}
    found = home.call("explain", "golang.org/toolchain", "--json", env=env).json
    assert {route["verified_by"] for route in found["routes"]} == {"sum.golang.org"}
    off = home.call("explain", "golang.org/toolchain", "--json", env={**env, "GOSUMDB": "off"}).json
    assert [problem["id"] for problem in off["problems"]] == ["gosumdb-invalid"]


def test_secrets_are_not_said(home: Home) -> None:
    """Credentials in an address are masked, in text and in JSON."""
    env = {"GOPROXY": "https://user:secret@nexus.internal/go,direct"}
    for arguments in ([], ["--json"]):
        ended = home.call("explain", CORP.path, *arguments, env=env)
        assert "https://***@nexus.internal/go" in ended.stdout
        assert "secret" not in ended.stdout + ended.stderr


@pytest.mark.parametrize(
    ("what", "cause", "remedy"),
    [
        ("https://github.com/x/y.git", "an address is no module path", "goenvctl explain github.com/x/y"),
        ("https://u:secret@github.com/x/y?z", "no module path", "goenvctl explain github.com/x/y"),
        ("fmt", "'fmt': missing dot in first path element", "name a module as PATH[@VERSION]"),
        ("GitHub.com/x", "invalid character in first path element", "name a module"),
        ("github.com/x@", "disallowed version string", "name a module"),
        ("git@github.com:x/y.git", "missing dot", "name a module"),
        ("", "empty path element", "name a module"),
        ("./gone", "there is no folder", "name a folder, such as ."),
        (".", "there is no go.mod or go.work in", "name the folder of a module"),
        ("./notes.txt", "is no go.mod and no go.work", "name one of these, or a folder"),
    ],
)
def test_what_cannot_be_explained(home: Home, what: str, cause: str, remedy: str) -> None:
    """Anything but a module or a folder of one is exit 2, with one line and what to do."""
    (home.work / "notes.txt").write_text("")
    ended = home.call("explain", what)
    first, second = ended.stderr.splitlines()
    assert (ended.code, ended.stdout) == (2, "")
    assert cause in first
    assert second.startswith(f"  -> {remedy}")
    assert "secret" not in ended.stderr


def test_a_folder(home: Home) -> None:
    """Each module is one line: whether it leaks, why it is private, who is asked; a leak is exit 1."""
    (home.work / "go.mod").write_text(GO_MOD)
    env = {"GOPROXY": "https://goproxy.cn", "GOSUMDB": "off"}
    ended = home.call("explain", ".", env=env)
    assert (ended.code, ended.stdout.splitlines()) == (
        1,
        [
            f"{home.work}/go.mod: 2 modules, 1 private, 1 may leak",
            "public\texample.com/lib\t\thttps://goproxy.cn",
            "leak\tgit.corp.example/team/x\tgit.corp.example looks internal\thttps://goproxy.cn",
        ],
    )
    assert f"! {home.work}/go.mod:7: git.corp.example/team/x: git.corp.example looks internal" in ended.stderr
    kept = home.call("explain", ".", env={**env, "GOPRIVATE": "git.corp.example"})
    assert (kept.code, kept.stdout.splitlines()[0]) == (
        0,
        f"{home.work}/go.mod: 2 modules, 1 private, 0 may leak",
    )


def test_a_folder_by_any_name(home: Home) -> None:
    """`.`, a path, a go.mod by name and a folder within the module all mean the same tree."""
    deep = home.work / "cmd" / "tool"
    deep.mkdir(parents=True)
    (home.work / "go.mod").write_text(GO_MOD)
    for what in (".", "./cmd", "cmd/tool", str(deep), "go.mod", "./go.mod"):
        assert home.call("explain", what, "--json").json["path"] == str(home.work / "go.mod"), what
    (home.work / "example.com").mkdir()
    assert "module" in home.call("explain", "example.com", "--json").json
    (home.work / "example.com" / "go.mod").write_text("module example.com\n")
    assert "modules" in home.call("explain", "example.com", "--json").json


def test_the_workspace_counts_as_for_go(home: Home) -> None:
    """A go.work above a folder is what go uses there, but under GOWORK=off, and not for a go.mod by name."""
    folder = home.work / "m"
    folder.mkdir()
    (folder / "go.mod").write_text("module example.com/m\n\ngo 1.21\n")
    work = home.work / "go.work"
    work.write_text("go 1.21\n\nuse ./m\n")

    def path(what: str, **env: str) -> str:
        return str(home.call("explain", what, "--json", env=env).json["path"])

    assert path("./m") == path("./m", GOWORK="auto") == str(work)
    assert path("./m", GOWORK="off") == path("./m/go.mod") == str(folder / "go.mod")
    other = home.work / "other.work"
    other.write_text("go 1.21\n")
    assert path("./m", GOWORK=str(other)) == str(other)


def test_what_is_replaced_is_not_asked_for(home: Home) -> None:
    """What a folder stands for is listed and asked of nobody; a module in its place is asked for itself."""
    replaced = f"{GO_MOD}replace git.corp.example/team/x => ../x\n"
    replaced += "replace example.com/lib => git.corp.example/lib v1.0.0\n"
    (home.work / "go.mod").write_text(replaced)
    ended = home.call("explain", ".", "--json", env={"GOPROXY": "https://goproxy.cn", "GOSUMDB": "off"})
    listed = [
        ("example.com/lib", [], False),
        ("git.corp.example/lib", ["https://goproxy.cn"], True),
        ("git.corp.example/team/x", [], False),
    ]
    assert [(one["path"], one["via"], one["leak"]) for one in ended.json["modules"]] == listed
    lines = f"{CORP.go_sum}{Module('git.corp.example/lib', 'v1.0.0').go_sum}"  # the first is left over
    (home.work / "go.sum").write_text(lines)
    again = home.call("explain", ".", "--json", env={"GOPROXY": "https://goproxy.cn", "GOSUMDB": "off"})
    assert [(one["path"], one["via"], one["leak"]) for one in again.json["modules"]] == listed


def test_what_is_excluded_is_not_asked_for(home: Home) -> None:
    """An excluded version is asked of nobody, though a go.sum still names it."""
    (home.work / "go.mod").write_text(f"{GO_MOD}exclude {CORP.path} {CORP.version}\n")
    (home.work / "go.sum").write_text(CORP.go_sum)
    ended = home.call("explain", ".", "--json", env={"GOPROXY": "https://goproxy.cn"})
    assert (ended.code, ended.json["modules"][1]["path"], ended.json["modules"][1]["via"]) == (
        0,
        CORP.path,
        [],
    )


def test_sums_keep_the_database_out(home: Home) -> None:
    """A module whose two sums stand in go.sum is not asked of the database; with one of them it is."""
    (home.work / "go.mod").write_text(GO_MOD)
    env = {"GOPROXY": "https://nexus.internal", "GOSUMDB": "sum.golang.org https://sum.golang.org"}
    whole, gomod = CORP.go_sum.splitlines(keepends=True)
    for text, code in (("", 1), (whole, 1), (gomod, 1), (whole + gomod, 0)):
        (home.work / "go.sum").write_text(text)
        assert home.call("explain", ".", env=env).code == code, text


def test_a_vendor_folder(home: Home) -> None:
    """Vendored modules are told apart: a build asks nobody, `go mod download` does."""
    (home.work / "go.mod").write_text(GO_MOD)
    (home.work / "vendor").mkdir()
    (home.work / "vendor" / "modules.txt").write_text("")
    ended = home.call("explain", ".", env={"GOPROXY": "https://goproxy.cn"})
    assert ended.code == 1
    assert (
        f"go build takes modules from {home.work}/vendor; go mod download, get and tidy ask" in ended.stderr
    )


def test_a_sum_that_is_left_over(home: Home, tmp_path: Path) -> None:
    """What only go.sum names counts as asked, unless the module cache shows that nothing requires it."""
    (home.work / "go.mod").write_text("module example.com/app\n\ngo 1.21\n\nrequire example.com/lib v1.0.0\n")
    (home.work / "go.sum").write_text(CORP.go_sum)
    env = {"GOPROXY": "https://goproxy.cn", "GOSUMDB": "off", "GOMODCACHE": str(tmp_path)}
    ended = home.call("explain", ".", env=env)
    assert ended.code == 1
    assert "only sums name git.corp.example/team/x" in ended.stderr
    cached = tmp_path / "cache" / "download" / "example.com" / "lib" / "@v" / "v1.0.0.mod"
    cached.parent.mkdir(parents=True)
    cached.write_text("module example.com/lib\n\ngo 1.21\n")
    assert home.call("explain", ".", env=env).code == 0


def test_no_go_is_run(home: Home) -> None:
    """Not even a `go` that is a script is started: then Go's settings are taken to be as it ships them."""
    (home.bin / "go").unlink()
    shim = home.bin / "go"
    shim.write_text(f"#!{home.bin}/sh\n{home.bin}/cat >{home.path}/ran\n")
    os.chmod(shim, 0o755)
    ended = home.call("explain", "github.com/pkg/errors", "--json")
    assert [route["via"] for route in ended.json["routes"]] == ["https://proxy.golang.org", "direct"]
    assert ended.json["remarks"] == ["no go.env was found: taken to be as Go ships it"]
    assert not (home.path / "ran").exists()
