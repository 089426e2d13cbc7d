"""A wrong command line is told in a sentence of our own, with what to do next."""

from __future__ import annotations

import pytest

from tests.home import Home

FAULTS = (
    (["usee"], "no command 'usee'; did you mean use?", "goenvctl --help"),
    (["qqq"], "no command 'qqq'; goenvctl --help shows them", "goenvctl --help"),
    (["profile", "shwo"], "no command 'shwo'; did you mean show?", "goenvctl profile --help"),
    (["use", "--nonsense"], "No such option '--nonsense'", "goenvctl use --help"),
    (
        ["use", "--chek"],
        "No such option '--chek'; did you mean --check, --force, --help?",
        "goenvctl use --help",
    ),
    (["use", "cn", "aliyun"], "Got unexpected extra argument (aliyun)", "goenvctl use --help"),
    (["use", "a", "b", "c"], "Got unexpected extra arguments (b c)", "goenvctl use --help"),
    (["use", "--to"], "Option '--to' requires an argument", "goenvctl use --help"),
    (["use", "--check=1"], "Option '--check' does not take a value", "goenvctl use --help"),
    (["profile", "show"], "Missing argument 'NAME'", "goenvctl profile show --help"),
    (["undo", "x"], "Invalid value for '[ID]': 'x' is not a valid integer", "goenvctl undo --help"),
    (
        ["check", "--samples", "0"],
        "Invalid value for '--samples': 0 is not from 1 to 100",
        "goenvctl check --help",
    ),
    (
        ["check", "--since", "1y"],
        "Invalid value for '--since': '1y' is no period; write 12h, 7d or 4w",
        "goenvctl check --help",
    ),
    (
        ["check", "--format", "x"],
        "Invalid value for '--format': 'x' is not one of 'openmetrics'",
        "goenvctl check --help",
    ),
    (["help", "exit-code"], "there is no page and no command 'exit-code'", "did you mean exit-codes?"),
    (["help", "qqq"], "there is no page and no command 'qqq'", "goenvctl help shows them"),
    (["use", "alyun"], "no profile 'alyun'", "did you mean aliyun?"),
    (["completion"], "which shell? bash, zsh, fish", "goenvctl completion bash"),
)


@pytest.mark.parametrize(("line", "message", "hint"), FAULTS, ids=lambda one: " ".join(one)[:30])
def test_a_wrong_line(home: Home, line: list[str], message: str, hint: str) -> None:
    """What is wrong, and below it what to do; exit code 2."""
    ended = home.call(*line)
    assert (ended.code, ended.stdout) == (2, "")
    assert ended.stderr == f"goenvctl: {message}\n  -> {hint}\n"


@pytest.mark.parametrize(("line", "message", "hint"), FAULTS[:14], ids=lambda one: " ".join(one)[:30])
def test_a_wrong_line_in_chinese(home: Home, line: list[str], message: str, hint: str) -> None:
    """In Chinese the sentence is Chinese, whatever part of the line is wrong."""
    ended = home.call("--lang", "zh", *line)
    assert (ended.code, ended.stdout) == (2, "")
    first, second = ended.stderr.splitlines()
    assert not first.isascii()
    assert second == f"  -> {hint}"
