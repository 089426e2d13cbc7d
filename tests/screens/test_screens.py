"""What a person meets in the first minutes, screen by screen, in both languages."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from goenvctl.language import LANGUAGES
from goenvctl.output.table import text_width
from tests.screens.picture import BROKEN, RULE
from tests.screens.scenes import SCENES, play

GOLDEN = Path(__file__).parent / "golden"
IS_WRITTEN_ANEW = os.environ.get("GOLDEN") == "write"
# What is no sentence: a command line, and what it begins with.
COMMAND = re.compile(r"\b(goenvctl|go env|go mod|go get|export|unset|alias|require) [^\u2e80-\uffff]*")
ENGLISH_WORDS = re.compile(r"(?<![\w./:=<\[-])[A-Za-z]{2,}(?: [A-Za-z]{2,}){2,}(?![\w./:=-])")


def _path(name: str, language: str) -> Path:
    return GOLDEN / f"{name}.{language}.txt"


def _lines(name: str, language: str) -> list[str]:
    return _path(name, language).read_text("utf-8").partition(f"{RULE}\n")[0].splitlines()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", SCENES)
def test_as_it_was_accepted(name: str, language: str) -> None:
    """Each screen is, cell by cell, the one that somebody has looked at and accepted."""
    path = _path(name, language)
    shown = str(play(SCENES[name], language))
    if IS_WRITTEN_ANEW and (not path.exists() or path.read_text("utf-8") != shown):
        path.write_text(shown, "utf-8")
        pytest.fail(f"{path.name} is written anew: look at it")
    assert shown == path.read_text("utf-8")


def test_nothing_is_left_over() -> None:
    """Every file is the picture of a scene."""
    assert {path.name for path in GOLDEN.iterdir()} == {
        _path(name, language).name for name in SCENES for language in LANGUAGES
    }


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", [name for name, scene in SCENES.items() if scene.is_table])
def test_no_line_is_too_long(name: str, language: str) -> None:
    """Tables, lists and help keep to the columns there are."""
    lines = _lines(name, language)
    assert [line for line in lines if line.endswith(BROKEN)] == []
    assert max(map(text_width, lines)) <= SCENES[name].columns


@pytest.mark.parametrize("name", SCENES)
def test_chinese_is_chinese(name: str) -> None:
    """In Chinese no three English words stand in a row, commands aside."""
    said = [ENGLISH_WORDS.search(COMMAND.sub("", line)) for line in _lines(name, "zh")]
    assert [found[0] for found in said if found] == []


def test_english_is_told_from_chinese() -> None:
    """What looks for English words finds them."""
    assert ENGLISH_WORDS.search("  ! no go is on PATH")
    assert not ENGLISH_WORDS.search(COMMAND.sub("", "撤销：goenvctl use cn now"))
