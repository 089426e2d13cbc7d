"""The managed block: found where it is whole, and nothing else is taken for one."""

from __future__ import annotations

import pytest

from goenvctl.targets.block import Damaged, find_block, with_block, without_marks

LINES = [b"export GOPROXY=off", b"export GOSUMDB=sum.golang.org"]
WHOLE = with_block(b"", LINES)
ABOVE, FIRST, SECOND, BELOW = WHOLE.splitlines(keepends=True)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (WHOLE.replace(b"off", b"direct"), "the block was edited"),
        (ABOVE + FIRST + b"export X=1\n" + SECOND + BELOW, "the block was edited"),
        (ABOVE + FIRST + BELOW, "the block was edited"),
        (WHOLE.replace(b"\n", b"\r\n"), "the block was edited"),
        (
            b"f() {\n" + b"".join(b"  " + line for line in WHOLE.splitlines(keepends=True)) + b"}\n",
            "the block was edited",
        ),
        (WHOLE + WHOLE, "the block stands there more than once"),
        (WHOLE + b"# mine\n" + ABOVE + FIRST, "the block stands there more than once"),
        (ABOVE + ABOVE + FIRST + SECOND + BELOW, "the block stands there more than once"),
        (ABOVE + FIRST, "the block is cut in half"),
        (FIRST + SECOND + BELOW, "the block is cut in half"),
        (BELOW + FIRST + ABOVE, "the block is cut in half"),
    ],
)
def test_damage(text: bytes, why: str) -> None:
    """Edited, doubled, nested, cut, indented or with other line ends: it is told which."""
    with pytest.raises(Damaged, match=why):
        find_block(text)
    with pytest.raises(Damaged):
        with_block(text, LINES)


@pytest.mark.parametrize("around", [b"", b"a\n", b"a", b"a\r\n", b"\n\n", b"\xff\xfe\n"])
def test_where_it_stands(around: bytes) -> None:
    """It stands at the end, on lines of its own, and is replaced where it is, also when moved."""
    text = with_block(around, LINES)
    assert find_block(text) is not None
    moved = b"top\n" + text + (b"" if text.endswith(b"\n") else b"\n") + b"bottom"
    replaced = with_block(moved, LINES[:1])
    assert replaced.startswith(b"top\n") and replaced.endswith(b"\nbottom")
    assert replaced.count(b"export") == 1
    assert text.endswith(b"\n")  # what somebody appends is a line of its own
    assert with_block(text, []) == around


def test_words_of_others_are_no_block() -> None:
    """Lines that merely speak of goenvctl, or of blocks of other tools, are nobody's block."""
    text = b"# goenvctl is great\n# >>> conda initialize >>>\n# <<< conda <<<\necho '>>> goenvctl >>>'\n"
    assert find_block(text) is None
    assert with_block(with_block(text, LINES), []) == text


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        (b"a\n" + WHOLE + b"b\n", b"a\nb\n"),
        (b"a\n" + WHOLE.replace(b"off", b"x") + b"b\n" + WHOLE, b"a\nb\n"),
        (b"a\n" + ABOVE + FIRST + b"b\n", b"a\n" + FIRST + b"b\n"),
        (b"a\n" + FIRST + BELOW + b"b\n", b"a\n" + FIRST + b"b\n"),
        (b"a\n" + ABOVE + b"mine\n" + WHOLE, b"a\nmine\n"),
        (b"a\n" + ABOVE + b"mine=1\n" + FIRST + BELOW + b"b\n", b"a\nmine=1\nb\n"),
        (b"a\n" + ABOVE + FIRST + BELOW.strip() + b"export FOO=1\n", b"a\nexport FOO=1\n"),
    ],
)
def test_what_force_takes_away(text: bytes, rest: bytes) -> None:
    """Whole and edited blocks go; of one that is cut only the mark, for what follows may be anybody's."""
    assert without_marks(text, lambda line: line.startswith(b"export GO")) == rest


def test_a_mark_runs_nothing() -> None:
    """The marks are inert wherever they come to stand, in a here-document too."""
    assert not set(b"`$\\\"'") & set(ABOVE + BELOW)
