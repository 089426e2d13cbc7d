"""goenvctl undo"""

from __future__ import annotations

import click

from goenvctl.cli.app import Command, terminal_of
from goenvctl.cli.offers import changes
from goenvctl.cli.receipts import show_receipt
from goenvctl.cli.types import Number
from goenvctl.errors import InvalidInput
from goenvctl.language import tr
from goenvctl.session import Session
from goenvctl.undo import undo


@click.command("undo", cls=Command)
@click.argument("change", metavar="[ID]", type=Number(), required=False, shell_complete=changes)
@click.option("--all", "everything", is_flag=True, help="Every change, back to the beginning.")
@click.option("--force", is_flag=True, help="Restore even what somebody changed since.")
@click.pass_context
def undo_command(context: click.Context, change: int | None, everything: bool, force: bool) -> None:
    """Take the last change back, or change ID; again for the one before."""
    if change is not None and everything:
        raise InvalidInput("usage", tr("an ID and --all exclude each other"), tr("give one of the two"))
    show_receipt(terminal_of(context), undo(Session(), change, everything=everything, force=force))
