"""Which values are ours, and what was there before: read off the changes that still count."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from goenvctl.apply.journal import Change


class Ownership(NamedTuple):
    """`baseline`: what each variable we hold was before we took it. `written`: what we last wrote.

    `own` are the user's own patterns by variable as of the last change. `previous` is the
    profile that was active before the active one.
    """

    baseline: Mapping[str, str | None]
    written: Mapping[str, str | None]
    own: Mapping[str, tuple[str, ...]]
    active: str | None
    previous: str | None


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
    return Ownership(baseline, written, own, active, earlier[-1] if earlier else None)
