"""How a change is told, by `use`, `undo` and `auto` alike."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goenvctl.cli.terminal import GREEN, YELLOW, Terminal
from goenvctl.language import N_, tr
from goenvctl.receipt import Receipt
from goenvctl.redact import mask_value
from goenvctl.targets.all_targets import CHOICES, TARGETS

if TYPE_CHECKING:
    from goenvctl.fastest import Verified

# told last: each ends with the line that mends this terminal, or the startup file
SHADOWS = ("shadowed", "shadowed-in-new-terminals")


def show_receipt(terminal: Terminal, receipt: Receipt, verified: Verified | None = None) -> None:
    """What it did, where, how to take it back, and the plain `go` line that does the same.

    `verified` is what a check found afterwards, where one was asked for.
    """
    if terminal.json:
        from goenvctl.output import json

        answer = json.receipt(receipt)
        if verified:
            answer["verified"] = verified._asdict()
        terminal.as_json(receipt.command, answer)
        return
    if receipt.dry_run:
        _show_diff(terminal, receipt)
        if receipt.why:
            terminal.say(tr("because {why}", why=receipt.why))
    else:
        _show_headline(terminal, receipt)
        _show_values(terminal, receipt)
        _show_way_back(terminal, receipt)
    for remark in receipt.remarks:
        terminal.say(remark)
    terminal.problems(sorted(receipt.problems, key=lambda problem: problem.id in SHADOWS))


def _show_headline(terminal: Terminal, receipt: Receipt) -> None:
    terminal.answer(_headline(receipt), GREEN if receipt.in_effect else YELLOW)
    if receipt.why:
        terminal.answer(tr("because {why}", why=receipt.why))


def _headline(receipt: Receipt) -> str:
    profile, served_by = receipt.profile, receipt.served_by
    if receipt.command == "undo":
        return tr("{undone}; {now}", undone=_undone(receipt), now=_now(receipt))
    if not receipt.in_effect and not receipt.switched and receipt.why:
        return tr("nothing was changed; {profile} is not in effect as it should be", profile=profile)
    if not receipt.in_effect:
        return tr("{profile} is written, but not in effect as it should be", profile=profile)
    if receipt.switched and served_by:
        return tr("{profile} is in effect, served by {served_by}", profile=profile, served_by=served_by)
    if receipt.switched:
        return tr("{profile} is in effect", profile=profile)
    if receipt.why and served_by:
        said = N_("{profile} (served by {served_by}) works; nothing was changed")
        return tr(said, profile=profile, served_by=served_by)
    if receipt.why:
        return tr("{profile} works; nothing was changed", profile=profile)
    return tr("{profile} was in effect already; nothing was changed", profile=profile)


def _undone(receipt: Receipt) -> str:
    if len(receipt.undone) == 1:
        return tr("change {change} is undone", change=receipt.change)
    return tr("changes {changes} are undone", changes=", ".join(map(str, receipt.undone)))


def _now(receipt: Receipt) -> str:
    if receipt.profile is None:
        return tr("no profile is active")
    if receipt.in_effect:
        return tr("{profile} is active again", profile=receipt.profile)
    return tr("{profile} is active by name, but not as it was written", profile=receipt.profile)


def _show_values(terminal: Terminal, receipt: Receipt) -> None:
    values: dict[str, str | None] = {}
    for edit in receipt.edits:  # where one place is left for another, what the new one says
        is_foreign = TARGETS[edit.target].is_shared and edit.path != receipt.env_file
        for name, value in edit.after_values.items():
            if edit.target not in CHOICES:
                terminal.answer(f"  {tr(value or N_('put back'))}: {mask_value('', name)}")
            elif not (is_foreign and receipt.command == "undo"):
                values[name] = values.get(name) if value is None else value
    for name, value in sorted(values.items()):
        shown = tr("(unset)") if value is None else mask_value(name, value)
        terminal.answer(f"  {name:<11} {shown}")


def _show_way_back(terminal: Terminal, receipt: Receipt) -> None:
    for edit in receipt.edits:
        said = N_("wrote {path}") if edit.after is not None else N_("removed {path}")
        terminal.answer(tr(said, path=edit.path))
    if receipt.command == "undo":
        return
    if receipt.switched:
        terminal.advise(tr("take it back: goenvctl undo"))
    if receipt.by_hand:
        terminal.answer(tr("by hand: {line}", line=receipt.by_hand))


def _show_diff(terminal: Terminal, receipt: Receipt) -> None:
    from goenvctl.output.diff import diff

    for edit in receipt.edits:
        for line in diff(edit):
            terminal.answer(line)
    nothing = N_("nothing was changed (dry run)") if receipt.edits else N_("there is nothing to write")
    terminal.say(tr(nothing))
