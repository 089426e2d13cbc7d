"""Told by reading, and by the real shell: one line at a time, written to be misread."""

from __future__ import annotations

import contextlib
import sys
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING

import pytest

from goenvctl.startup.fish_language.grammar import commands as fish_commands
from goenvctl.startup.language.token import Unparsed
from goenvctl.startup.language.walk import READ_SIZE
from goenvctl.startup.posix_language.grammar import _parsed
from goenvctl.startup.scene import Scene
from tests.startup.real import NAMES, differences, doubtful, furnish, really, told, values
from tests.startup.rows import BESIDE, FISH, POSIX, UNNAMED, UNNAMED_OF_BASH, UNNAMED_OF_FISH

if TYPE_CHECKING:
    from _typeshed import TraceFunction

FISH_FILE = ".config/fish/config.fish"
SHELLS: tuple[tuple[str, Scene, str, tuple[str, ...]], ...] = (
    ("bash", "interactive", ".bashrc", (*POSIX, *UNNAMED, *UNNAMED_OF_BASH)),
    ("bash", "login_script", ".profile", POSIX),
    ("zsh", "script", ".zshenv", (*POSIX, *UNNAMED, *UNNAMED_OF_BASH)),
    ("zsh", "interactive", ".zshrc", POSIX),
    ("dash", "login_script", ".profile", (*POSIX, *UNNAMED)),
    ("fish", "interactive", FISH_FILE, (*FISH, *UNNAMED_OF_FISH)),
)
ORDINARY = """\
export NVM_DIR="$HOME/.nvm"
[ -s "$NVM_DIR/nvm.sh" ] && \\. "$NVM_DIR/nvm.sh"
[ -s "$X/nvm.sh" ] && . "$X/nvm.sh"
test -r ~/.dircolors && eval "$(dircolors -b ~/.dircolors)" || eval "$(dircolors -b)"
[ -x /usr/bin/lesspipe ] && eval "$(SHELL=/bin/sh lesspipe)"
eval "$(pyenv init -)"
eval "$(fnm env --use-on-cd)"
eval $(opam env)
eval "$(/opt/homebrew/bin/brew shellenv)"
eval "$(starship init bash)"
source <(kubectl completion bash)
. "$(brew --prefix)/etc/bash_completion"
__conda_setup="$('/opt/conda/bin/conda' 'shell.bash' 'hook' 2> /dev/null)"
if [ $? -eq 0 ]; then
    eval "$__conda_setup"
else
    export PATH="/opt/conda/bin:$PATH"
fi
unset __conda_setup
home_of() { local upper="$(tr a-z A-Z)"; export "${upper}_HOME"="$1"; }
home_of java
alias ll='ls -l' ls='ls --color=auto'
alias -- -='cd -'
ls >/dev/null
export PS1="\\u $x" PATH="$HOME/bin:$PATH"
export GOPROXY=a
"""
ORDINARY_OF_FISH = """\
starship init fish | source
source (starship init fish --print-full-init | psub)
alias ll 'ls -l'
ll >/dev/null
set -gx PATH $HOME/bin $PATH
if status is-interactive
    eval (opam env)
    kubectl completion fish | source
end
set -gx GOPROXY a
"""


@pytest.mark.parametrize(("shell", "scene", "file", "rows"), SHELLS, ids=lambda value: str(value)[:12])
def test_rows(tmp_path: Path, shell: str, scene: Scene, file: str, rows: tuple[str, ...]) -> None:
    """What is told of any of the lines without a doubt is what the real shell exports."""
    wrong = {}
    for number, row in enumerate(rows):
        base = furnish(tmp_path / str(number), {**BESIDE, file: row + "\n"})
        fresh = told(shell, scene, base)
        try:
            found = differences(fresh, really(shell, scene, base))
        except AssertionError:
            continue  # the line ends the shell
        if found:
            wrong[row] = found
    assert wrong == {}


@pytest.mark.parametrize(
    ("shell", "scene", "file", "row"),
    [
        *(("bash", "interactive", ".bashrc", row) for row in (*UNNAMED, *UNNAMED_OF_BASH)),
        *(("fish", "interactive", FISH_FILE, row) for row in UNNAMED_OF_FISH),
    ],
)
def test_a_name_that_only_running_tells(
    tmp_path: Path, shell: str, scene: Scene, file: str, row: str
) -> None:
    """A line that may set any variable is a doubt, with file and line, for every one that is asked for."""
    base = furnish(tmp_path, {file: "\n" + row.replace("GOPROXY", "GO_OTHER") + "\n"})
    fresh = told(shell, scene, base)
    assert fresh.variables == {}
    assert {(doubt.name, doubt.value, doubt.path, doubt.line) for doubt in fresh.doubts} == {
        (name, None, str(tmp_path / file), 2) for name in NAMES
    }


@pytest.mark.parametrize(("shell", "file"), [("bash", ".bashrc"), ("zsh", ".zshrc"), ("fish", FISH_FILE)])
def test_an_ordinary_home_has_no_doubts(tmp_path: Path, shell: str, file: str) -> None:
    """What tools tell their users to add is no doubt for Go's variables, for none of them sets one."""
    base = furnish(tmp_path, {file: ORDINARY_OF_FISH if shell == "fish" else ORDINARY})
    fresh = told(shell, "interactive", base)
    assert values(fresh) == {"GOPROXY": "a"}
    assert fresh.doubts == ()


def test_a_plain_line_behind_is_certain(tmp_path: Path) -> None:
    """A plain export behind a line that may set anything counts, but not one of a value that is not plain."""
    text = "export $(cat ~/env)\nexport GOPROXY='a'\nexport GOSUMDB=$MINE\n"
    fresh = told("bash", "interactive", furnish(tmp_path, {".bashrc": text}))
    assert values(fresh)["GOPROXY"] == "a"
    assert doubtful(fresh) == set(NAMES) - {"GOPROXY"}


def test_a_file_too_long(tmp_path: Path) -> None:
    """Of a file of more than 512 KiB nothing is certain, and it is said to be unread."""
    base = furnish(tmp_path, {".bashrc": "export GOPROXY=a\n" + "#" * READ_SIZE})
    fresh = told("bash", "interactive", base)
    assert fresh.variables == {}
    assert doubtful(fresh) == {"GOPROXY"}
    assert [one.reason for one in fresh.unread] == ["larger than any startup file"]


@pytest.mark.parametrize(
    "piece",
    [
        "(",
        "((",
        "$(",
        '"$(',
        '"${a:-',
        "${a:-",
        "{[{['",
        "`",
        "<(",
        "a() ",
        "for x (a) ",
        "x && ",
        "\\a",
        "{a",
        "!",
    ],
)
@pytest.mark.parametrize("shell", ["zsh", "fish"])
def test_work_grows_with_the_text(shell: str, piece: str) -> None:
    """A hostile text of twice the length costs at most about twice the steps, however it is nested."""

    once, twice = (_steps(shell, piece * size) for size in (1500, 3000))
    assert twice < 2.5 * once + 2000


def _steps(shell: str, text: str) -> int:
    """How many lines of Python run to parse it."""
    count = 0

    def trace(frame: FrameType, event: str, argument: object) -> TraceFunction:
        nonlocal count
        count += event == "line"
        return trace

    _parsed.cache_clear()
    before = sys.gettrace()
    sys.settrace(trace)
    try:
        with contextlib.suppress(Unparsed, RecursionError):
            _parsed(text, shell) if shell != "fish" else list(fish_commands(text))
    finally:
        sys.settrace(before)
    return count
