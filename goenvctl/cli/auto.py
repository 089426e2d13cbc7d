"""goenvctl auto"""

from __future__ import annotations

import click

from goenvctl import exits
from goenvctl.cli.app import Command, terminal_of
from goenvctl.cli.offers import profiles
from goenvctl.cli.receipts import show_receipt
from goenvctl.session import Session


@click.command("auto", cls=Command)
@click.argument("profile", required=False, shell_complete=profiles)
@click.option("--dry-run", is_flag=True, help="Show what would change; change nothing.")
@click.pass_context
def auto_command(context: click.Context, profile: str | None, dry_run: bool) -> int:
    """Keep the mirrors of PROFILE (default: the active one) that work, else move to others."""
    from goenvctl.cli.health import watched
    from goenvctl.failover.auto import auto

    terminal = terminal_of(context)
    with watched(terminal) as watch:
        receipt = auto(Session(), profile, watch, dry_run=dry_run)
    show_receipt(terminal, receipt)
    return exits.DONE if dry_run or receipt.in_effect else exits.NOT_IN_EFFECT
