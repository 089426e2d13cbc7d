"""goenvctl setup"""

from __future__ import annotations

import contextlib
import shlex
from collections.abc import Sequence

import click

from goenvctl import exits
from goenvctl.apply.plan import Edit
from goenvctl.cli.app import Command, terminal_of
from goenvctl.cli.asking import agrees
from goenvctl.cli.mirrorcheck import Checks
from goenvctl.cli.receipts import show_receipt
from goenvctl.cli.terminal import ReaderGone, Terminal
from goenvctl.cli.types import Choice
from goenvctl.errors import AnswerIsNo, InvalidInput
from goenvctl.language import tr
from goenvctl.receipt import Receipt
from goenvctl.session import Session
from goenvctl.setup.answers import PROFILES, WHERE, Answers, Given, answered, missing
from goenvctl.setup.carry_out import carry_out, try_out
from goenvctl.setup.guess import guess_where
from goenvctl.setup.plan import SetupPlan, plan_setup, refuse_flags
from goenvctl.targets.all_targets import CHOICES


@click.command("setup", cls=Command)
@click.option("--where", type=Choice(WHERE), help="Where you are.")
@click.option("--proxy", metavar="URL", help="The company's module proxy.")
@click.option("--no-proxy", is_flag=True, help="There is no such proxy.")
@click.option("--name", default="", metavar="NAME", help="The name of the company's profile (work).")
@click.option("--private", "patterns", multiple=True, metavar="PATTERN", help="Modules that are private.")
@click.option("--no-private", is_flag=True, help="No module is private.")
@click.option("--to", "targets", multiple=True, type=Choice(CHOICES), help="Where to write.")
@click.option("--dry-run", is_flag=True, help="Show what would change; change nothing.")
@click.pass_context
def setup_command(
    context: click.Context,
    where: str | None,
    proxy: str | None,
    no_proxy: bool,
    name: str,
    patterns: tuple[str, ...],
    no_private: bool,
    targets: tuple[str, ...],
    dry_run: bool,
) -> int:
    """Find the right profile by a few questions, and put it in force.

    Every question has an option; with --yes, and without a terminal, nothing is asked.
    """
    terminal, session = terminal_of(context), Session()
    _refuse_both("--proxy", proxy is not None, "--no-proxy", no_proxy)
    _refuse_both("--private", bool(patterns), "--no-private", no_private)
    given = Given(
        where,
        "" if no_proxy else proxy,
        name,
        patterns if patterns or no_private else None,
        targets or (() if terminal.yes else None),
    )
    is_attended = terminal.can_ask and not terminal.json
    if not is_attended:
        _refuse_silence(terminal, given, dry_run=dry_run)
    refuse_flags(session, given)
    checks = Checks(terminal, session, is_on=is_attended and not (terminal.quiet or dry_run))
    also: tuple[Edit, ...] = ()
    try:
        plan = plan_setup(session, _answers(terminal, session, given, checks, is_attended=is_attended))
        dry = try_out(session, plan)
        checks.tell()
        if not dry_run:
            also = _also_mended(terminal, session, plan, dry)
            if plan.keeping or dry.edits or dry.switched or also:
                _agree(terminal, [*plan.keeping, *dry.edits, *also])
    except (click.Abort, KeyboardInterrupt):
        with contextlib.suppress(ReaderGone):
            terminal.say(tr("interrupted; nothing was changed"))
        return exits.INTERRUPTED
    if dry_run:
        _show(terminal, plan, dry)
        return exits.DONE
    receipt = carry_out(session, plan, also)
    _show(terminal, plan, receipt)
    return exits.DONE if receipt.in_effect else exits.NOT_IN_EFFECT


def _refuse_both(one: str, is_one: bool, other: str, is_other: bool) -> None:
    if is_one and is_other:
        raise InvalidInput(
            "usage",
            tr("{one} and {other} contradict each other", one=one, other=other),
            "goenvctl setup --help",
        )


def _refuse_silence(terminal: Terminal, given: Given, *, dry_run: bool) -> None:
    """Where nobody can be asked, the flags have to say it all."""
    left = (*missing(given), *(() if terminal.yes or dry_run else ("--yes",)))
    if left:
        raise InvalidInput(
            "usage",
            tr("setup asks on a terminal; here these are missing: {flags}", flags=", ".join(left)),
            tr("goenvctl setup --help tells what they say; --no-proxy and --no-private answer too"),
        )


def _answers(
    terminal: Terminal, session: Session, given: Given, checks: Checks, *, is_attended: bool
) -> Answers:
    """From the flags, and where they are silent from the person."""
    guess = guess_where(session.host)
    if not is_attended or not (missing(given) or given.targets is None):
        answers = answered(given, PROFILES[guess])
        checks.start(answers)
        return answers
    from goenvctl.wizard.asker import columns, find_asker
    from goenvctl.wizard.interview import interview

    asker = find_asker(color=terminal.color, progress=checks.progress)
    return interview(asker, session, given, guess, columns, checks.start)


def _also_mended(terminal: Terminal, session: Session, plan: SetupPlan, dry: Receipt) -> tuple[Edit, ...]:
    """Lines in the profile's way that a person at the terminal wants commented out as well."""
    if not terminal.can_ask:
        return ()
    from goenvctl.cli.remedy import offered_in_setup

    return offered_in_setup(terminal, session, plan, dry)


def _agree(terminal: Terminal, edits: Sequence[Edit]) -> None:
    """Show what will change and have it agreed to, by a person or --yes. Raises AnswerIsNo."""
    from goenvctl.output.diff import diff

    lines = [line for edit in edits for line in diff(edit)]
    if terminal.yes:
        for line in () if terminal.json else lines:
            terminal.answer(line)
        return
    terminal.lay_out(lines)
    if not agrees(tr("Make these changes?"), default=True):
        raise AnswerIsNo(
            "not-set-up",
            tr("nothing was changed"),
            tr("goenvctl use NAME puts a profile of your choice in force"),
        )


def _show(terminal: Terminal, plan: SetupPlan, receipt: Receipt) -> None:
    """The receipt as `use` has it, and what stays when the change is undone."""
    made = plan.making.profile.name if plan.making else None
    if terminal.json:
        from goenvctl.output import json

        paths = [edit.path for edit in plan.keeping]
        kept = {"patterns": list(plan.patterns), "profile": made, "paths": paths}
        terminal.as_json("setup", {**json.receipt(receipt), "kept": kept})
        return
    if receipt.dry_run:
        from goenvctl.output.diff import diff

        for edit in plan.keeping:
            for line in diff(edit):
                terminal.answer(line)
    show_receipt(terminal, receipt)
    if receipt.dry_run:
        return
    if plan.patterns:
        line = "goenvctl private remove " + shlex.join(plan.patterns)
        patterns = ", ".join(plan.patterns)
        _tell(terminal, tr("kept as private: {patterns}; {line} forgets them", patterns=patterns, line=line))
    if made:
        line = f"goenvctl profile remove {made}"
        _tell(terminal, tr("made the profile {name}; {line} removes it", name=made, line=line))


def _tell(terminal: Terminal, said: str) -> None:
    """On a terminal it is broken between words."""
    from goenvctl.output.wrapped import wrap

    for line in wrap(said, terminal.width, rest="  ") if terminal.width else [said]:
        terminal.advise(line)
