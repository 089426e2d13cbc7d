"""How a change is told, by `use`, `undo` and `auto` alike."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goenvctl.cli.terminal import GREEN, YELLOW, Terminal
from goenvctl.receipt import Receipt
from goenvctl.redact import mask_value
from goenvctl.targets.all_targets import CHOICES, TARGETS

if TYPE_CHECKING:
    from goenvctl.fastest import Verified


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
            terminal.say(f"because {receipt.why}")
    else:
        _show_headline(terminal, receipt)
        _show_values(terminal, receipt)
        _show_way_back(terminal, receipt)
    for remark in receipt.remarks:
        terminal.say(remark)
    terminal.problems(receipt.problems)


def _show_headline(terminal: Terminal, receipt: Receipt) -> None:
    if receipt.command == "undo":
        terminal.answer(f"{_undone(receipt)}; {_now(receipt)}", GREEN if receipt.in_effect else YELLOW)
    elif not receipt.in_effect and not receipt.switched and receipt.why:
        said = f"nothing was changed; {receipt.profile} is not in effect as it should be"
        terminal.answer(said, YELLOW)
    elif not receipt.in_effect:
        terminal.answer(f"{receipt.profile} is written, but not in effect as it should be", YELLOW)
    elif receipt.switched:
        served = f", served by {receipt.served_by}" if receipt.served_by else ""
        terminal.answer(f"{receipt.profile} is in effect{served}", GREEN)
    elif receipt.why:
        served = f" (served by {receipt.served_by})" if receipt.served_by else ""
        terminal.answer(f"{receipt.profile}{served} works; nothing was changed", GREEN)
    else:
        terminal.answer(f"{receipt.profile} was in effect already; nothing was changed", GREEN)
    if receipt.why:
        terminal.answer(f"because {receipt.why}")


def _undone(receipt: Receipt) -> str:
    if len(receipt.undone) == 1:
        return f"change {receipt.change} is undone"
    return f"changes {', '.join(map(str, receipt.undone))} are undone"


def _now(receipt: Receipt) -> str:
    if receipt.profile is None:
        return "no profile is active"
    again = "again" if receipt.in_effect else "by name, but not as it was written"
    return f"{receipt.profile} is active {again}"


def _show_values(terminal: Terminal, receipt: Receipt) -> None:
    values: dict[str, str | None] = {}
    for edit in receipt.edits:  # where one place is left for another, what the new one says
        is_foreign = TARGETS[edit.target].is_shared and edit.path != receipt.env_file
        for name, value in edit.after_values.items():
            if edit.target not in CHOICES:
                terminal.answer(f"  {value or 'put back'}: {mask_value('', name)}")
            elif not (is_foreign and receipt.command == "undo"):
                values[name] = values.get(name) if value is None else value
    for name, value in sorted(values.items()):
        shown = "(unset)" if value is None else mask_value(name, value)
        terminal.answer(f"  {name:<11} {shown}")


def _show_way_back(terminal: Terminal, receipt: Receipt) -> None:
    for edit in receipt.edits:
        terminal.answer(f"wrote {edit.path}" if edit.after is not None else f"removed {edit.path}")
    if receipt.command == "undo":
        return
    if receipt.switched:
        terminal.answer("take it back: goenvctl undo")
    if receipt.by_hand:
        terminal.answer(f"by hand: {receipt.by_hand}")


def _show_diff(terminal: Terminal, receipt: Receipt) -> None:
    from goenvctl.output.diff import diff

    for edit in receipt.edits:
        for line in diff(edit):
            terminal.answer(line)
    terminal.say("nothing was changed (dry run)" if receipt.edits else "there is nothing to write")
