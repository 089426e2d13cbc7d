"""The code in our Markdown: fenced blocks with the comments above them, and code within a line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import takewhile
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parent.parent.parent
SHELLS = ("sh", "bash", "fish")
CONSOLE = "console"
PLAIN = "plain"  # the scene where none is named

_FENCE = re.compile(r"^(\s*)```(\S*)")
_COMMENT = re.compile(r"^\s*<!-- ([a-z ]+): (.+) -->$")
_ANSWERED = re.compile(r"\]: (\w+)$")
_INLINE = re.compile(r"`([^`]+)`")


class Block(NamedTuple):
    """A fenced block; `line` is that of its fence, counted from 1. A reason or a scene may be empty."""

    page: str
    line: int
    language: str
    text: str
    not_run: str
    scene: str

    @property
    def place(self) -> str:
        return f"{self.page}:{self.line}"

    @property
    def is_run(self) -> bool:
        return self.language in (*SHELLS, CONSOLE) and not self.not_run


class Section(NamedTuple):
    """Blocks that are run one after the other in one home."""

    scene: str
    blocks: tuple[Block, ...]

    @property
    def place(self) -> str:
        return self.blocks[0].place


class Step(NamedTuple):
    """A command of a console block, and the lines that it is said to print."""

    command: str
    output: tuple[str, ...]

    @property
    def answers(self) -> list[str]:
        """What is typed at its questions."""
        return [answer[1] for line in self.output if (answer := _ANSWERED.search(line))]


def pages() -> list[str]:
    """README and docs, relative to the root."""
    paths = [*ROOT.glob("README*.md"), *(ROOT / "docs").rglob("*.md")]
    return sorted(str(path.relative_to(ROOT)) for path in paths)


def read(page: str) -> str:
    return (ROOT / page).read_text(encoding="utf-8")


def blocks_of(page: str) -> list[Block]:
    """Every fenced block, in order."""
    return list(_blocks(page, read(page).splitlines()))


def sections_of(page: str) -> list[Section]:
    """The blocks that are run: a new home at each block that names a scene."""
    found: list[Section] = []
    scene, is_new = PLAIN, True
    for block in blocks_of(page):
        if block.scene:
            scene, is_new = block.scene, True
        if not block.is_run:
            continue
        if is_new:
            found.append(Section(scene, ()))
        found[-1] = found[-1]._replace(blocks=(*found[-1].blocks, block))
        is_new = False
    return found


def steps_of(block: Block) -> list[Step]:
    """A console block, cut at its prompts. A command goes on in the next line after a backslash."""
    found: list[Step] = []
    goes_on = False
    for line in block.text.splitlines():
        if goes_on:
            found[-1] = Step(f"{found[-1].command}\n{line.removeprefix('> ')}", ())
        elif line.startswith("$ "):
            found.append(Step(line[2:], ()))
        else:
            assert found, f"{block.place}: output without a command"
            found[-1] = found[-1]._replace(output=(*found[-1].output, line))
        goes_on = (goes_on or line.startswith("$ ")) and line.endswith("\\")
    return found


def prose_of(page: str) -> Iterator[str]:
    """The lines outside of blocks."""
    is_inside = False
    for line in read(page).splitlines():
        if _FENCE.match(line):
            is_inside = not is_inside
        elif not is_inside:
            yield line


def inline_of(page: str) -> list[str]:
    """Every piece of code within a line of text, `\\|` of tables read as `|`."""
    return [code.replace("\\|", "|") for line in prose_of(page) for code in _INLINE.findall(line)]


def _blocks(page: str, lines: list[str]) -> Iterator[Block]:
    opened, indent, language = 0, "", ""
    for number, line in enumerate(lines, 1):
        fence = _FENCE.match(line)
        if not fence:
            continue
        if not opened:
            opened, indent, language = number, fence[1], fence[2]
            continue
        above = takewhile(bool, (_COMMENT.match(one) for one in reversed(lines[: opened - 1])))
        said = {comment[1]: comment[2] for comment in above if comment}
        text = "\n".join(one.removeprefix(indent) for one in lines[opened : number - 1])
        yield Block(page, opened, language, text, said.get("not run", ""), said.get("scene", ""))
        opened = 0
    assert not opened, f"{page}:{opened}: a block without its end"
