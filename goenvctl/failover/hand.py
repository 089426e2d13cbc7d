"""What a person did last, as far as `watch` respects it."""

from __future__ import annotations

import os
from datetime import datetime
from typing import NamedTuple

from goenvctl.session import Session

WATCH = "watch"  # the command in the history


class Hand(NamedTuple):
    """`mark` is another text after each thing, `at` is when, as far as is known.

    None: there is no time of it, for an undoing leaves none.
    """

    mark: str
    at: float | None


def journal_stamp(session: Session) -> int:
    """Another number after each change: when the journal was written, in nanoseconds; 0 without one."""
    try:
        return os.stat(session.paths.journal).st_mtime_ns
    except OSError:
        return 0


def last_by_hand(session: Session) -> Hand:
    """From the history of the env file in force; what `watch` itself did does not count."""
    from goenvctl.apply.transaction import history  # brings SQLite, which a turn that is not due does without

    changes, _ = history(session.host, session.paths)
    path = os.path.abspath(session.env_file.path) if session.env_file.path else ""
    here = [change for change in changes if change.env_file == path]
    undone = sum(change.undone for change in here)
    chosen = [change for change in here if not change.undone and change.command != WATCH]
    mark = f"{chosen[-1].id if chosen else 0} {undone}"
    return Hand(mark, datetime.fromisoformat(chosen[-1].time).timestamp() if chosen else None)
