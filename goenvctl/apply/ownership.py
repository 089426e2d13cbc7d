"""Which values are ours, and what was there before: read off the changes that still count."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from goenvctl.apply.journal import Change
from goenvctl.apply.plan import Ledger
from goenvctl.targets.all_targets import CHOICES, TARGETS

USE = "use"
AUTOMATIC = ("auto", "watch")


class Ownership(NamedTuple):
    """`baseline`: what each variable we hold was before we took it. `written`: what we last wrote.

    `own` are the user's own patterns by variable as of the last change. `previous` is the
    profile that was active before the active one. `targets` and `files` are those of the last change,
    and `change` is its id. `served_by` is the fallback that the active profile's values come from, and
    `since` when it began to serve (UTC, RFC 3339); both are empty where it serves itself. `by_hand`: the
    values were chosen by a person, not by an automatic step.
    """

    baseline: Mapping[str, str | None]
    written: Mapping[str, str | None]
    own: Mapping[str, tuple[str, ...]]
    active: str | None
    previous: str | None
    targets: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    change: int | None = None
    served_by: str = ""
    since: str = ""
    by_hand: bool = True


class Holding(NamedTuple):
    """What is ours in one file besides the env file: each variable's value before us, and as last written.

    `is_new`: there was no such file.
    """

    target: str
    baseline: Mapping[str, str | None]
    written: Mapping[str, str]
    is_new: bool


def kept(ownership: Ownership) -> Ledger:
    """The ledger of a change that takes no part in what profiles hold: all of it goes on."""
    written = {name: (value, value) for name, value in ownership.written.items()}
    return Ledger(written, ownership.own, ownership.targets, ownership.files, ownership.served_by)


def holdings(changes: Sequence[Change]) -> dict[str, Holding]:
    """The files of other targets that hold values of ours, by path, from the changes of one env file."""
    found: dict[str, Holding] = {}
    for change in changes:
        if change.undone:
            continue
        for edit in change.edits:
            if edit.path == change.env_file or edit.target not in CHOICES:
                continue
            held = found.pop(edit.path, None) or Holding(edit.target, {}, {}, not edit.before_hash)
            is_shared = TARGETS[edit.target].is_shared
            baseline = {**edit.before, **_still_ours(held, edit.before)} if is_shared else {}
            after = {**held.written, **edit.after}
            ours = {name: value for name, value in after.items() if value not in (None, baseline.get(name))}
            if ours:
                found[edit.path] = held._replace(
                    target=edit.target,
                    baseline={name: baseline.get(name) for name in ours},
                    written={name: value for name, value in ours.items() if value is not None},
                )
        found = {path: held for path, held in found.items() if path in change.ledger.files}
    return found


def _still_ours(held: Holding, now: Mapping[str, str | None]) -> dict[str, str | None]:
    """The baseline of the variables that nobody else has set in between."""
    return {
        name: value
        for name, value in held.baseline.items()
        if name not in now or now[name] == held.written[name]
    }


def replay(changes: Sequence[Change]) -> Ownership:
    """The state of one env file after its changes, oldest first; undone ones are passed over."""
    baseline: dict[str, str | None] = {}
    written: dict[str, str | None] = {}
    own: Mapping[str, tuple[str, ...]] = {}
    standing = [change for change in changes if not change.undone]
    for change in standing:
        for name in [name for name in baseline if name not in change.ledger.written]:
            del baseline[name], written[name]  # it was put back, or left to somebody else
        for name, (before, after) in change.ledger.written.items():
            if name not in baseline or written[name] != before:
                baseline[name] = before
            written[name] = after
        own = change.ledger.own
    names = [change.profile for change in standing]
    active = names[-1] if names else None
    earlier = [name for name in names if name and name != active]
    last = standing[-1].ledger if standing else Ledger()
    return Ownership(
        baseline,
        written,
        own,
        active,
        previous=earlier[-1] if earlier else None,
        targets=last.targets,
        files=last.files,
        change=standing[-1].id if standing else None,
        served_by=last.served_by,
        since=_since(standing),
        by_hand=next(
            (one.command == USE for one in reversed(standing) if one.command in (USE, *AUTOMATIC)), True
        ),
    )


def _since(standing: Sequence[Change]) -> str:
    """When the fallback that serves now began to; empty where none does."""
    if not standing or not standing[-1].ledger.served_by:
        return ""
    serving = [(change.profile, change.ledger.served_by) for change in standing]
    start = len(serving)
    while start and serving[start - 1] == serving[-1]:
        start -= 1
    return standing[start].time
