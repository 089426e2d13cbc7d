"""goenvctl history"""

from __future__ import annotations

from collections.abc import Callable

import click

from goenvctl.apply.journal import Change
from goenvctl.apply.transaction import history
from goenvctl.cli.app import Command, terminal_of
from goenvctl.language import N_, tr
from goenvctl.session import Session
from goenvctl.targets.all_targets import CHOICES

HEADER = (N_("ID"), N_("TIME"), N_("COMMAND"), N_("PROFILE"), N_("WROTE"))


@click.command("history", cls=Command)
@click.pass_context
def history_command(context: click.Context) -> None:
    """Every change, newest first; undone ones are marked."""
    terminal, session = terminal_of(context), Session()
    changes, _ = history(session.host, session.paths)
    if terminal.json:
        from goenvctl.output import json

        terminal.as_json("history", {"changes": [json.change(change) for change in reversed(changes)]})
    elif changes:
        say = tr if terminal.is_watched else str.format  # codes and English for a program
        terminal.table(HEADER, [_row(change, say) for change in reversed(changes)])
    else:
        terminal.say(tr("nothing was changed yet"))


def _row(change: Change, say: Callable[..., str]) -> tuple[str, ...]:
    names = {name for edit in change.edits if edit.target in CHOICES for name in edit.after}
    lines = {
        say(N_("a line of {path}"), path=edit.path) for edit in change.edits if edit.target not in CHOICES
    }
    wrote = " ".join((*sorted(names), *sorted(lines))) or say(N_("(nothing)"))
    return (
        str(change.id),
        change.time.replace("T", " ")[:19] + "Z",
        say(N_("{command} (undone)"), command=change.command) if change.undone else change.command,
        change.profile or "-",
        wrote,
    )
