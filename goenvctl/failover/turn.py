"""One turn of `watch`: ask, judge, look in full where that is called for, move. It does no I/O of its own."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random
from typing import NamedTuple, Protocol

from goenvctl.failover.hearing import marked
from goenvctl.failover.policy import decide, full_wish, moved, stuck, wish
from goenvctl.failover.state import State
from goenvctl.failover.tick import FROZEN, KEEP, LEAVE, LOOK, RETURN, STUCK, Scene, Tick, Verdict, Wish
from goenvctl.probe.agreement import Witness
from goenvctl.probe.outcome import HOSTILE, Outcome


class Heard(NamedTuple):
    """The answers to a wish, as Tick has them."""

    outcomes: Mapping[str, Outcome]
    witnesses: tuple[Witness, ...] = ()
    retry_s: Mapping[str, float] = {}
    marks: frozenset[str] | None = frozenset()


class Means(Protocol):
    """What a turn needs of the world."""

    def ask(self, wish: Wish) -> Heard:
        """Ask those in the wish, all at once."""

    def keep(self, tick: Tick, *, is_local: bool) -> bool:
        """Keep what a full look found, and who is hostile; what is local is nobody's mark. Was it kept?"""

    def move(self, verdict: Verdict) -> tuple[str, ...] | None:
        """Move as the verdict allows; the list in force then, or None where there is nothing to move to."""


class Turn(NamedTuple):
    """What came of it. `decision` is as in Verdict, LEAVE and RETURN only where it was done."""

    state: State
    decision: str
    why: str
    tick: Tick


def take_turn(state: State, scene: Scene, means: Means, now: float, rng: Random) -> Turn:
    """The turn that is due at `now`."""
    wanted = wish(state, scene, now)
    tick = _asked(means, scene, wanted, is_full=bool(wanted.full))
    verdict = decide(state, tick, now, rng)
    if verdict.decision == LOOK:
        tick = _asked(means, scene, full_wish(verdict.state, scene, now), is_full=True)
        verdict = decide(verdict.state, tick, now, rng)
    is_local = verdict.decision == FROZEN
    found = [one for one, outcome in tick.outcomes.items() if outcome.verdict == HOSTILE]
    if (tick.is_full or found) and means.keep(tick, is_local=is_local) and not is_local:
        verdict = verdict._replace(state=marked(verdict.state, found))
    if verdict.decision not in (LEAVE, RETURN):
        return Turn(verdict.state, verdict.decision, verdict.why, tick)
    target = means.move(verdict)
    if target is None:
        decision = STUCK if verdict.decision == LEAVE else KEEP
        return Turn(stuck(verdict, scene, now), decision, verdict.why, tick)
    return Turn(moved(verdict, scene, target, now, rng), verdict.decision, verdict.why, tick)


def _asked(means: Means, scene: Scene, wanted: Wish, *, is_full: bool) -> Tick:
    heard = means.ask(wanted)
    return Tick(scene, heard.outcomes, heard.witnesses, is_full, heard.retry_s, heard.marks)
