"""One tick of `watch` as values: where things stand, whom to ask, what was heard, what to do."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from goenvctl.failover.limits import FAILING_S
from goenvctl.failover.state import State
from goenvctl.probe.agreement import Witness
from goenvctl.probe.outcome import Outcome

KEEP, WAIT, LOOK, LEAVE, RETURN = "keep", "wait", "look", "leave", "return"
FROZEN, STUCK = "frozen", "stuck"

Bars = frozenset[str]


class Scene(NamedTuple):
    """Where things stand: mirrors by their addresses without credentials.

    `own` is the list that is wanted, in its order; `now` the one in force, whose first is in use and is
    never missing; `is_home`: it is the profile's own, not a fallback's.
    """

    network: str
    own: tuple[str, ...]
    now: tuple[str, ...]
    is_home: bool = True

    @property
    def in_use(self) -> str:
        return self.now[0]

    @property
    def mirrors(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys((*self.own, *self.now)))

    @property
    def away(self) -> tuple[str, ...]:
        """Own mirrors that are not where the wanted list has them: out, or behind one that comes later."""
        if not self.is_home:
            return self.own
        place = {mirror: at for at, mirror in enumerate(self.now)}
        return tuple(
            mirror
            for at, mirror in enumerate(self.own)
            if mirror not in place
            or any(place[later] < place[mirror] for later in self.own[at + 1 :] if later in place)
        )

    @property
    def subject(self) -> str:
        """All of it in one text, to see whether something is otherwise."""
        return " ".join((self.network, *self.own, "->", *self.now))


class Wish(NamedTuple):
    """Whom to ask now: `full` mirrors for all that a probe asks, `glances` for one `.info`."""

    full: tuple[str, ...] = ()
    glances: tuple[str, ...] = ()


class Tick(NamedTuple):
    """What was heard. With `is_full` the outcomes are of whole probes, of every mirror that was to be asked.

    `retry_s` are the seconds for which mirrors asked to be let alone. `marks` are the mirrors that the
    records keep as hostile, None where they cannot be read.
    """

    scene: Scene
    outcomes: Mapping[str, Outcome]
    witnesses: tuple[Witness, ...] = ()
    is_full: bool = False
    retry_s: Mapping[str, float] = {}
    marks: frozenset[str] | None = frozenset()


class Verdict(NamedTuple):
    """What to do, and why, in one line for a person.

    KEEP: all is well. WAIT: the mirror in use fails, and it is not yet time to leave it. LOOK: probe
    everything in full and decide again, with the state from before. LEAVE, RETURN: choose under the first
    of `bars`, sets of mirrors that may not be chosen, that leaves something to move to; then call `moved`, or
    `stuck` where there is nothing. FROZEN: the fault is on this side. STUCK: there is nothing to move to.
    The next tick is `next_s` seconds on.
    """

    state: State
    decision: str
    why: str
    bars: tuple[Bars, ...] = ()
    next_s: float = FAILING_S
