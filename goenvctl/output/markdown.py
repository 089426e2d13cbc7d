"""A page of Markdown for a terminal."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import ClassVar

from rich.console import Console, ConsoleOptions, RenderResult
from rich.markdown import CodeBlock, Markdown, MarkdownElement, TableElement
from rich.padding import Padding
from rich.table import Table
from rich.text import Text
from rich.theme import Theme

WIDEST = 110  # columns
CALM = Theme({"markdown.code": "cyan", "markdown.h1": "bold", "markdown.table.header": "bold"})


def rendered(text: str, width: int, *, color: bool) -> str:
    """Its lines, at most `width` columns wide, and none of its words left out."""
    out = io.StringIO()
    console = Console(
        file=out,
        width=min(width, WIDEST),
        force_terminal=color,
        no_color=not color,
        color_system="standard" if color else None,
        legacy_windows=False,
        theme=CALM,
    )
    console.print(_Page(text, hyperlinks=False))
    return "\n".join(line.rstrip() for line in out.getvalue().splitlines())


class _WholeTable(TableElement):
    """Cells are broken where they must be, never cut: Chinese has no blanks."""

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        for part in super().__rich_console__(console, options):
            if isinstance(part, Table):
                for column in part.columns:
                    column.overflow = "fold"
            yield part


class _PlainBlock(CodeBlock):
    """Lines to type, on the terminal's own background."""

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> Iterator[Padding]:
        yield Padding(Text(str(self.text).rstrip(), "cyan", overflow="fold"), (0, 0, 0, 4))


class _Page(Markdown):
    elements: ClassVar[dict[str, type[MarkdownElement]]] = {
        **Markdown.elements,
        "table_open": _WholeTable,
        "fence": _PlainBlock,
        "code_block": _PlainBlock,
    }
