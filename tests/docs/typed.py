"""Command lines of ours in any text, and whether goenvctl would take them; nothing is run."""

from __future__ import annotations

import re
import shlex

import click

from goenvctl.cli.app import app
from goenvctl.cli.running import cut

# At the beginning of a line or of a command within it; `RUN` is Docker's, `- ` and `run:` are YAML's.
_BEFORE = r"(?:^\s*(?:\$ |- |RUN |run: |- run: )?(?:[A-Z_]+=\S+ )*|\$\(|[|;&] |-- |\bsudo )"
_TYPED = re.compile(_BEFORE + r"(?=(goenvctl(?: [^\n]*|$)))", re.MULTILINE)
_END = re.compile(r"\s(?:\||&&|;|>>?|<|#|2>)(?:\s|$)|[;)]|\"\s*$")
_OPTIONAL = re.compile(r"\[([^\]]*)\]")
_BLANK = re.compile(r"[A-Z][A-Z0-9@|_-]*$|.*[A-Z]{2,}=|…$")


def typed_in(text: str) -> list[str]:
    """The command lines of goenvctl in the text, each without what a shell would read behind it."""
    found = []
    for match in _TYPED.finditer(text):
        line = _OPTIONAL.sub(lambda option: option[1].replace("|", " "), match[1])
        found.append(_END.split(line.replace("…", " "), maxsplit=1)[0].strip())
    return found


def fault_of(line: str) -> str:
    """Why goenvctl would not take the line; empty where it would. What is in capitals may be anything."""
    words = shlex.split(line)[1:]
    command: click.Command = app
    words, _ = cut(words)
    parent: click.Context | None = None
    while True:
        context = click.Context(command, info_name=command.name, parent=parent)
        parser = command.make_parser(context)
        try:
            options, rest, _ = parser.parse_args(list(words))
        except click.UsageError as exc:
            return exc.format_message()
        for parameter in command.params:
            value = options.get(parameter.name)
            if (
                isinstance(parameter.type, click.Choice)
                and isinstance(value, str)
                and not _BLANK.match(value)
            ):
                choices = list(parameter.type.choices)
                if value not in choices:
                    return f"{value} is none of {choices}"
        if not isinstance(command, click.Group):
            return f"too much: {rest}" if rest and not any(map(_BLANK.match, words)) else ""
        if not rest or _BLANK.match(rest[0]):
            return ""
        below = command.get_command(context, rest[0])
        if below is None:
            return f"no command {rest[0]}"
        command, words, parent = below, rest[1:], context
