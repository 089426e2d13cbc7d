"""Wherever it is started, every command ends, with a documented exit code and without a traceback."""

from __future__ import annotations

import re
import shlex
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

import pytest

from goenvctl import exits
from goenvctl.cli.app import app
from goenvctl.cli.tabkey import SHELLS
from goenvctl.language import LANGUAGES
from tests.apply.test_full_disk import needs_namespace
from tests.cli.command_lines import ASKING, READS_INPUT, REFUSED, RUNS, SHORT_STORY, STORIES, Story
from tests.cli.surroundings import ALL, GONE, SILENT, Left, Surrounding, run_there
from tests.cli.test_examples import commands
from tests.home import Home

CODES = {value for name, value in vars(exits).items() if name.isupper()} - {exits.BUG}
CODES_OF_RUNNING = {3, 125, 126, 127}  # the first is the command's own
BUG = re.compile(
    r"Traceback|Exception ignored|Fatal Python|Warning:|<frozen|this is a bug|程序缺陷|a bug of the relay"
)
ESCAPE = "\x1b"
COLOUR = re.compile(r"\x1b\[(?:[\d;]*;)?(?:[349][0-7]|10[0-7])[;m]")
NARROW = Surrounding("narrow", {"TERM": "dumb", "GOENVCTL_LANG": "zh"}, columns=20)
EVERYDAY = (NARROW, *(one for one in ALL if one.name == "all-closed"))


class Run(NamedTuple):
    """One line, the code it has where nothing is odd, and what it left."""

    line: str
    usual: int
    left: Left


def places(*surroundings: Surrounding) -> list[object]:
    """As parameters of a test; those that need a namespace are skipped without one."""
    return [
        pytest.param(one, id=one.name, marks=[needs_namespace] if one.unshare else []) for one in surroundings
    ]


def new_home(path: Path) -> Home:
    """A profile of mirrors that refuse in force, another one before it, and the files that lines name."""
    home = Home(path)
    home.environ["GOTOOLCHAIN"] = "local"
    home.write_profile("loop", f'[go]\nGOPROXY = "{REFUSED}"\nGOSUMDB = "off"\n')
    home.write_profile("mine", '[go]\nGOPROXY = "direct"\n')
    home.path.joinpath("file").write_text("")
    home.path.joinpath(".cache").mkdir(exist_ok=True)
    home.work.joinpath("office.toml").write_text('[go]\nGOPROXY = "https://goproxy.example.com"\n')
    home.work.joinpath("build.log").write_text("go: module nowhere: reading nowhere: 404 Not Found\n")
    home.work.joinpath("go.mod").write_text("module scene\n\ngo 1.21\n")
    for name in ("direct", "loop"):
        assert home.call("use", name).code in (exits.DONE, exits.NOT_IN_EFFECT)
    return home


def told(folder: Path, there: Surrounding, stories: tuple[Story, ...], first: int = 0) -> list[Run]:
    """What each line left; the stories take turns in the languages, from the `first` on."""
    homes = [new_home(folder / str(number)) for number in range(len(stories))]

    def tell(number: int) -> list[Run]:
        language = {"GOENVCTL_LANG": LANGUAGES[(first + number) % len(LANGUAGES)]}
        return [
            Run(line, code, run_there(homes[number], there, shlex.split(line), language))
            for line, code in stories[number]
            if not (there.stdin == SILENT and line in READS_INPUT)
        ]

    with ThreadPoolExecutor(len(stories)) as pool:
        runs = [run for part in pool.map(tell, range(len(stories))) for run in part]
    assert list(folder.rglob("bug-*")) == []
    return runs


def wrong(there: Surrounding, run: Run) -> bool:
    """Did it hang, fail as a bug does, end with another code, or write what the terminal cannot show?"""
    code, text = run.left
    usual = {run.usual}
    if there.stdout == GONE:
        usual.add(exits.DONE)
    if not there.is_same:
        usual |= CODES | (CODES_OF_RUNNING if run.line.startswith(RUNS) else set())
    if there.name == "stdin-for-writing" and run.line in READS_INPUT:
        usual.add(exits.INVALID)
    return (
        code not in usual
        or bool(BUG.search(text))
        or ("dumb" in there.environ.values() and ESCAPE in text)
        or ("NO_COLOR" in there.environ and bool(COLOUR.search(text)))
    )


def test_no_command_is_forgotten() -> None:
    """Every command has a line of its own in the stories."""
    lines = [line for story in STORIES for line, _ in story]
    unnamed = [path for path in commands(app) if not any(f"{line} ".startswith(f"{path} ") for line in lines)]
    assert unnamed == []


@pytest.mark.parametrize("there", places(*EVERYDAY))
def test_every_command(tmp_path: Path, there: Surrounding) -> None:
    """With everything closed, and on 20 dumb columns in Chinese, every line ends as it does elsewhere."""
    assert [run for run in told(tmp_path, there, STORIES) if wrong(there, run)] == []


@pytest.mark.parametrize("there", places(*ALL))
def test_everywhere(tmp_path: Path, there: Surrounding) -> None:
    """What answers, writes, asks, runs something or is wrong ends everywhere."""
    runs = told(tmp_path, there, (SHORT_STORY,), ALL.index(there))
    assert [run for run in runs if wrong(there, run)] == []


@pytest.mark.slow
@pytest.mark.parametrize("there", places(*ALL))
def test_every_command_everywhere(tmp_path: Path, there: Surrounding) -> None:
    """Every line ends everywhere, in the languages by turns."""
    runs = told(tmp_path, there, STORIES, ALL.index(there))
    assert [run for run in runs if wrong(there, run)] == []


@pytest.mark.parametrize(
    ("term", "columns"), [("xterm-256color", 0), ("xterm-256color", 1), ("xterm-256color", 20), ("dumb", 20)]
)
@pytest.mark.parametrize("keys", [b"\x03", b"\x04"], ids=["ctrl-c", "ctrl-d"])
def test_giving_up(tmp_path: Path, term: str, columns: int, keys: bytes) -> None:
    """However narrow the terminal, Ctrl-C and Ctrl-D at a question end it with 130 and change nothing."""
    home = new_home(tmp_path)
    before = home.read_env()
    there = Surrounding("asked", {"TERM": term}, columns=columns)

    def ended(line: str) -> tuple[str, Left]:
        return line, run_there(home, there, shlex.split(line), keys=keys)

    with ThreadPoolExecutor(2) as pool:
        left = dict(pool.map(ended, ASKING))
    assert {
        line: one for line, one in left.items() if one.code != exits.INTERRUPTED or BUG.search(one.text)
    } == {}
    assert home.read_env() == before


@pytest.mark.parametrize("there", places(*ALL))
def test_the_tab_key(tmp_path: Path, there: Surrounding) -> None:
    """Completion ends everywhere with 0, and says nothing on standard error."""
    home = Home(tmp_path)
    home.path.joinpath("file").write_text("")
    for folder in (".config", ".local", ".cache"):
        home.path.joinpath(folder).mkdir()
    asked = {"_GOENVCTL_COMPLETE": next(iter(SHELLS))}
    left = run_there(home, there, ["use", ""], asked)
    assert left.code == 0
    assert [line for line in left.text.splitlines() if not line.startswith("plain\t")] == []
