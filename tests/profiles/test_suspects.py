"""What looks private and is not covered: one line each after `use`, with the command that mends it."""

from __future__ import annotations

import shlex
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.home import Home

GO_MOD = """\
module example.com/app

go 1.21

require (
	github.com/pkg/errors v0.9.1
	rsc.io/quote v1.5.2 // indirect
	{path} v1.0.0
)
"""
GIT = """\
[user]
	name = Me
[url "{base}"]
	insteadOf = {address}
"""
NETRC = """\
machine github.com login me password secret
machine {host}
  login me
  password secret
default login anonymous password me
"""


class Case(NamedTuple):
    """The file to write, the pattern to expect, and the line that says so."""

    write: Callable[[Home], Path]
    pattern: str
    line: int


def in_go_mod(path: str, template: str = GO_MOD) -> Callable[[Home], Path]:
    return lambda home: written(home.work / "go.mod", template.format(path=path))


def in_git(
    address: str, file: str = ".gitconfig", base: str = "ssh://git@elsewhere.example/"
) -> Callable[[Home], Path]:
    return lambda home: written(home.path / file, GIT.format(base=base, address=address))


def in_netrc(host: str, file: str = ".netrc") -> Callable[[Home], Path]:
    return lambda home: written(home.path / file, NETRC.format(host=host))


def written(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


REPLACED = "module example.com/app\n\nreplace rsc.io/quote => {path} v1.0.0\n"
NAMED = "module {path}\n\ngo 1.21\n"
CASES = {
    "required": Case(in_go_mod("git.acme.io/team/lib"), "git.acme.io", 8),
    "replaced": Case(in_go_mod("gitlab.acme.io/fork", REPLACED), "gitlab.acme.io", 3),
    "module": Case(in_go_mod("build.acme.internal/app", NAMED), "build.acme.internal", 1),
    "ending": Case(in_go_mod("modules.corp/team/lib"), "modules.corp", 8),
    "address": Case(in_go_mod("10.1.2.3/team/lib"), "10.1.2.3", 8),
    "git host": Case(in_git("https://vcs.acme.io/"), "vcs.acme.io", 4),
    "git organisation": Case(in_git("https://github.com/acme/"), "github.com/acme", 4),
    "git scp": Case(in_git("git@github.com:acme/"), "github.com/acme", 4),
    "git xdg": Case(in_git("https://vcs.acme.io/team", ".config/git/config"), "vcs.acme.io/team", 4),
    "netrc": Case(in_netrc("src.acme.io"), "src.acme.io", 2),
}
SILENT = {
    "go.mod public": in_go_mod("gitlab.com/group/lib"),
    "go.mod ordinary": in_go_mod("go.uber.org/zap"),
    "go.mod directory": in_go_mod("../lib", "module example.com/app\n\nreplace rsc.io/quote => {path}\n"),
    "go.mod comment": in_go_mod("git.acme.io/lib", "module example.com/app\n// require {path} v1.0.0\n"),
    "git public": in_git("https://github.com/"),
    "git word": in_git("gh:"),
    "netrc public": in_netrc("gitlab.com"),
    "netrc mirror": in_netrc("goproxy.io"),
    "netrc own mirror": in_netrc("proxy.corp.example"),
}


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """A home without a go, with a company's profile."""
    home = Home(tmp_path / "home", None)
    home.write_profile("corp", 'trust = "private"\n[go]\nGOPROXY = "https://proxy.corp.example"\n')
    return home


def found(home: Home, profile: str = "cn") -> list[tuple[str, str, str, int]]:
    """The problems of `use`: message, hint, path and line."""
    ended = home.call("use", profile, "--json")
    assert ended.code == 0, ended
    return [
        (one["message"], one["hint"], one["path"], one["line"])
        for one in ended.json["problems"]
        if one["id"] == "looks-private"
    ]


@pytest.mark.parametrize("name", CASES)
def test_suspect(home: Home, name: str) -> None:
    """It is named with file and line; the `private add` line, executed, keeps it private and silences it."""
    write, pattern, line = CASES[name]
    path = write(home)
    hint = f"goenvctl private add {pattern}"
    assert found(home) == [(f"{pattern} looks private and is not covered", hint, str(path), line)]
    told = [
        text for text in home.call("use", "cn").stderr.splitlines() if "looks private" in text or hint in text
    ]
    assert told == [f"! {path}:{line}: {pattern} looks private and is not covered", f"  -> {hint}"]
    assert home.call(*shlex.split(hint)[1:]).code == 0
    assert found(home) == []
    assert f"GOPRIVATE={pattern}\n".encode() in (home.read_env() or b"")


@pytest.mark.parametrize("name", SILENT)
def test_silent(home: Home, name: str) -> None:
    """Public hosts, mirrors that one logs in to, words and folders are no suspects."""
    SILENT[name](home)
    assert found(home) == []


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("by", ["user", "profile"])
def test_covered(home: Home, name: str, by: str) -> None:
    """What a pattern covers already, the user's own or a profile's, is not spoken of."""
    CASES[name].write(home)
    pattern = CASES[name].pattern
    if by == "user":
        home.write_env(f"GOPRIVATE=x.example,{pattern}\n".encode())
    else:
        home.write_profile("more", f'[go]\nGONOSUMDB = "{pattern}"\n')
    assert found(home) == []


def test_a_private_profile_speaks_of_none(home: Home) -> None:
    """Where the mirrors are trusted there is nothing to warn of."""
    CASES["required"].write(home)
    assert found(home, "corp") == []


def test_many_suspects_are_three_lines(home: Home) -> None:
    """Beyond three it says how many more there are."""
    lines = "".join(f"\tgit{number}.acme.io/lib v1.0.0\n" for number in range(5))
    written(home.work / "go.mod", f"module example.com/app\n\nrequire (\n{lines})\n")
    messages = [message for message, *_ in found(home)]
    assert messages == [
        "git0.acme.io looks private and is not covered",
        "git1.acme.io looks private and is not covered",
        "git2.acme.io looks private and is not covered (and 2 more)",
    ]


def test_the_same_host_is_named_once(home: Home) -> None:
    """A host that go.mod names twice and netrc too is one line, that of go.mod."""
    path = written(home.work / "go.mod", "module git.acme.io/app\n\nrequire git.acme.io/lib v1.0.0\n")
    in_netrc("git.acme.io")(home)
    assert [(where, line) for *_, where, line in found(home)] == [(str(path), 1)]


def test_netrc_by_its_variable(home: Home) -> None:
    """NETRC names the file, as it does for go; no password is ever shown."""
    path = in_netrc("src.acme.io", "secrets")(home)
    home.environ["NETRC"] = str(path)
    assert [where for *_, where, _ in found(home)] == [str(path)]
    ended = home.call("use", "cn", "--verbose")
    assert "secret " not in ended.stdout + ended.stderr


def test_what_another_covers_is_not_said_twice(home: Home) -> None:
    """A suspect within another, and one that could not be added, are not named."""
    (home.path / ".gitconfig").write_text(
        '[url "git@git.acme.io:"]\n\tinsteadOf = https://git.acme.io/\n'
        '[url "git@git.acme.io:team/"]\n\tinsteadOf = https://git.acme.io/team/\n'
        '[url "git@github.com:pkg/"]\n\tinsteadOf = https://github.com/pkg/\n'
    )
    assert [message for message, *_ in found(home)] == ["git.acme.io looks private and is not covered"]
