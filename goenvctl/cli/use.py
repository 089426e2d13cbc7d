"""goenvctl use"""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from goenvctl import exits
from goenvctl.active import current
from goenvctl.cli.app import Command, terminal_of
from goenvctl.cli.receipts import show_receipt
from goenvctl.cli.terminal import Terminal
from goenvctl.errors import InvalidInput
from goenvctl.session import Session
from goenvctl.switch import Choice, named_profile, use
from goenvctl.targets.all_targets import CHOICES

if TYPE_CHECKING:
    from goenvctl.fastest import Fastest


@click.command("use", cls=Command)
@click.argument("profile", required=False)
@click.option("--to", "targets", multiple=True, type=click.Choice(CHOICES), help="Where to write.")
@click.option("--fastest", is_flag=True, help="Check its mirrors first; the fastest one comes first.")
@click.option("--check", "then_check", is_flag=True, help="Afterwards see that modules come verified.")
@click.option("--dry-run", is_flag=True, help="Show what would change; change nothing.")
@click.option("--force", is_flag=True, help="Write over what somebody changed since.")
@click.pass_context
def use_command(
    context: click.Context,
    profile: str | None,
    targets: tuple[str, ...],
    fastest: bool,
    then_check: bool,
    dry_run: bool,
    force: bool,
) -> int:
    """Put PROFILE in force; `-` is the one that was active before."""
    terminal, session = terminal_of(context), Session()
    name = profile or _pick(terminal, session)
    found = _fastest(terminal, session, name) if fastest else None
    receipt = use(session, name, found and Choice(found.values), to=targets, dry_run=dry_run, force=force)
    if found:
        receipt = receipt._replace(
            problems=(*found.problems, *receipt.problems), remarks=(*found.remarks, *receipt.remarks)
        )
    is_verified = True
    if then_check and not dry_run:
        from goenvctl.cli.health import show_verified

        is_verified = show_verified(terminal, session, receipt)
    else:
        show_receipt(terminal, receipt)
    return exits.DONE if dry_run or (receipt.in_effect and is_verified) else exits.NOT_IN_EFFECT


def _fastest(terminal: Terminal, session: Session, name: str) -> Fastest:
    """What a check of the profile's mirrors finds best."""
    from goenvctl.cli.health import watched
    from goenvctl.fastest import find_fastest

    profile = named_profile(session, name)
    with watched(terminal) as watch:
        return find_fastest(session, profile, watch)


def _pick(terminal: Terminal, session: Session) -> str:
    if not (terminal.can_ask and terminal.is_watched) or terminal.json:
        raise InvalidInput("usage", "which profile?", "goenvctl list shows them; goenvctl use NAME takes one")
    from goenvctl.wizard import pick_profile

    return pick_profile(session.store.profiles(), current(session))
