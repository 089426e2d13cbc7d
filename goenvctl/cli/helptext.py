"""Help, in the language spoken: its own options first, what every command takes last, and examples."""

from __future__ import annotations

import inspect
import re
import sys
from collections.abc import Iterable, Iterator, Sequence

import click

from goenvctl.cli.app import EVERYWHERE, App, terminal_of
from goenvctl.cli.examples import EXAMPLES
from goenvctl.cli.verbs import HELP, SECTIONS
from goenvctl.language import N_, tr
from goenvctl.output.table import text_width
from goenvctl.output.wrapped import wrap

WIDEST = 100  # columns; longer lines are hard to read
WIDTH = 80  # where there is no terminal
MARGIN = "  "
TERM = 30  # columns that the left side of a list has at most
LITERAL = "\b"  # begins a paragraph whose lines stay as they are
THIS_HELP = N_("Show this help.")

Row = tuple[str, str]


def help_text(context: click.Context) -> str:
    """What `--help` shows."""
    width = min(terminal_of(context).width or WIDTH, WIDEST)
    blocks = [
        [*_usage(context, width)],
        *_paragraphs(described(context.command), width),
        *([*_section(title, rows, width)] for title, rows in sections(context) if rows),
    ]
    if rows := examples(context.command_path):
        blocks.append([*_section(tr("Examples"), rows, width)])
    return _sayable("\n\n".join("\n".join(block) for block in blocks))


def usage(context: click.Context) -> str:
    """The form of the command's line."""
    pieces = context.command.collect_usage_pieces(context)
    return " ".join([context.command_path, *filter(None, pieces)])


def described(command: click.Command) -> str:
    """What it does, translated."""
    return tr(inspect.cleandoc(command.help or ""))


def summary(command: click.Command) -> str:
    """The first sentence of it."""
    paragraph = " ".join(described(command).split("\n\n")[0].split())
    return re.split(r"(?<=[.?])\s|(?<=[。？])", paragraph)[0].rstrip(".。")


def sections(context: click.Context) -> Iterator[tuple[str, list[Row]]]:
    """Commands, options, and the options that every command takes."""
    command = context.command
    if isinstance(command, App):
        for title, verbs in SECTIONS:
            yield tr(title), [(verb, tr(HELP[verb])) for verb in verbs]
    elif isinstance(command, click.Group):
        found = [(name, command.get_command(context, name)) for name in command.list_commands(context)]
        yield tr("Commands"), [(name, summary(one)) for name, one in found if one]
    options = [param for param in command.get_params(context) if isinstance(param, click.Option)]
    everywhere = [option for option in options if _is_everywhere(option, context)]
    yield tr("Options"), [_row(one, context) for one in options if one not in everywhere and not one.hidden]
    yield tr("Everywhere"), [_row(one, context) for one in everywhere]


def examples(path: str) -> list[Row]:
    """Command lines, and what each is for."""
    return [(line, tr(purpose)) for line, purpose in EXAMPLES.get(path.partition(" ")[2], ())]


def _is_everywhere(option: click.Option, context: click.Context) -> bool:
    return isinstance(option, EVERYWHERE) or _is_help(option, context)


def _is_help(option: click.Option, context: click.Context) -> bool:
    return set(option.opts) <= set(context.help_option_names)


def _row(option: click.Option, context: click.Context) -> Row:
    names = ", ".join(sorted(option.opts, key=len))
    form = names if option.is_flag else f"{names} {option.make_metavar(context)}"
    return form, tr(THIS_HELP if _is_help(option, context) else option.help or "")


def _usage(context: click.Context, width: int) -> list[str]:
    title = tr("{title}:", title=tr("Usage"))
    prefix = f"{title} " if title.isascii() else title  # a wide colon has its blank
    return wrap(usage(context), width, first=prefix, rest=" " * text_width(prefix))


def _paragraphs(text: str, width: int) -> Iterator[list[str]]:
    for paragraph in text.split("\n\n"):
        first, _, rest = paragraph.partition("\n")
        if first == LITERAL:
            yield [f"{MARGIN}{line}" for line in rest.split("\n")]
        elif paragraph:
            yield wrap(paragraph, width, first=MARGIN, rest=MARGIN)


def _section(title: str, rows: Sequence[Row], width: int) -> Iterator[str]:
    yield tr("{title}:", title=title)
    yield from _list(rows, width)


def _list(rows: Sequence[Row], width: int) -> Iterator[str]:
    """Two columns; where the left one is too wide, or there is no room for two, one below the other."""
    left = max((size for size in _sizes(rows) if size <= min(TERM, width // 2)), default=0)
    indent = " " * (len(MARGIN) + left + 2) if left and width >= 2 * TERM else MARGIN * 3
    for term, text in rows:
        room = len(indent) - len(MARGIN) - 2
        if text_width(term) <= room:
            yield from _rstripped(wrap(text, width, first=_padded(MARGIN + term, len(indent)), rest=indent))
        else:
            yield from _broken(term, width)
            yield from wrap(text, width, first=indent, rest=indent) if text else ()


def _broken(term: str, width: int) -> list[str]:
    """Behind a blank or a `|`, where it is too wide for a line."""
    lines = [MARGIN]
    for piece in re.split(r"(?<=[| ])", term):
        if text_width(lines[-1] + piece.rstrip()) > width and lines[-1].strip():
            lines.append(MARGIN * 2)
        lines[-1] += piece
    return [line.rstrip() for line in lines]


def _sizes(rows: Iterable[Row]) -> Iterator[int]:
    return (text_width(term) for term, _ in rows)


def _padded(text: str, width: int) -> str:
    return text + " " * (width - text_width(text))


def _rstripped(lines: Iterable[str]) -> Iterator[str]:
    return (line.rstrip() for line in lines)


def _sayable(text: str) -> str:
    """What standard output can say: an ellipsis is three dots where there is none."""
    encoding = sys.stdout.encoding or "utf-8"
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return text.replace("…", "...").encode(encoding, "backslashreplace").decode(encoding)
    return text
