"""goenvctl private"""

from __future__ import annotations

import click

from goenvctl import private
from goenvctl.cli import offers
from goenvctl.cli.app import Group, terminal_of
from goenvctl.cli.terminal import Terminal
from goenvctl.keep import Kept
from goenvctl.language import N_, tr
from goenvctl.session import Session


@click.group("private", cls=Group)
def private_command() -> None:
    """Patterns of modules that no public mirror or database may hear of."""


@private_command.command("list")
@click.pass_context
def list_command(context: click.Context) -> None:
    """Every pattern known here as private, and where it says so."""
    terminal = terminal_of(context)
    patterns = private.private_patterns(Session())
    if terminal.json:
        listed = [{"pattern": one.pattern, "places": list(one.places)} for one in patterns]
        terminal.as_json("private list", {"patterns": listed})
    elif patterns:
        terminal.table((N_("PATTERN"), N_("FROM")), [_row(terminal, one) for one in patterns])
    else:
        terminal.say(tr("no pattern is known as private; goenvctl private add PATTERN"))


@private_command.command("add")
@click.argument("patterns", nargs=-1, required=True)
@click.pass_context
def add_command(context: click.Context, patterns: tuple[str, ...]) -> None:
    """Keep modules that match PATTERNS (git.example.com, github.com/your-org) private."""
    _show(terminal_of(context), "private add", private.add_private(Session(), patterns), patterns)


@private_command.command("remove")
@click.argument("patterns", nargs=-1, required=True, shell_complete=offers.patterns)
@click.pass_context
def remove_command(context: click.Context, patterns: tuple[str, ...]) -> None:
    """Take PATTERNS off the list."""
    _show(terminal_of(context), "private remove", private.remove_private(Session(), patterns), patterns)


def _row(terminal: Terminal, one: private.Private) -> tuple[str, str]:
    return one.pattern, ", ".join(one.shown_places if terminal.is_watched else one.places)


def _show(terminal: Terminal, command: str, kept: Kept, patterns: tuple[str, ...]) -> None:
    if terminal.json:
        terminal.as_json(command, {"patterns": list(patterns), "path": kept.path, "then": kept.then})
        return
    terminal.answer(tr("wrote {path}", path=kept.path))
    terminal.advise(tr("put it in force: {line}", line=kept.then))
