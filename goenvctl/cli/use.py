"""goenvctl use"""

from __future__ import annotations

import click

from goenvctl import exits
from goenvctl.active import current
from goenvctl.cli.app import Command, terminal_of
from goenvctl.cli.receipts import show_receipt
from goenvctl.cli.terminal import Terminal
from goenvctl.errors import InvalidInput
from goenvctl.session import Session
from goenvctl.switch import use
from goenvctl.targets.all_targets import TARGETS


@click.command("use", cls=Command)
@click.argument("profile", required=False)
@click.option("--to", "targets", multiple=True, type=click.Choice(sorted(TARGETS)), help="Where to write.")
@click.option("--dry-run", is_flag=True, help="Show what would change; change nothing.")
@click.option("--force", is_flag=True, help="Also put back what somebody changed since.")
@click.pass_context
def use_command(
    context: click.Context, profile: str | None, targets: tuple[str, ...], dry_run: bool, force: bool
) -> int:
    """Put PROFILE in force; `-` is the one that was active before."""
    terminal, session = terminal_of(context), Session()
    receipt = use(session, profile or _pick(terminal, session), dry_run=dry_run, force=force)
    show_receipt(terminal, receipt)
    return exits.DONE if receipt.in_effect or dry_run else exits.NOT_IN_EFFECT


def _pick(terminal: Terminal, session: Session) -> str:
    if not (terminal.can_ask and terminal.is_watched) or terminal.json:
        raise InvalidInput("usage", "which profile?", "goenvctl list shows them; goenvctl use NAME takes one")
    from goenvctl.wizard import pick_profile

    return pick_profile(session.store.profiles(), current(session))
