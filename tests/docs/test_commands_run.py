"""Every command line in README and docs is run, or says why not.

Blocks of sh, bash and fish are run and must succeed. A block of console is typed at a terminal: what a
command prints stands below it, where `…` is anything and what follows `]: ` is typed, and a command that
fails says something. A comment
`<!-- not run: REASON -->` above a block keeps it from being run; `<!-- scene: NAME -->` begins anew in
that scene. The pages in Chinese have the blocks of those in English, and are not run again.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.docs import blocks, typed
from tests.docs.blocks import CONSOLE, SHELLS, Block, Section
from tests.docs.scenes import SCENES, Scene, scene
from tests.docs.terminal import run, run_steps, screen

FIRST_BLOCKS = ("README.md", "README.zh-CN.md")  # their first block is run as it stands, by CI
TWICE = ("docs/zh/",)
COMMANDS = (*SHELLS, CONSOLE)
PAGES = blocks.pages()
SECTIONS = [
    section
    for page in PAGES
    if not page.startswith(TWICE)
    for section in blocks.sections_of(page)
    if section.blocks
]


@pytest.fixture(scope="module")
def build_cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Go's, of all pages: the standard library is compiled once."""
    return tmp_path_factory.mktemp("go-build")


@pytest.mark.parametrize("section", SECTIONS, ids=lambda section: section.place)
def test_commands_do_what_the_page_says(section: Section, tmp_path: Path, build_cache: Path) -> None:
    """The blocks of a page, run in their order in one home, succeed and print what stands below them."""
    with scene(section.scene, tmp_path / "scene", build_cache) as ready:
        if "zh-CN" in section.place:
            ready.home.environ["LANG"] = "zh_CN.UTF-8"
        for block in section.blocks:
            if block != _first(block.page):
                (_hold_console if block.language == CONSOLE else _hold_script)(block, ready)


@pytest.mark.parametrize("page", PAGES)
def test_every_line_of_ours_can_be_typed(page: str) -> None:
    """goenvctl takes every command line of its own on the page: verb, subcommand and options exist."""
    texts = [block.text for block in blocks.blocks_of(page) if block.language != "json"]
    lines = [line for text in [*texts, *blocks.inline_of(page)] for line in typed.typed_in(text)]
    faults = {line: typed.fault_of(line) for line in lines}
    assert {line: fault for line, fault in faults.items() if fault} == {}


@pytest.mark.parametrize("page", PAGES)
def test_commands_are_called_so(page: str) -> None:
    """A block that begins a line with goenvctl says which shell it is for; a scene is one that there is."""
    for block in blocks.blocks_of(page):
        assert block.language or not re.search(r"^(\$ )?goenvctl ", block.text, re.MULTILINE), block.place
        assert not block.scene or block.scene in SCENES, block.place
        assert not block.not_run or block.language in COMMANDS, block.place


def _first(page: str) -> Block | None:
    return blocks.blocks_of(page)[0] if page in FIRST_BLOCKS else None


def _hold_script(block: Block, ready: Scene) -> None:
    script = ready.home.path / "script"
    script.write_text(f"{ready.typed(block.text)}\n")
    shell = ["fish"] if block.language == "fish" else ["bash", "-eo", "pipefail"]
    written, code = run([*shell, str(script)], ready.home.environ, ready.home.work)
    assert code == 0, (block.place, screen(written))


def _hold_console(block: Block, ready: Scene) -> None:
    steps = blocks.steps_of(block)
    commands = [ready.typed(step.command) for step in steps]
    answers = [answer for step in steps for answer in step.answers]
    outcomes = run_steps(commands, ready.home.path, ready.home.environ, ready.home.work, answers)
    assert len(outcomes) == len(steps), block.place
    for step, outcome in zip(steps, outcomes, strict=True):
        lines = [_plain(ready.shown(line)) for line in outcome.lines]
        wanted = [_plain(line) for line in step.output if line.strip()]
        is_so = _is_like(lines, wanted) if wanted else outcome.code == 0
        assert is_so, f"{block.place}: {step.command}\n" + "\n".join([*lines, f"(code {outcome.code})"])


def _plain(line: str) -> str:
    """Columns and quotes depend on what stands in them."""
    return " ".join(line.replace("'", "").split())


def _is_like(lines: list[str], wanted: list[str]) -> bool:
    pattern = "\n".join(
        ".*" if line == "…" else "[^\n]*".join(map(re.escape, line.split("…"))) for line in wanted
    )
    return re.fullmatch(pattern, "\n".join(lines), re.DOTALL) is not None
