"""goenvctl current"""

from __future__ import annotations

import click

from goenvctl.active import current
from goenvctl.cli.app import Command, terminal_of
from goenvctl.language import tr
from goenvctl.session import Session


@click.command("current", cls=Command)
@click.pass_context
def current_command(context: click.Context) -> None:
    """The name of the active profile."""
    terminal, active = terminal_of(context), current(Session())
    if terminal.json:
        terminal.as_json("current", {"profile": active})
    elif active:
        terminal.answer(active)
    else:
        terminal.say(tr("no profile is active"))
