"""What is shown in other languages is what their parsers take."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Callable, Mapping

import pytest
import yaml

from tests.docs import blocks
from tests.docs.blocks import Block
from tests.home import Home

PAGES = blocks.pages()
PARSERS: Mapping[str, Callable[[str], object]] = {
    "json": json.loads,
    "toml": tomllib.loads,
    "yaml": yaml.safe_load,
}
INSTRUCTIONS = ("FROM", "ARG", "ENV", "WORKDIR", "COPY", "RUN", "USER", "CMD")
KNOWN = {*PARSERS, *blocks.SHELLS, blocks.CONSOLE, "dockerfile", ""}
ELSEWHERE = ("docs/architecture.md",)  # its blocks have readers of their own


def _blocks(language: str) -> list[Block]:
    return [block for page in PAGES for block in blocks.blocks_of(page) if block.language == language]


@pytest.mark.parametrize("language", PARSERS)
def test_their_parser_takes_them(language: str) -> None:
    """JSON, TOML and YAML are well formed, and there is something in them."""
    assert _blocks(language)
    for block in _blocks(language):
        assert PARSERS[language](block.text), block.place


def test_profiles_are_valid(home: Home) -> None:
    """Every profile and template that a page shows in full passes `profile validate`."""
    shown = [block for block in _blocks("toml") if re.search(r"^\[go\]$", block.text, re.MULTILINE)]
    assert shown
    for block in shown:
        path = home.write_profile("shown", block.text)
        ended = home.call("profile", "validate", str(path))
        assert (block.place, ended.code) == (block.place, 0), ended.stderr


def test_dockerfiles_begin_with_an_instruction() -> None:
    """Every line of a Dockerfile is an instruction, and the first is FROM."""
    assert _blocks("dockerfile")
    for block in _blocks("dockerfile"):
        words = [line.split(maxsplit=1)[0] for line in block.text.splitlines() if line]
        assert (words[0], set(words) - set(INSTRUCTIONS)) == ("FROM", set()), block.place


@pytest.mark.parametrize("page", [page for page in PAGES if page not in ELSEWHERE])
def test_no_other_language(page: str) -> None:
    """A block is of a language that is run, parsed, or of none: none escapes by a misspelt name."""
    assert {block.language for block in blocks.blocks_of(page)} <= KNOWN
