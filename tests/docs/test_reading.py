"""The readers of the pages see what they shall see: a test that reads nothing would find no fault."""

from __future__ import annotations

import pytest

from tests.docs import blocks, typed
from tests.docs.blocks import Block


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("goenvctl use cn", ["goenvctl use cn"]),
        ('eval "$(goenvctl env cn)"', ["goenvctl env cn"]),
        ("goenvctl env cn --format fish | source", ["goenvctl env cn --format fish"]),
        ("$ goenvctl check; goenvctl list  # all", ["goenvctl check", "goenvctl list"]),
        ("RUN goenvctl use cn && go build", ["goenvctl use cn"]),
        ('    - run: goenvctl env cn >> "$GITHUB_ENV"', ["goenvctl env cn"]),
        ("goenvctl undo [ID|--all]", ["goenvctl undo ID --all"]),
        ("goenvctl exec -- sh -c 'a | b'", ["goenvctl exec -- sh -c 'a"]),
        ("goenvctl: rescued what failed", []),
        ("# >>> goenvctl >>> goenvctl undo takes these lines away", []),
    ],
)
def test_lines_of_ours_are_found(text: str, lines: list[str]) -> None:
    """A command line of goenvctl is found wherever a shell, a Dockerfile or YAML would begin one."""
    assert typed.typed_in(text) == lines


@pytest.mark.parametrize(
    "line",
    [
        "goenvctl frobnicate",
        "goenvctl use cn --bogus",
        "goenvctl use cn official",
        "goenvctl env --format cobol",
        "goenvctl profile frobnicate work",
        "goenvctl undo --to",
    ],
)
def test_what_cannot_be_typed_is_a_fault(line: str) -> None:
    """A verb, subcommand, option or choice that does not exist is a fault, and so is a word too many."""
    assert typed.fault_of(line)


@pytest.mark.parametrize(
    "line",
    [
        "goenvctl",
        "goenvctl --json status",
        "goenvctl use PROFILE --to TARGET",
        "goenvctl undo ID --all",
        "goenvctl private",
        "goenvctl profile add NAME --from TEMPLATE proxy=https://proxy.example",
        "goenvctl exec cn -- go build --bogus",
    ],
)
def test_what_can_be_typed_is_none(line: str) -> None:
    """Names in capitals stand for anything, a group may stand alone, and what follows `--` is not ours."""
    assert typed.fault_of(line) == ""


def test_steps_are_cut_at_prompts() -> None:
    """A console block is commands, each with what stands below it; an answer is what follows a question."""
    text = "$ one \\\n> more\nprinted\nsure? [y/N]: y\n$ two"
    first, second = blocks.steps_of(Block("page.md", 1, "console", text, "", ""))
    assert (first.command, first.output) == ("one \\\nmore", ("printed", "sure? [y/N]: y"))
    assert (first.answers, second) == (["y"], blocks.Step("two", ()))
