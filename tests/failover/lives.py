"""Lives of machines, as Hypothesis makes them up, and what happened in them, told turn by turn."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from hypothesis import strategies as st

from goenvctl.failover.tick import FROZEN
from goenvctl.probe.agreement import Witness
from goenvctl.probe.outcome import Outcome
from tests.failover.machine import (
    HEALTHS,
    JUNK,
    LOCKED,
    OFFLINE,
    SILENT,
    WELL,
    A,
    B,
    C,
    F,
    Health,
    Machine,
    Move,
    World,
)

STEPS_S = (1.0, 30.0, 59.999, 60.0, 61.0, 180.0, 299.0, 600.0, 700.0, 1799.0, 1801.0, 7200.0, 90_000.0)
CLOCK_SET_S = (-0.001, -1.0, -600.0, -100_000.0)


class Stretch(NamedTuple):
    """So many turns alike, `step_s` apart; before them the clock may be set, and a person may use or undo."""

    health: Mapping[str, Health]
    witness: Health
    network: str
    step_s: float
    turns: int
    by_hand: str
    set_s: float


class Told(NamedTuple):
    """One turn: when it was, by a clock that is never set; what was heard; what was done, if anything.

    `listed` is the list in force before, `hostile` are those of it that were known as hostile at the end.
    """

    at: float
    network: str
    listed: tuple[str, ...]
    outcomes: Mapping[str, Outcome]
    witnesses: Sequence[Witness]
    is_full: bool
    decision: str
    move: Move | None
    hand_at: float | None
    hostile: frozenset[str]

    @property
    def in_use(self) -> str:
        return self.listed[0]

    @property
    def is_frozen(self) -> bool:
        return self.decision == FROZEN and self.is_full


_health = st.one_of(st.just(WELL), st.sampled_from((SILENT, OFFLINE, JUNK, LOCKED)), st.sampled_from(HEALTHS))
_networks = st.sampled_from(("home", "home", "home", "office", "train"))
_by_hand = st.sampled_from(("", "", "", "", "use", "undo"))
_set = st.one_of(st.just(0.0), st.just(0.0), st.just(0.0), st.sampled_from(CLOCK_SET_S))
_anything = st.builds(
    Stretch,
    health=st.fixed_dictionaries(dict.fromkeys((A, B, C, F), _health)),
    witness=st.sampled_from((WELL, WELL, OFFLINE, SILENT)),
    network=_networks,
    step_s=st.one_of(st.sampled_from((60.0, 600.0)), st.sampled_from(STEPS_S)),
    turns=st.one_of(st.just(6), st.integers(1, 9)),
    by_hand=_by_hand,
    set_s=_set,
)
_dying = st.builds(  # the first mirror falls, and only that
    Stretch,
    health=st.sampled_from((SILENT, LOCKED)).map(lambda health: {A: health}),
    witness=st.just(WELL),
    network=_networks,
    step_s=st.sampled_from((60.0, 299.0)),
    turns=st.integers(2, 9),
    by_hand=_by_hand,
    set_s=_set,
)
_calm = st.builds(  # all is well
    Stretch,
    health=st.just({}),
    witness=st.just(WELL),
    network=_networks,
    step_s=st.sampled_from((60.0, 180.0, 299.0, 600.0)),
    turns=st.integers(3, 9),
    by_hand=_by_hand,
    set_s=_set,
)
stretches = st.lists(st.one_of(_anything, _dying, _calm), min_size=1, max_size=16)
machines = st.builds(
    Machine,
    st.sampled_from(((A,), (A, B), (A, B), (A, B, C))),
    st.sampled_from(((), (F,))),
    seed=st.integers(0, 99),
)


def live(machine: Machine, life: Sequence[Stretch]) -> list[Told]:
    """Every turn of it, whether it was due or not: the limits hold whoever calls."""
    return list(_lived(machine, life))


def _lived(machine: Machine, life: Sequence[Stretch]) -> Iterator[Told]:
    hand_at = None
    for stretch in life:
        machine.wait(stretch.set_s)
        if stretch.by_hand:
            machine.use() if stretch.by_hand == "use" else machine.undo()
            hand_at = machine.lived_s
        for _ in range(stretch.turns):
            machine.wait(stretch.step_s)
            listed, moves = machine.list, len(machine.moves)
            turn = machine.turn(World(stretch.health, stretch.witness, stretch.network))
            yield Told(
                machine.lived_s,
                stretch.network,
                listed,
                turn.tick.outcomes,
                turn.tick.witnesses,
                turn.tick.is_full,
                turn.decision,
                machine.moves[-1] if len(machine.moves) > moves else None,
                hand_at,
                machine.marks & {*listed},
            )


def in_a_row(told: Sequence[Told], mirror: str, gap_s: float) -> list[Told]:
    """The last turns on the last turn's network that asked the mirror, oldest first: back to a gap longer
    than this, or to a failure that all had in common. Told from the turns alone.
    """
    found: list[Told] = []
    for one in reversed([one for one in told if one.network == told[-1].network and mirror in one.outcomes]):
        is_common = one.is_frozen and not one.outcomes[mirror].is_usable
        if is_common or (found and found[-1].at - one.at > gap_s):
            break
        found.append(one)
    return found[::-1]
