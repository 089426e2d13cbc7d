"""goenvctl history"""

from __future__ import annotations

import click

from goenvctl.apply.journal import Change
from goenvctl.apply.transaction import history
from goenvctl.cli.app import Command, terminal_of
from goenvctl.session import Session
from goenvctl.targets.all_targets import CHOICES


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
        terminal.table(
            ("ID", "TIME", "COMMAND", "PROFILE", "WROTE"), [_row(change) for change in reversed(changes)]
        )
    else:
        terminal.say("nothing was changed yet")


def _row(change: Change) -> tuple[str, ...]:
    names = {name for edit in change.edits if edit.target in CHOICES for name in edit.after}
    lines = {f"a line of {edit.path}" for edit in change.edits if edit.target not in CHOICES}
    wrote = " ".join((*sorted(names), *sorted(lines))) or "(nothing)"
    return (
        str(change.id),
        change.time.replace("T", " ")[:19] + "Z",
        change.command + (" (undone)" if change.undone else ""),
        change.profile or "-",
        wrote,
    )
