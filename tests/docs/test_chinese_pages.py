"""The pages in Chinese are those in English: the same headings, code and tables."""

from __future__ import annotations

import re

import pytest

from tests.docs import blocks

CHINESE = [page for page in blocks.pages() if page.startswith("docs/zh/")]
SHOWN = ("exit-codes", "json", "privacy", "profiles", "targets")  # by `goenvctl help PAGE`
_IDEOGRAPH = re.compile(r"[\u4e00-\u9fff]")


@pytest.mark.parametrize("name", SHOWN)
def test_what_help_shows_is_there_twice(name: str) -> None:
    """Every page that help shows is there in English and in Chinese."""
    assert {f"docs/{name}.md", f"docs/zh/{name}.md"} <= set(blocks.pages())


@pytest.mark.parametrize("page", CHINESE)
def test_the_structure_is_the_same(page: str) -> None:
    """Headings have the same levels, and blocks, list items, paragraphs and rows come in the same order."""
    assert _structure(page) == _structure(_english(page))


@pytest.mark.parametrize("page", CHINESE)
def test_code_is_the_same(page: str) -> None:
    """Blocks of code are the same to the byte, and so is the code in the first column of tables."""
    here, there = blocks.blocks_of(page), blocks.blocks_of(_english(page))
    assert [(one.language, one.text) for one in here] == [(one.language, one.text) for one in there]
    assert _codes(page) == _codes(_english(page))


@pytest.mark.parametrize("page", CHINESE)
def test_it_is_chinese(page: str) -> None:
    """Every heading, paragraph and list item has Chinese in it, unless it is the same word in English."""
    foreign = [
        line for line in _lines(page) if not _IDEOGRAPH.search(line) and line not in _lines(_english(page))
    ]
    assert foreign == []


def _english(page: str) -> str:
    return page.replace("docs/zh/", "docs/")


def _lines(page: str) -> list[str]:
    return [line for line in blocks.prose_of(page) if line.strip() and not line.startswith("|")]


def _structure(page: str) -> list[str]:
    """What each line is: the sign that it begins with, or text; rows by the number of their cells."""
    kinds = []
    for line in blocks.prose_of(page):
        sign = re.match(r"#+ |- |\d+\. |\|", line)
        cells = len(re.findall(r"(?<!\\)\|", line)) if line.startswith("|") else 0
        kinds.append(f"{sign[0]}{cells or ''}" if sign else "text" if line.strip() else "")
    return kinds


def _codes(page: str) -> list[list[str]]:
    firsts = [line.split("|")[1] for line in blocks.prose_of(page) if line.startswith("|")]
    return [re.findall(r"`[^`]+`|^ \d+ $", first) for first in firsts]
