"""What real shells have after `use X --to SHELL`: the values that were written; after undo, what they had."""

from __future__ import annotations

import os
import shutil
from typing import NamedTuple

import pytest

from goenvctl.go.variables import VARIABLES
from tests import shells
from tests.home import Home
from tests.targets.rc import CN, put, undo, use
from tests.toolchains import NEWEST

ENV = shutil.which("env") or "/usr/bin/env"
# Every sign that a shell could take for its own and that a path of a mirror may hold.
MIRROR = "https://one.example/it's/$HOME/`x`/$(x)/!!/%41/~/a;b&c/{d..e}/*/[f]/<g>/\\h/^i"
NASTY = f"""trust = "private"
[go]
GOPROXY = \"\"\"{MIRROR.replace(chr(92), chr(92) * 2)}|https://two.example,direct\"\"\"
GOSUMDB = "sum.golang.org"
GOPRIVATE = "*.corp.example,git.example.com/team[0-9]/?x"
"""


class Start(NamedTuple):
    """How a shell is started, and what its user has in the startup file already."""

    target: str
    program: str
    arguments: tuple[str, ...]
    file: str
    mine: str

    def exported(self, home: Home) -> dict[str, str]:
        """The variables of Go that a program started by the shell gets."""
        program = shells.SHELLS[self.program].path
        if not program:
            pytest.skip(f"no {self.program} here (.ci/run installs it)")
        done = home.spawn([program, *self.arguments])
        pairs = [line.partition("=") for line in done.stdout.split("\0")]
        assert "HOME" in {name for name, _, _ in pairs}, done
        return {name: value for name, _, value in pairs if name in VARIABLES}


SH = "export GOSUMDB=sum.golang.org GOINSECURE=http.example\n"
FISH = "set -gx GOSUMDB sum.golang.org; set -gx GOINSECURE http.example\n"
NU = "$env.GOSUMDB = 'sum.golang.org'; $env.GOINSECURE = 'http.example'\n"
XONSH = "$GOSUMDB = 'sum.golang.org'; $GOINSECURE = 'http.example'\n"
GUARD = "case $- in *i*) ;; *) return ;; esac\n"
TELL = f"{ENV} -0"
STARTS = {
    "bash, login": Start("bash", "bash", ("-lc", TELL), ".bash_profile", SH),
    "bash, login, .profile": Start("bash", "bash", ("-lc", TELL), ".profile", SH),
    "bash, terminal": Start("bash", "bash", ("-ic", TELL), ".bashrc", SH),
    "bash, terminal, guarded": Start("bash", "bash", ("-ic", TELL), ".bashrc", GUARD + SH),
    "bash, login, guarded": Start("bash", "bash", ("-lc", TELL), ".profile", f". ~/guarded\n{SH}"),
    "sh, login": Start("sh", "dash", ("-lc", TELL), ".profile", SH),
    "sh, login of bash": Start("sh", "bash", ("-lc", TELL), ".profile", SH),
    "zsh, script": Start("zsh", "zsh", ("-c", TELL), ".zshenv", SH),
    "zsh, terminal": Start("zsh", "zsh", ("-ic", TELL), ".zshenv", SH),
    "zsh, login": Start("zsh", "zsh", ("-lc", TELL), ".zshenv", SH),
    "zsh, ZDOTDIR": Start("zsh", "zsh", ("-ic", TELL), ".zshenv", f"ZDOTDIR=~/zsh\n{SH}"),
    "fish, script": Start("fish", "fish", ("-c", TELL), ".config/fish/conf.d/a.fish", FISH),
    "fish, terminal": Start("fish", "fish", ("-ic", TELL), ".config/fish/conf.d/a.fish", FISH),
    "nu, login": Start("nu", "nu", ("-l", "-c", f"^{TELL}"), ".config/nushell/config.nu", NU),
    "xonsh": Start("xonsh", "xonsh", ("-c", TELL), ".config/xonsh/rc.d/a.xsh", XONSH),
}


