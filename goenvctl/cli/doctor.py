"""goenvctl doctor"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

import click

from goenvctl import exits
from goenvctl.apply.plan import Edit
from goenvctl.cli.app import Command, terminal_of
from goenvctl.cli.asking import agrees
from goenvctl.cli.terminal import BOLD, DIM, GREEN, RED, YELLOW, Terminal, short_path
from goenvctl.doctor.all_checks import diagnose
from goenvctl.doctor.examined import Examined
from goenvctl.doctor.finding import ERROR, INFO, OK, SKIPPED, WARNING, Finding, Fix
from goenvctl.doctor.mend import find_mending, left_out, mend
from goenvctl.errors import AnswerIsNo, InvalidInput
from goenvctl.language import tr, trn
from goenvctl.output.wrapped import wrap
from goenvctl.receipt import Receipt
from goenvctl.redact import clean
from goenvctl.session import Session

STYLES = {ERROR: RED, WARNING: YELLOW, INFO: BOLD}


@click.command("doctor", cls=Command)
@click.option("--fix", is_flag=True, help="Mend what is safe to mend, as one change.")
@click.pass_context
def doctor_command(context: click.Context, fix: bool) -> int:
    """What is wrong here, and what to do about it. Exit code 1 where there is an error."""
    terminal = terminal_of(context)
    refused: tuple[Fix, ...] = ()
    receipt = None
    if fix:
        edits, refused = find_mending(Examined(session := Session()))
        receipt = _mended(terminal, session, edits)
    findings = [left_out(finding, refused) for finding in diagnose(Examined(Session()))]
    _show(terminal, findings, receipt)
    return exits.NO if any(finding.scale == ERROR for finding in findings) else exits.DONE


def _mended(terminal: Terminal, session: Session, edits: Sequence[Edit]) -> Receipt | None:
    """What was changed, once a person, or --yes, has said so; None where nothing can be mended safely."""
    if not edits:
        if not terminal.json:
            terminal.say(tr("nothing here can be mended safely"))
        return None
    if not terminal.yes:
        if not terminal.can_ask or terminal.json:
            raise InvalidInput("usage", tr("doctor --fix asks on a terminal"), tr("add --yes"))
        terminal.lay_out(_differences(edits))
        if not agrees(tr("make these changes?")):
            raise AnswerIsNo(
                "not-mended", tr("nothing was changed"), tr("goenvctl doctor tells what to do by hand")
            )
    elif not terminal.json:
        for line in _differences(edits):
            terminal.answer(line)
    return mend(session, edits)


def _differences(edits: Sequence[Edit]) -> Iterator[str]:
    from goenvctl.output.diff import diff

    return (line for edit in edits for line in diff(edit))


def _show(terminal: Terminal, findings: Sequence[Finding], receipt: Receipt | None) -> None:
    if terminal.json:
        from goenvctl.output import json

        terminal.as_json("doctor", json.diagnosis(findings, receipt))
        return
    if receipt:
        paths = ", ".join(short_path(edit.path) for edit in receipt.edits)
        terminal.answer(tr("mended {paths}", paths=paths), GREEN)
        terminal.advise(tr("take it back: goenvctl undo"))
    for scale, group in groupby(findings, key=lambda finding: finding.scale):
        if scale in STYLES:
            _show_group(terminal, scale, list(group))
    if any(finding.fix for finding in findings) and not receipt:
        terminal.advise(tr("goenvctl doctor --fix mends what is safe to mend"), BOLD)
    _show_rest(terminal, findings)


def _show_group(terminal: Terminal, scale: str, findings: Sequence[Finding]) -> None:
    """Each with its place; under it, or under those that share it, what to do."""
    terminal.answer(_counted(scale, len(findings)), STYLES[scale])
    for remedy, group in groupby(findings, key=lambda finding: finding.remedy):
        for finding in group:
            place = f"{short_path(finding.place)}: " if finding.place else ""
            _show_sentence(terminal, f"{place}{finding.message}", "  ! ")
        if remedy:
            _show_sentence(terminal, remedy, "    -> ", DIM)


def _show_rest(terminal: Terminal, findings: Sequence[Finding]) -> None:
    """What is sound, or could not be told, is only counted without -v."""
    rest = [finding for finding in findings if finding.scale not in STYLES]
    if terminal.verbose:
        for finding in rest:
            mark, style = ("ok  ", "") if finding.scale == OK else ("--  ", DIM)
            _show_sentence(terminal, finding.message, mark, style)
        return
    skipped = sum(finding.scale == SKIPPED for finding in rest)
    sound = len(rest) - skipped
    if skipped:
        said = trn(
            "{number} check sound, {skipped} could not be made (-v shows them)",
            "{number} checks sound, {skipped} could not be made (-v shows them)",
            sound,
            skipped=skipped,
        )
    else:
        said = trn("{number} check sound (-v shows them)", "{number} checks sound (-v shows them)", sound)
    terminal.answer(said, GREEN)


def _show_sentence(terminal: Terminal, text: str, mark: str, style: str = "") -> None:
    """On a terminal it is broken between words; addresses and paths stay whole."""
    tell = terminal.advise if mark.strip() == "->" else terminal.answer
    if terminal.width is None:
        tell(mark + text, style)
        return
    for line in wrap(clean(text), terminal.width, first=mark, rest=" " * len(mark)):
        tell(line, style)


def _counted(scale: str, count: int) -> str:
    if scale == ERROR:
        return trn("{number} error", "{number} errors", count)
    if scale == WARNING:
        return trn("{number} warning", "{number} warnings", count)
    return trn("{number} note", "{number} notes", count)
