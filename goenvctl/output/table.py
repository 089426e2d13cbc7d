"""Columns for a terminal, tabs for a pipe."""

from __future__ import annotations

from collections.abc import Sequence

from goenvctl.language import tr

GAP = "  "
LEAST = 12  # columns that are left of one that gives way


def table(
    header: Sequence[str], rows: Sequence[Sequence[str]], width: int | None, gives: int | None = None
) -> list[str]:
    """The lines of a table, cut at `width` columns; without a width, plain lines with tabs and no header.

    The header is translated here. Where a line would be too long, column `gives` is cut first.
    """
    if width is None:
        return ["\t".join(row) for row in rows]
    cells = [tuple(map(tr, header)), *rows]
    widths = [max(text_width(row[column]) for row in cells) for column in range(len(header))]
    if gives is not None:
        over = max(sum(widths) + len(GAP) * (len(widths) - 1) - width, 0)
        widths[gives] = max(widths[gives] - over, min(widths[gives], LEAST))
    return [
        _cut(GAP.join(_pad(_cut(text, size), size) for text, size in zip(row, widths, strict=True)), width)
        for row in cells
    ]


def text_width(text: str) -> int:
    """Columns on a terminal; only text that needs it loads the tables of wide characters."""
    if text.isascii():
        return len(text)
    from wcwidth import wcswidth

    return max(wcswidth(text), 0)


def _pad(text: str, width: int) -> str:
    return text + " " * (width - text_width(text))


def _cut(line: str, width: int) -> str:
    line = line.rstrip()
    if text_width(line) <= width:
        return line
    while text_width(line) > width - 1:
        line = line[:-1]
    return line.rstrip() + "…"