@pytest.fixture
def home(home: Home) -> Home:
    """A home as new shells find it: with the real tools, and nothing of Go exported but what files say."""
    home.environ["PATH"] = f"{home.bin}:{os.environ.get('PATH', os.defpath)}"
    home.environ["TERM"] = "dumb"
    home.write_profile("nasty", NASTY)
    put(home, "guarded", GUARD.encode())
    put(home, "zsh/.zshrc", b"")
    return home


def written(home: Home, *words: str, codes: tuple[int, ...] = (0,)) -> dict[str, str]:
    """What `use` says that it wrote into shells."""
    ended = home.call("use", *words, "--json")
    assert ended.code in codes, ended
    found: dict[str, str] = {}
    for edit in ended.json["edits"]:
        if edit["target"] != "go-env":
            found |= {name: value for name, value in edit["after"].items() if value is not None}
    return found


@pytest.mark.parametrize("name", STARTS)
def test_what_a_shell_has(home: Home, name: str) -> None:
    """A new shell exports just what was written, over what its user set above, and undone what it had."""
    start = STARTS[name]
    put(home, start.file, start.mine.encode())
    before = start.exported(home)
    assert before == {"GOSUMDB": "sum.golang.org", "GOINSECURE": "http.example"}
    values = written(home, "nasty", "--to", start.target, codes=(0, 4))  # 4: too odd for a reader of files
    assert values["GOPROXY"] == f"{MIRROR}|https://two.example,direct"
    assert start.exported(home) == {**before, **values}
    values = written(home, "cn", "--to", start.target)
    assert CN.items() <= values.items()
    assert start.exported(home) == {**before, **values}
    undo(home, "--all")
    assert start.exported(home) == before


def test_direnv(home: Home) -> None:
    """Once the user has allowed the .envrc, direnv exports what was written; undone it is as it was."""
    direnv = shells.SHELLS["direnv"].path
    if not direnv:
        pytest.skip("no direnv here (.ci/run installs it)")
    start = Start("direnv", "direnv", ("exec", ".", ENV, "-0"), "work/.envrc", SH)
    put(home, start.file, start.mine.encode())
    assert home.spawn([direnv, "allow"]).code == 0
    before = start.exported(home)
    values = written(home, "nasty", "--to", "direnv")
    assert "blocked" in home.spawn([direnv, *start.arguments]).stderr
    told = use(home, "cn", "--to", "direnv").stderr
    assert f"for this terminal: direnv allow {home.work}/.envrc" in told.splitlines()
    undo(home)
    assert home.spawn([direnv, "allow"]).code == 0
    assert start.exported(home) == {**before, **values}
    undo(home)
    assert start.exported(home) == before  # allowed still: the bytes are the same


def test_go_in_a_new_terminal(home: Home) -> None:
    """The real go, started by a new shell, uses what was written there and not in its env file."""
    values = written(home, "nasty", "--to", "zsh")
    zsh = shells.SHELLS["zsh"].path
    if not zsh:
        pytest.skip("no zsh here (.ci/run installs it)")
    done = home.spawn([zsh, "-c", f"{NEWEST.go} env -json"])
    assert done.json.items() >= values.items()
    assert b"GOPROXY" not in (home.read_env() or b"")


def test_the_line_for_this_terminal(home: Home) -> None:
    """The line that `use` names brings the values into a terminal that is open already."""
    home = Home(home.path / "it's another")
    bash = shells.SHELLS["bash"].path
    told = use(home, "cn", "--to", "bash").stderr
    line = next(line for line in told.splitlines() if line.startswith("for this terminal: "))
    done = home.spawn([bash, "--norc", "-c", f'{line.partition(": ")[2]}\nprintf %s "$GOPROXY $GOSUMDB"'])
    assert done.stdout == " ".join(CN.values())
