"""Help: sections, columns, languages; and the pages."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from goenvctl.cli.pages import PAGES, read_page
from goenvctl.output.markdown import rendered
from goenvctl.output.table import text_width
from goenvctl.output.wrapped import wrap
from tests.cli.screen import Screen
from tests.cli.test_examples import commands
from tests.home import Home

ROOT = Path(__file__).parent.parent.parent
USE = """\
Usage: goenvctl undo [OPTIONS] [ID]

  Take the last change back, or change ID; again for the one before.

Options:
  --all    Every change, back to the beginning.
  --force  Restore even what somebody changed since.

Everywhere:
  --json          Answer in JSON.
  -q, --quiet     Errors and answers only.
  -v, --verbose   Say more.
  --no-color      No colour (also NO_COLOR).
  -y, --yes       Do not ask.
  --lang [en|zh]  The language (also GOENVCTL_LANG, language in config.toml, the
                  locale).
  -h, --help      Show this help.

Examples:
  goenvctl undo        take the last change back; again: the one before
  goenvctl undo 3      take back change 3 of goenvctl history
  goenvctl undo --all  leave everything as it was before goenvctl
"""


def test_a_command(home: Home) -> None:
    """Its own options stand first, those of every command after them, examples at the end."""
    ended = home.call("undo", "--help")
    assert (ended.code, ended.stdout, ended.stderr) == (0, USE, "")
    assert home.call("help", "undo").stdout == USE


@pytest.mark.parametrize("language", ["en", "zh"])
def test_it_fits(home: Home, language: str) -> None:
    """At 80 columns no line of any help is wider, in either language."""
    from goenvctl.cli.app import app

    wide = {}
    for path in commands(app):
        ended = home.call("--lang", language, *path.split(), "--help")
        assert (ended.code, ended.stderr) == (0, "")
        wide[path] = [line for line in ended.stdout.splitlines() if text_width(line) > 80]
    literal = {"env"}  # its lines are shown as one types them
    assert {path: lines for path, lines in wide.items() if lines and path not in literal} == {}


def test_chinese(home: Home) -> None:
    """In Chinese the headings, the sentences and what the examples are for are Chinese."""
    lines = home.call("--lang", "zh", "undo", "--help").stdout.splitlines()
    english = USE.splitlines()
    assert len([line for line in lines if line.endswith("：")]) == 3
    assert not lines[2].isascii()
    assert lines[-1].startswith("  goenvctl undo --all  ")
    assert set(lines) & set(english) == {""}


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_narrow_terminal(home: Home, language: str) -> None:
    """At 20 columns what is for is below what it is for, and words stay whole."""
    screen = Screen(home, "--lang", language, "undo", "--help", columns=20)
    assert screen.end() == 0
    text = screen.raw.decode()
    assert all(text_width(line) <= 20 or len(line.split()) == 1 for line in text.splitlines())
    assert "  --all" in text.splitlines()


@pytest.mark.parametrize(
    "text", ["a", "one two three", "镜像（公共）在这里，由它提供服务。", "用 goenvctl use cn 写入 env 文件"]
)
@pytest.mark.parametrize("width", [4, 10, 20])
def test_wrapping_loses_nothing(text: str, width: int) -> None:
    """Only blanks are lost where a line ends, and no line begins with a closing mark."""
    lines = wrap(text, width, first="- ", rest="  ")
    assert "".join("".join(lines)[1:].split()) == "".join(text.split())
    assert all(line[2] not in "，。）" for line in lines)
    assert all(text_width(line) <= width or len(line.split()) <= 2 for line in lines)


def test_nothing_but_help(home: Home) -> None:
    """`help` alone is the help of goenvctl, and below it the pages."""
    ended = home.call("help")
    above, _, pages = ended.stdout.partition("\nPages (goenvctl help PAGE):\n")
    assert above == home.call("--help").stdout
    assert [line.split()[0] for line in pages.splitlines()] == list(PAGES)


@pytest.mark.parametrize("name", PAGES)
def test_a_page_in_a_pipe(home: Home, name: str) -> None:
    """In a pipe a page is the Markdown of docs/, to the letter."""
    text = read_page(name, "en")
    assert text == (ROOT / "docs" / f"{name}.md").read_text()
    ended = home.call("help", name)
    assert (ended.code, ended.stdout, ended.stderr) == (0, f"{text.rstrip()}\n", "")


def test_a_page_in_chinese(home: Home) -> None:
    """In Chinese it is the Chinese page."""
    assert home.call("--lang", "zh", "help", "json").stdout == (
        (ROOT / "docs" / "zh" / "json.md").read_text().rstrip() + "\n"
    )


def test_a_page_on_a_terminal(home: Home) -> None:
    """On a terminal its tables are drawn, and no line is too wide."""
    screen = Screen(home, "help", "exit-codes")
    assert screen.end() == 0
    lines = screen.raw.decode().splitlines()
    assert "| code | meaning |" not in "".join(lines)
    assert any("Exit codes" in line for line in lines)


@pytest.mark.parametrize("width", [20, 40, 80])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_nothing_of_a_page_is_cut(language: str, width: int) -> None:
    """However narrow the terminal is, every Chinese character and letter of a table is there, and it fits."""
    for name in PAGES:
        table = [line for line in read_page(name, language).splitlines() if line.startswith("|")]
        shown = rendered("\n".join(table), width, color=False)
        for line in table[2:]:
            assert not set(filter(str.isalnum, line)) - set(shown)
        assert Counter(filter(_is_wide, shown)) == Counter(filter(_is_wide, "".join(table)))
        assert all(text_width(line) <= width for line in shown.splitlines())


def _is_wide(character: str) -> bool:
    return character.isalpha() and text_width(character) == 2


def test_an_answer_that_the_terminal_cannot_say(home: Home) -> None:
    """Where output is ASCII alone help is written all the same."""
    ended = home.goenvctl("profile", "add", "--help", env={"PYTHONIOENCODING": "ascii"})
    assert (ended.code, ended.stderr) == (0, "")
    assert "GOPROXY=..." in ended.stdout
