"""`auto`: keep what works, else move to what does. Also how `watch` makes its moves."""

from __future__ import annotations

from goenvctl.check import NOBODY, Watch
from goenvctl.failover.choice import Move
from goenvctl.failover.ground import Ground
from goenvctl.receipt import Receipt
from goenvctl.session import Session


def auto(session: Session, name: str | None, watch: Watch = NOBODY, *, dry_run: bool = False) -> Receipt:
    """Keep what works of the profile (None: the active one), else move to what does.

    Raises AnswerIsNo where nothing healthy can be had, else as `use`.
    """
    raise NotImplementedError


def make_move(
    session: Session,
    profile_name: str,
    move: Move,
    *,
    command: str,
    ground: Ground | None = None,
    dry_run: bool = False,
) -> Receipt:
    """Make the move as an ordinary change; `command` is auto or watch. Raises as `use` does.

    With `ground`, NotApplied (`changed-meanwhile`) where another change was made since.
    """
    raise NotImplementedError
