"""`watch`: what `auto` does, over time. One turn, and the loop of turns."""

from __future__ import annotations

import time
from collections.abc import Callable
from random import Random
from typing import TYPE_CHECKING, NamedTuple

from goenvctl.apply.lock import Busy, locked
from goenvctl.errors import GoenvctlError, NotApplied
from goenvctl.failover.hand import Hand, journal_stamp, last_by_hand
from goenvctl.failover.kept import Kept, read_kept, watch_file, write_kept
from goenvctl.failover.limits import FAILING_S, INTERVAL_S, JITTER
from goenvctl.failover.state import by_hand, in_step, is_due, let_alone
from goenvctl.failover.tick import FROZEN, STUCK
from goenvctl.language import tr
from goenvctl.probe.outcome import Outcome
from goenvctl.receipt import Receipt
from goenvctl.session import Session

if TYPE_CHECKING:
    from goenvctl.failover.scenery import Scenery

NOT_DUE, ASIDE, BUSY = "not-due", "aside", "busy"  # beside those of tick.py
PATIENCE_S = 30.0  # that the loop waits for a `watch --once` to end
SLICE_S = 15.0  # of the loop's sleep: a machine that was asleep notices within it
NOBODYS_ERROR = "changed-meanwhile"


class Report(NamedTuple):
    """What a turn came to. `decision` is one of tick.py's, or: not-due, aside (there is nothing that
    `watch` may move), busy (another one is at work).

    `mirror` is the one that was in use, `receipt` is of the change that was made, `error` why it could not
    be. `fault` is what all have in common that fail alike. The next turn is due in `next_s` seconds.
    """

    decision: str
    why: str
    profile: str | None = None
    served_by: str = ""
    mirror: str = ""
    outcomes: tuple[Outcome, ...] = ()
    fault: str = ""
    receipt: Receipt | None = None
    error: GoenvctlError | None = None
    next_s: float = FAILING_S

    @property
    def is_well(self) -> bool:
        """False where nothing healthy can be had, or everything fails alike."""
        return self.decision not in (STUCK, FROZEN)


def watch_once(session: Session, rng: Random) -> Report:
    """One turn, if it is due, and if no other is being taken. Raises as `use` does."""
    path = watch_file(session.host, session.paths.state)
    if report := _not_due(session, path):
        return report
    try:
        with locked(_lock(path), wait_s=0):
            report = _turn(session, path, rng)
    except Busy:
        return Report(BUSY, tr("another goenvctl watch is at work; this one leaves it to it"))
    if report.error:
        raise report.error
    return report


def watch(
    session: Callable[[], Session],
    show: Callable[[Report], None],
    rng: Random,
    sleep: Callable[[float], None] = time.sleep,
) -> None:
    """Turn after turn, without end; each is shown, and first what is known. What fails is tried again.

    Raises NotApplied where another `watch` runs.
    """
    first = session()
    path = watch_file(first.host, first.paths.state)
    is_new = True
    try:
        with locked(_lock(path), wait_s=PATIENCE_S):
            while True:
                report = _turn_or_error(session(), path, rng)
                if is_new or report.decision != NOT_DUE:
                    show(report)
                is_new = False
                sleep(min(max(report.next_s, 1.0), SLICE_S))
    except Busy as exc:
        said = tr("another goenvctl watch is running; one is enough")
        raise NotApplied("watch-running", said, tr("leave it to that one, or end it")) from exc


def _turn_or_error(session: Session, path: str, rng: Random) -> Report:
    try:
        return _turn(session, path, rng)
    except GoenvctlError as exc:
        return Report(ASIDE, exc.message, error=exc)


def _turn(session: Session, path: str, rng: Random) -> Report:
    """Under the lock. Another one may have taken its turn in between."""
    from goenvctl.failover.scenery import NotOurs, find_scenery

    if report := _not_due(session, path):
        return report
    now = session.host.now()
    stamp = journal_stamp(session)
    kept = _with_hand(read_kept(session.host, path), last_by_hand(session), now)._replace(journal=stamp)
    try:
        return _taken(session, path, kept, find_scenery(session), now, rng)
    except NotOurs as exc:
        _put_off(path, kept, str(exc), now, rng)
        return Report(ASIDE, str(exc), next_s=INTERVAL_S)
    except GoenvctlError as exc:
        _put_off(path, kept, exc.message, now, rng)
        raise


def _taken(session: Session, path: str, kept: Kept, scenery: Scenery, now: float, rng: Random) -> Report:
    from goenvctl.failover.asking import Asker
    from goenvctl.failover.hearing import local_fault
    from goenvctl.failover.moving import Hands
    from goenvctl.failover.turn import take_turn

    asker = Asker(session, scenery.scene.network, kept.refused)
    hands = Hands(session, scenery, asker)
    turn = take_turn(kept.state, scenery.scene, hands, now, rng)
    state = let_alone(turn.state, scenery.scene.network, hands.retry_s, now)
    decision, why = turn.decision, turn.why
    if hands.error and hands.error.id == NOBODYS_ERROR:
        decision, why = ASIDE, tr("somebody changed it meanwhile; that stands")
    elif decision == STUCK and hands.stuck:
        why = tr("{why}; nothing healthy can be had: {reason}", why=why, reason=hands.stuck)
    write_kept(path, kept._replace(state=state, refused=asker.refused, said=f"{decision}: {why}"))
    return Report(
        decision,
        why,
        profile=scenery.ground.profile.name,
        served_by=hands.receipt.served_by if hands.receipt else scenery.ground.served_by,
        mirror=scenery.scene.in_use,
        outcomes=tuple(turn.tick.outcomes.values()),
        fault=local_fault(turn.tick),
        receipt=hands.receipt,
        error=None if decision == ASIDE else hands.error,
        next_s=state.next_at - now,
    )


def _not_due(session: Session, path: str) -> Report | None:
    """A report where it is too early, and nobody chose anew. A clock that was set back is believed."""
    kept, now = read_kept(session.host, path), session.host.now()
    if is_due(kept.state, now) or _is_chosen_anew(session, kept):
        return None
    state = in_step(kept.state, now)
    if state != kept.state:
        write_kept(path, kept._replace(state=state))
    return Report(NOT_DUE, kept.said, next_s=state.next_at - now)


def _is_chosen_anew(session: Session, kept: Kept) -> bool:
    """Did a person do anything since? The journal is opened only where it was written to."""
    return journal_stamp(session) != kept.journal and last_by_hand(session).mark != kept.choice


def _with_hand(kept: Kept, hand: Hand, now: float) -> Kept:
    """With what a person did since, if anything."""
    if hand.mark == kept.choice:
        return kept
    was_undone = kept.choice and kept.choice.split()[1:] != hand.mark.split()[1:]
    at = now if was_undone or hand.at is None else hand.at
    return kept._replace(state=by_hand(kept.state, at, now), choice=hand.mark)


def _put_off(path: str, kept: Kept, said: str, now: float, rng: Random) -> None:
    next_at = now + INTERVAL_S * rng.uniform(1 - JITTER, 1 + JITTER)
    state = in_step(kept.state, now)._replace(time=now, next_at=next_at)
    write_kept(path, kept._replace(state=state, said=said))


def _lock(path: str) -> str:
    return f"{path}.lock"
