"""What `use` and `setup` offer at a terminal: to comment out, in the same change, what would win over it."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from goenvctl.apply.plan import Edit
from goenvctl.cli.asking import agrees
from goenvctl.cli.terminal import YELLOW, Terminal, short_path
from goenvctl.doctor.ahead import InTheWay, is_mentioned, lines_in_the_way
from goenvctl.language import trn
from goenvctl.profiles.profile import with_values
from goenvctl.receipt import Receipt
from goenvctl.session import Session
from goenvctl.switch import Choice, named_profile, use
from goenvctl.targets.all_targets import DEFAULT

if TYPE_CHECKING:
    from goenvctl.setup.plan import SetupPlan


def offered_edits(
    terminal: Terminal,
    session: Session,
    name: str,
    choice: Choice | None,
    targets: Collection[str],
    *,
    force: bool,
) -> tuple[Edit, ...]:
    """The edits that a person at the terminal has agreed to; none where nobody can be asked.

    `--yes` is no agreement: it speaks for scripts. Raises as `use` does, with nothing changed.
    """
    if not _can_offer(terminal, session, targets):
        return ()
    profile = named_profile(session, name)
    if choice:
        profile = with_values(profile, choice.values)
    if not is_mentioned(session.host, profile.values):
        return ()
    dry = use(Session(session.host, session.paths), name, choice, to=targets, dry_run=True, force=force)
    return _agreed(terminal, lines_in_the_way(session, profile, dry.edits))


def offered_in_setup(terminal: Terminal, session: Session, plan: SetupPlan, dry: Receipt) -> tuple[Edit, ...]:
    """The same for what `setup` plans, of which `dry` is what `use` would do."""
    if not _can_offer(terminal, session, plan.targets):
        return ()
    from goenvctl.setup.foreseen import ForeseenSession, foreseen_edits

    profile = named_profile(ForeseenSession(session, plan), plan.profile)
    if not is_mentioned(session.host, profile.values):
        return ()
    edits = (*foreseen_edits(session, plan), *dry.edits)
    return _agreed(terminal, lines_in_the_way(session, profile, edits))


def _can_offer(terminal: Terminal, session: Session, targets: Collection[str]) -> bool:
    is_attended = terminal.can_ask and not (terminal.json or terminal.quiet or terminal.yes)
    return is_attended and set(targets or session.config.targets or (DEFAULT,)) == {DEFAULT}


def _agreed(terminal: Terminal, found: InTheWay) -> tuple[Edit, ...]:
    """The edits, where the person says so."""
    if not found.edits:
        return ()
    for line in found.lines:
        terminal.say(f"! {short_path(line.place)}: {line.message}", YELLOW)
    question = trn(
        "comment this line out as part of the change?",
        "comment these {number} lines out as part of the change?",
        len(found.lines),
    )
    return found.edits if agrees(question) else ()
