"""The README is a promise: its commands are the ones that are tested, its picture is what is said now."""

from __future__ import annotations

import re
import subprocess
from collections import Counter
from pathlib import Path

import pytest

from scripts.picture import CELL, COLUMNS, MARGIN, PICTURES, picture
from tests.toolchains import NEWEST

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text()
CHINESE = (ROOT / "README.zh-CN.md").read_text()
FENCED = re.compile(r"^```(\w*)\n(.*?)^```", re.MULTILINE | re.DOTALL)
BLOCKS = [text for _, text in FENCED.findall(README)]
RECORDED = [language for language, path in PICTURES.items() if path.exists()]


def test_the_first_block_has_two_lines() -> None:
    """The first code block: one line that ends with cn in effect, one that runs the tests."""
    first, second = BLOCKS[0].splitlines()
    assert first.endswith("goenvctl use cn")
    assert second.endswith("nox -s tests")
    assert not any(line.startswith(("$", "#", ">")) for line in (first, second))


def test_ci_calls_exactly_the_second() -> None:
    """.ci/run takes the test command out of the README, to the letter."""
    script = (ROOT / ".ci" / "run").read_text()
    command = re.search(r"^test_command=\$\((.*)\)$", script, re.MULTILINE)
    assert command
    taken = subprocess.run(
        ["bash", "-c", command[1]], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    assert taken == BLOCKS[0].splitlines()[1] + "\n"


def test_links_lead_somewhere() -> None:
    """Every relative link of README and docs names a file that is there."""
    for page in (*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")):
        for link in re.findall(r"\]\(([^)#:]+)\)", page.read_text()):
            assert (page.parent / link).exists(), (page.name, link)


def test_both_readmes_have_the_same_headings() -> None:
    """README.zh-CN.md has the headings of README.md, level by level."""
    levels = [re.findall(r"^(#+) ", FENCED.sub("", text), re.MULTILINE) for text in (README, CHINESE)]
    assert levels[0] == levels[1]
    assert len(levels[0]) > 5


def test_both_readmes_have_the_same_commands() -> None:
    """README.zh-CN.md has the code blocks of README.md, each under the same comment."""
    commented = re.compile(r"(?:^<!-- [^\n]* -->\n)?^```.*?^```", re.MULTILINE | re.DOTALL)
    assert commented.findall(CHINESE) == commented.findall(README)


def test_both_readmes_name_the_same_things() -> None:
    """What stands as code in a line of README.md stands so in README.zh-CN.md, as often."""
    named = [Counter(re.findall(r"`([^`\n]+)`", FENCED.sub("", text))) for text in (README, CHINESE)]
    assert named[0] == named[1]


def test_both_readmes_have_the_same_links() -> None:
    """README.zh-CN.md links where README.md links, or to that page in Chinese; each leads to the other."""
    english, chinese = (re.findall(r"\]\(([^)]+)\)", text) for text in (README, CHINESE))
    assert english[0] == "README.zh-CN.md"
    assert chinese == ["README.md", *map(_in_chinese, english[1:])]


def test_both_readmes_have_the_same_tables() -> None:
    """README.zh-CN.md has the tables of README.md: as many rows, as many columns in each."""
    shapes = [
        [len(re.findall(r"(?<!\\)\|", line)) for line in text.splitlines() if line.startswith("|")]
        for text in (README, CHINESE)
    ]
    assert shapes[0] == shapes[1]


def test_both_readmes_have_the_same_figures() -> None:
    """Every number of README.md, codes and links aside, stands in README.zh-CN.md."""
    words = re.compile(r"`[^`\n]+`|\]\([^)]+\)|\d+(?:\.\d+)*")
    figures = [
        Counter(one for one in words.findall(FENCED.sub("", text)) if one[0].isdigit())
        for text in (README, CHINESE)
    ]
    assert figures[0] == figures[1]


@pytest.mark.parametrize("language", RECORDED)
def test_picture_is_what_is_said_now(language: str) -> None:
    """The picture of the terminal is what scripts/picture.py records now."""
    assert PICTURES[language].read_text("utf-8") == picture(NEWEST.go, language)


def test_picture_stays_within_its_frame() -> None:
    """Nothing in the picture ends beyond the last column, and it shows no home but /home/you."""
    drawn = PICTURES["en"].read_text("utf-8")
    ends = [
        float(x) + float(length)
        for x, length in re.findall(r'<text x="([\d.]+)".*? textLength="([\d.]+)"', drawn)
    ]
    assert max(ends) <= MARGIN + COLUMNS * CELL + 0.01
    assert "/home/you/.config/go/env" in drawn
    assert "/tmp/" not in drawn


def _in_chinese(link: str) -> str:
    """The same page or picture in Chinese, where there is one."""
    for twin in (link.replace("docs/", "docs/zh/", 1), link.replace(".svg", ".zh.svg")):
        if twin != link and (ROOT / twin).exists():
            return twin
    return link
