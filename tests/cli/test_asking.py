"""A question with yes or no as its answer."""

from __future__ import annotations

import io
import sys

import click
import pytest

from goenvctl.cli.asking import agrees
from goenvctl.language import speak


@pytest.mark.parametrize(
    ("typed", "default", "answer"),
    [
        ("y\n", False, True),
        ("YES\n", False, True),
        ("是\n", False, True),
        ("n\n", True, False),
        ("\n", False, False),
        ("\n", True, True),
        ("what\ny\n", False, True),
    ],
)
def test_answers(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    typed: str,
    default: bool,
    answer: bool,
) -> None:
    """Yes and no are taken in both languages, an empty line is the default, anything else is asked again."""
    monkeypatch.setattr(sys, "stdin", io.StringIO(typed))
    assert agrees("remove \x1b[31mit?", default=default) is answer
    said = capsys.readouterr()
    question = f"remove \\x1b[31mit? {'[Y/n]' if default else '[y/N]'}: "
    assert (said.out, said.err) == ("", question + (f"answer y or n\n{question}" if "what" in typed else ""))


def test_the_end_of_input(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where nobody answers it is as if Ctrl-C were pressed."""
    monkeypatch.setattr(sys, "stdin", io.StringIO(""))
    with pytest.raises(click.Abort):
        agrees("sure?")


def test_in_chinese(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """What to answer is said in the language spoken."""
    speak("zh")
    monkeypatch.setattr(sys, "stdin", io.StringIO("what\ny\n"))
    assert agrees("?")
    assert not capsys.readouterr().err.isascii()
