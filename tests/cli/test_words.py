"""What a person sees is in the language spoken; what a program reads is not."""

from __future__ import annotations

import pytest

from goenvctl.output.table import text_width
from tests.cli.screen import Screen
from tests.home import Home


@pytest.mark.parametrize("verb", ["list", "status", "history"])
def test_lines_for_a_program(home: Home, verb: str) -> None:
    """In a pipe the lines with tabs are the same in every language."""
    home.call("use", "official")
    home.call("use", "cn")
    home.call("undo")
    english, chinese = (
        [line for line in home.call("--lang", language, verb).stdout.splitlines() if "\t" in line]
        for language in ("en", "zh")
    )
    assert english == chinese
    assert len(english) >= 2


def test_a_table_of_wide_characters(home: Home) -> None:
    """On a terminal header and words are Chinese, and every column begins where its header does."""
    home.call("use", "cn")
    screen = Screen(home, "--lang", "zh", "list")
    assert screen.end() == 0
    header, *rows = screen.display
    assert header.split() == ["名称", "信任级别", "来源", "说明"]
    place = text_width(header.partition("来源")[0])
    assert {text_width(row.partition("内置")[0]) for row in rows} == {place}
    assert all(text_width(row) <= 80 for row in rows)


def test_history_of_wide_characters(home: Home) -> None:
    """A change that is undone says so in Chinese, and the columns beside it stay straight."""
    home.call("use", "official")
    home.call("use", "cn")
    home.call("undo")
    screen = Screen(home, "--lang", "zh", "history")
    assert screen.end() == 0
    header, undone, done = screen.display
    place = text_width(header.partition("方案")[0])
    assert text_width(undone.partition("cn ")[0]) == place == text_width(done.partition("official")[0])
    assert "use（已撤销）" in undone
