"""A private profile that is not alone: whatever sets another GOPROXY, no private module reaches it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.home import Home
from tests.shells import SHELLS
from tests.targets.rc import put, undo, use
from tests.toolchains import NEWEST

PUBLIC = "https://proxy.golang.org,direct"
WORK = """trust = "private"
[go]
GOPROXY = "https://goproxy.corp.example"
GOSUMDB = "sum.golang.org"
GOPRIVATE = "git.corp.example"
GONOPROXY = "none"
GONOSUMDB = "git.corp.example"
"""
PLACES = {
    "read after ours": (".zshrc", f"export GOPROXY={PUBLIC}\n"),
    "read before ours": (".zshenv", f"export GOPROXY={PUBLIC}\n"),
    "nobody knows": (".zshrc", f'if [ -n "$SSH_TTY" ]; then export GOPROXY={PUBLIC}; fi\n'),
    "direnv": ("work/.envrc", f"export GOPROXY={PUBLIC}\n"),
    "VS Code": (".config/Code/User/settings.json", json.dumps({"go.toolsEnvVars": {"GOPROXY": PUBLIC}})),
    "VS Code, here": ("work/.vscode/settings.json", json.dumps({"go.toolsEnvVars": {"GOPROXY": PUBLIC}})),
}


@pytest.fixture
def work(home: Home) -> Home:
    home.write_profile("work", WORK)
    home.environ["SHELL"] = "/usr/bin/zsh"
    return home


@pytest.mark.parametrize("to", [["zsh"], ["go-env"], ["zsh", "go-env"]], ids=" ".join)
@pytest.mark.parametrize("name", PLACES)
def test_private_modules_are_kept_from_all(work: Home, name: str, to: list[str]) -> None:
    """GONOPROXY covers what is private instead of `none`, exit 4, and the place is named; again the same."""
    path, text = PLACES[name]
    file = put(work, path, text.encode())
    for _ in range(2):
        ended = work.call("use", "work", *(word for one in to for word in ("--to", one)), "--json")
        assert ended.code == 4
        problem = next(one for one in ended.json["problems"] if one["id"] == "other-mirrors")
        assert problem["path"] == str(file)
    written = [place.read_bytes() for place in (work.path / ".zshenv", work.env_file) if place.exists()]
    assert sum(b"GONOPROXY=git.corp.example" in data for data in written) == len(to)
    assert not any(b"GONOPROXY=none" in data for data in written)
    undo(work)
    assert file.read_bytes() == text.encode()


@pytest.mark.parametrize("name", ["read after ours", "read before ours"])
def test_in_a_real_shell(work: Home, name: str) -> None:
    """What the real go reads in a real zsh covers the private modules, whoever wins there."""
    if not SHELLS["zsh"].path:
        pytest.skip("no zsh here (.ci/run installs it)")
    path, text = PLACES[name]
    put(work, path, text.encode())
    work.call("use", "work", "--to", "zsh")
    said = work.spawn([SHELLS["zsh"].path, "-ic", f"{NEWEST.go} env GOPROXY GONOPROXY"])
    assert said.stdout.splitlines()[1:] == ["git.corp.example"], said


def test_alone(work: Home) -> None:
    """With the same GOPROXY elsewhere, or only in a comment, the profile is written as it is."""
    put(work, ".zshrc", f"# export GOPROXY={PUBLIC}\nexport GOPROXY=https://goproxy.corp.example\n".encode())
    use(work, "work", "--to", "zsh")
    assert b"export GONOPROXY=none\n" in (work.path / ".zshenv").read_bytes()


def test_a_terminal_that_is_still_private(work: Home) -> None:
    """A terminal that has the private profile from our own file does not keep `use` from a public one."""
    use(work, "work", "--to", "zsh")
    old = {"GOPROXY": "https://goproxy.corp.example", "GOPRIVATE": "git.corp.example"}
    old |= {"GONOPROXY": "none", "GONOSUMDB": "git.corp.example", "GOSUMDB": "sum.golang.org"}
    ended = use(work, "cn", "--to", "zsh", env=old)
    file = work.path / ".zshenv"
    assert ended.stderr.splitlines()[0] == f"for this terminal: . {file}"
    assert b"export GONOPROXY=git.corp.example\n" in Path(file).read_bytes()
