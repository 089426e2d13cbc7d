"""goenvctl use"""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from goenvctl import exits
from goenvctl.active import current
from goenvctl.apply.plan import Edit
from goenvctl.cli import types
from goenvctl.cli.app import Command, terminal_of
from goenvctl.cli.offers import profiles
from goenvctl.cli.receipts import show_receipt
from goenvctl.cli.terminal import Terminal
from goenvctl.errors import InvalidInput
from goenvctl.language import tr
from goenvctl.session import Session
from goenvctl.switch import Choice, named_profile, use
from goenvctl.targets.all_targets import CHOICES

if TYPE_CHECKING:
    from goenvctl.fastest import Fastest


@click.command("use", cls=Command)
@click.argument("profile", required=False, shell_complete=profiles)
@click.option("--to", "targets", multiple=True, type=types.Choice(CHOICES), help="Where to write.")
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
    choice = found and Choice(found.values)
    also = () if dry_run else _also_mended(terminal, session, name, choice, targets, force=force)
    receipt = use(session, name, choice, to=targets, also=also, dry_run=dry_run, force=force)
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


def _also_mended(
    terminal: Terminal,
    session: Session,
    name: str,
    choice: Choice | None,
    targets: tuple[str, ...],
    *,
    force: bool,
) -> tuple[Edit, ...]:
    """Lines in the profile's way that a person at the terminal wants commented out as well."""
    if not terminal.can_ask:
        return ()
    from goenvctl.cli.remedy import offered_edits

    return offered_edits(terminal, session, name, choice, targets, force=force)


def _pick(terminal: Terminal, session: Session) -> str:
    """A profile from the list. Raises InvalidInput where nobody can be asked."""
    if not terminal.can_ask or terminal.json:
        raise InvalidInput(
            "usage", tr("which profile?"), tr("goenvctl list shows them; goenvctl use NAME takes one")
        )
    from goenvctl.lately import found_lately
    from goenvctl.output.picker import titles
    from goenvctl.wizard.asker import Item, columns, find_asker

    profiles = [profile for profile in session.store.profiles() if not profile.is_template]
    active = current(session)
    shown = titles(profiles, active, found_lately(session, profiles), columns())
    items = [
        Item(profile.name, title, names=profile.aliases)
        for profile, title in zip(profiles, shown, strict=True)
    ]
    asker = find_asker(color=terminal.color)
    return asker.pick(tr("Which profile?"), items, active)
