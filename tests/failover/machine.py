"""A machine under `watch` in virtual time: the real policy, and a world that is a function."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from random import Random
from typing import NamedTuple

from goenvctl.failover.state import State, by_hand, is_due
from goenvctl.failover.tick import Scene, Tick, Verdict, Wish
from goenvctl.failover.turn import Heard, Turn, take_turn
from goenvctl.probe.agreement import Witness
from goenvctl.probe.outcome import (
    BROKEN,
    DEGRADED,
    DENIED,
    HEALTHY,
    HOSTILE,
    UNREACHABLE,
    Outcome,
    Sums,
)

START = 1_790_000_000.0
WELL, SLOW = (HEALTHY, ""), (DEGRADED, "slow")
SILENT, REFUSED, OFFLINE = (
    (UNREACHABLE, "first-byte-timeout"),
    (UNREACHABLE, "connect-refused"),
    (UNREACHABLE, "dns"),
)
JUNK, LOCKED = (BROKEN, "bad-info"), (DENIED, "auth-required")
WRONG = (HOSTILE, "zip-mismatch")
DISPUTED = (DEGRADED, "disputed")
HEALTHS = (WELL, SLOW, SILENT, REFUSED, OFFLINE, JUNK, LOCKED, WRONG, DISPUTED)

Health = tuple[str, str]  # verdict and reason
A, B, C, F = "https://a.example", "https://b.example", "https://c.example", "https://f.example"


def outcome(mirror: str, health: Health) -> Outcome:
    """What a probe of the mirror says; wrong bytes are other ones at each."""
    operator = mirror.removeprefix("https://")
    found = Outcome(mirror, operator, "sum.golang.org", "m@v1.0.0", *health)
    return found._replace(sums=Sums(f"h1:{operator}", "h1:m")) if health == WRONG else found


class World(NamedTuple):
    """How everybody does now; a mirror that is not named is well."""

    health: Mapping[str, Health] = {}
    witness: Health = WELL
    network: str = "home"
    retry_s: Mapping[str, float] = {}

    def of(self, mirror: str) -> Outcome:
        return outcome(mirror, self.health.get(mirror, WELL))


class Move(NamedTuple):
    """A move that was made, and what it was made on."""

    at: float
    decision: str
    before: tuple[str, ...]
    after: tuple[str, ...]
    full: Mapping[str, Outcome]


class Machine:
    """It has the mirrors of its profile, and those of a fallback, which is asked when nothing else is left.

    `lived_s` is the time that went by, by a clock that is never set; `now` is what its own shows.
    """

    def __init__(
        self,
        own: tuple[str, ...] = (A, B),
        fallback: tuple[str, ...] = (),
        *,
        seed: int = 0,
        at: float = START,
    ) -> None:
        self.state = State()
        self.own = self.list = own
        self.fallback = fallback
        self.now = at
        self.lived_s = 0.0
        self.rng = Random(seed)
        self.world = World()
        self.marks: frozenset[str] = frozenset()
        self.moves: list[Move] = []
        self.requests: list[tuple[str, bool]] = []  # mirror, in full
        self.witnesses_asked = 0
        self._full: Mapping[str, Outcome] = {}

    @property
    def scene(self) -> Scene:
        is_home = not self.fallback or self.list != self.fallback
        return Scene(self.world.network, self.own, self.list, is_home)

    @property
    def in_use(self) -> str:
        return self.list[0]

    def wait(self, seconds: float) -> None:
        """Time goes by, or, where it is less than none, the clock is set back."""
        self.now += seconds
        self.lived_s += max(seconds, 0.0)

    def turn(self, world: World | None = None) -> Turn:
        """One turn now, whether it is due or not."""
        self.world = self.world if world is None else world
        turn = take_turn(self.state, self.scene, self, self.now, self.rng)
        self.state = turn.state
        return turn

    def run(self, until_s: float, world: Callable[[float], World] | World | None = None) -> Iterator[Turn]:
        """Every turn that is due, until so much has been lived."""
        while self.lived_s < until_s:
            if is_due(self.state, self.now):
                yield self.turn(world(self.lived_s) if callable(world) else world)
            self.wait(max(self.state.next_at - self.now, 1.0))

    def use(self) -> None:
        """A person chooses the profile anew."""
        self.list = self.own
        self.state = by_hand(self.state, self.now, self.now)

    def undo(self) -> None:
        """A person takes the last move back."""
        self.list = self.moves[-1].before if self.moves else self.own
        self.state = by_hand(self.state, self.now, self.now)

    def ask(self, wish: Wish) -> Heard:
        asked = (*wish.full, *wish.glances)
        self.requests += [(one, bool(wish.full)) for one in asked]
        outcomes = {one: self.world.of(one) for one in asked}
        self._full = outcomes if wish.full else {}
        witnesses = [Witness("database", self.world.witness[1])] if wish.full else []
        if wish.full and self.fallback and self.list != self.fallback:
            witnesses += [Witness(one, self.world.of(one).reason) for one in self.fallback]
        retry_s = {one: s for one, s in self.world.retry_s.items() if one in asked}
        return Heard(outcomes, tuple(witnesses), retry_s, self.marks)

    def keep(self, tick: Tick, *, is_local: bool) -> bool:
        if not is_local:
            self.marks |= {one for one, found in tick.outcomes.items() if found.verdict == HOSTILE}
        return True

    def move(self, verdict: Verdict) -> tuple[str, ...] | None:
        for bars in verdict.bars:
            for choose in (self._of_own, self._of_fallback):
                if (target := choose(bars)) and target != self.list:
                    full = {**self._full, **{one: self.world.of(one) for one in self.fallback}}
                    self.moves.append(Move(self.lived_s, verdict.decision, self.list, target, full))
                    self.list = target
                    return target
        return None

    def _of_own(self, bars: frozenset[str]) -> tuple[str, ...]:
        """As choice.py does: the whole list where its first serves, else those of it that do."""
        hostile = {one for one in self.own if one in self.marks or self.world.of(one).verdict == HOSTILE}
        serving = tuple(
            one
            for one in self.own
            if one in self._full and self._full[one].is_usable and one not in bars | hostile
        )
        if not serving:
            return ()
        return tuple(one for one in self.own if one not in hostile) if serving[0] == self.own[0] else serving

    def _of_fallback(self, bars: frozenset[str]) -> tuple[str, ...]:
        is_fit = all(self.world.of(one).is_usable and one not in bars for one in self.fallback)
        return self.fallback if is_fit else ()
