"""How one mirror has done of late on one network: answers in a row, and how long it is let alone."""

from __future__ import annotations

from typing import NamedTuple

from goenvctl.failover.limits import (
    DAY_S,
    EJECT_MOST_S,
    EJECT_S,
    FALL,
    FALL_HARD,
    RETRY_MOST_S,
    RISE,
    SLEEP_S,
    STEADY,
    STEADY_S,
)
from goenvctl.probe.outcome import BROKEN, DENIED, Outcome

HARD = (BROKEN, DENIED)


class Streak(NamedTuple):
    """Times are seconds since the epoch, 0 where there is none.

    `bad` counts failures in a row, `hard` those of them in which it answered wrongly or let nobody
    in; `good` counts good answers in a row, the first at `good_since`. `is_down`: it has fallen and is not
    up again. `ejections` were made within a day of one another, the last at `ejected_at`; until
    `ejected_until` it is not asked. `ask_after` is when it said it wants to be asked again.
    """

    heard_at: float = 0.0
    bad: int = 0
    hard: int = 0
    good: int = 0
    good_since: float = 0.0
    is_down: bool = False
    ejections: int = 0
    ejected_at: float = 0.0
    ejected_until: float = 0.0
    ask_after: float = 0.0

    @property
    def fails(self) -> bool:
        """Did it fail when it was last heard, and often enough to be left?"""
        return self.is_down and self.bad > 0

    def is_steady(self, now: float) -> bool:
        """Well for long enough to go back to it."""
        return not self.is_down and self.good >= STEADY and now - self.good_since >= STEADY_S


def heard(streak: Streak, outcome: Outcome, now: float) -> Streak:
    """The streak after one more answer, or silence."""
    streak = streak._replace(heard_at=now)
    if outcome.is_usable:
        good = streak.good + 1
        since = streak.good_since if streak.good else now
        is_down = streak.is_down and good < RISE
        return streak._replace(bad=0, hard=0, good=good, good_since=since, is_down=is_down)
    return failed(streak, now, is_hard=outcome.verdict in HARD)


def failed(streak: Streak, now: float, *, is_hard: bool = False) -> Streak:
    bad, hard = streak.bad + 1, streak.hard + 1 if is_hard else 0
    is_down = streak.is_down or bad >= FALL or hard >= FALL_HARD
    return streak._replace(heard_at=now, bad=bad, hard=hard, good=0, is_down=is_down)


def awake(streak: Streak, now: float) -> Streak:
    """The same, without what was in a row before a gap that is no interval any more."""
    return forgotten(streak) if now - streak.heard_at > SLEEP_S else streak


def forgotten(streak: Streak) -> Streak:
    return streak._replace(bad=0, hard=0, good=0, is_down=False)


def ejected(streak: Streak, now: float) -> Streak:
    """It was left just now."""
    is_again = bool(streak.ejections) and now - streak.ejected_at < DAY_S
    times = streak.ejections + 1 if is_again else 1
    until = now + min(EJECT_S * times, EJECT_MOST_S)
    return streak._replace(ejections=times, ejected_at=now, ejected_until=until)


def held_off(streak: Streak, wait_s: float, now: float) -> Streak:
    """It said that it wants to be asked again only after so many seconds (Retry-After)."""
    return streak._replace(heard_at=now, ask_after=now + min(max(wait_s, 0.0), RETRY_MOST_S))


def later(streak: Streak, by_s: float) -> Streak:
    """With every time in it moved, as where the clock was set."""
    return streak._replace(
        heard_at=_later(streak.heard_at, by_s),
        good_since=_later(streak.good_since, by_s),
        ejected_at=_later(streak.ejected_at, by_s),
        ejected_until=_later(streak.ejected_until, by_s),
        ask_after=_later(streak.ask_after, by_s),
    )


def _later(time: float, by_s: float) -> float:
    return time + by_s if time else 0.0
