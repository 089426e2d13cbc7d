"""Every number of the policy at its edge: a millisecond before, and a millisecond after."""

from __future__ import annotations

import pytest

from goenvctl.failover.limits import EARLY_S
from goenvctl.failover.policy import full_wish, wish
from goenvctl.failover.state import State, in_step, is_due
from goenvctl.failover.streak import Streak, ejected
from goenvctl.failover.tick import FROZEN, KEEP, LEAVE, RETURN, STUCK, WAIT
from tests.failover.machine import (
    JUNK,
    LOCKED,
    OFFLINE,
    SILENT,
    START,
    A,
    B,
    C,
    F,
    Health,
    Machine,
    World,
)

MS = 0.001
MINUTE_S, DAY_S = 60.0, 86400.0
A_FAILS, B_FAILS = World({A: SILENT}), World({A: SILENT, B: SILENT})


def _left(own: tuple[str, ...] = (A, B)) -> Machine:
    """A machine that has just left A."""
    machine = Machine(own)
    machine.turn(World())
    _fail(machine, A_FAILS, 3)
    assert machine.in_use == B
    return machine


def _fail(machine: Machine, world: World, turns: int) -> list[str]:
    decisions = []
    for _ in range(turns):
        machine.wait(MINUTE_S)
        decisions.append(machine.turn(world).decision)
    return decisions


@pytest.mark.parametrize(
    ("health", "decisions"),
    [
        (SILENT, [WAIT, WAIT, LEAVE]),
        (OFFLINE, [WAIT, WAIT, LEAVE]),
        (JUNK, [WAIT, LEAVE]),
        (LOCKED, [WAIT, LEAVE]),
    ],
)
def test_the_fall(health: Health, decisions: list[str]) -> None:
    """A mirror is left at its third failure in a row, at the second where it is broken or denied."""
    machine = Machine()
    machine.turn(World())
    assert _fail(machine, World({A: health}), len(decisions)) == decisions
    assert machine.list == (B,)


def test_one_good_answer_in_between() -> None:
    """One good answer begins the count anew, unless the mirror has fallen: then it takes two."""
    machine = Machine()
    machine.use()  # so that it is not left at once
    for world in (A_FAILS, A_FAILS, World(), A_FAILS, A_FAILS):
        _fail(machine, world, 1)
        assert not machine.state.networks["home"][A].is_down
    downs = []
    for world in (A_FAILS, World(), A_FAILS, World(), World()):
        _fail(machine, world, 1)
        downs.append(machine.state.networks["home"][A].is_down)
    assert downs == [True, True, True, True, False]


def test_five_minutes_between_moves() -> None:
    """The next move is made 5 minutes after the last, not a millisecond before."""
    machine = _left((A, B, C))
    assert _fail(machine, B_FAILS, 4) == [WAIT] * 4
    machine.wait(MINUTE_S - MS)
    assert machine.turn(B_FAILS).decision == WAIT
    machine.wait(2 * MS)
    assert (machine.turn(B_FAILS).decision, machine.list) == (LEAVE, (C,))


def test_fifteen_minutes_for_a_choice_by_hand() -> None:
    """What a person chose is left 15 minutes later, not a millisecond before."""
    machine = Machine()
    machine.use()
    assert _fail(machine, A_FAILS, 14) == [WAIT] * 14
    machine.wait(MINUTE_S - MS)
    assert machine.turn(A_FAILS).decision == WAIT
    machine.wait(2 * MS)
    assert machine.turn(A_FAILS).decision == LEAVE


def test_fifteen_minutes_well() -> None:
    """With 5 good probes a mirror comes back 15 minutes after the first, not a millisecond before."""
    machine = _left()
    machine.wait(MINUTE_S)
    for wait_s in (0.0, 225.0, 225.0, 225.0, 225.0 - MS):
        machine.wait(wait_s)
        assert machine.turn(World()).decision == KEEP
    machine.wait(2 * MS)
    assert (machine.turn(World()).decision, machine.list) == (RETURN, (A, B))


def test_five_good_probes() -> None:
    """After 15 minutes a mirror comes back with the fifth good probe, not with the fourth."""
    machine = _left()
    for _ in range(4):
        machine.wait(10 * MINUTE_S)
        assert machine.turn(World()).decision == KEEP
    machine.wait(10 * MINUTE_S)
    assert machine.turn(World()).decision == RETURN


@pytest.mark.parametrize(("gap_s", "decision"), [(1800.0 - MS, LEAVE), (1800.0, LEAVE), (1800.0 + MS, WAIT)])
def test_a_sleep_of_three_intervals(gap_s: float, decision: str) -> None:
    """After a gap of more than 30 minutes, and no shorter one, failures are no longer in a row."""
    machine = Machine()
    machine.turn(World())
    _fail(machine, A_FAILS, 2)
    machine.wait(gap_s)
    assert machine.turn(A_FAILS).decision == decision


def test_streaks_belong_to_a_network() -> None:
    """Failures on one network are not counted on another, nor forgotten there."""
    machine = Machine()
    machine.turn(World())
    assert _fail(machine, A_FAILS, 2) == [WAIT] * 2
    assert _fail(machine, A_FAILS._replace(network="train"), 2) == [WAIT] * 2
    assert _fail(machine, A_FAILS, 1) == [LEAVE]


@pytest.mark.parametrize(("times", "minutes"), [(1, 1), (2, 2), (29, 29), (30, 30), (31, 30), (100, 30)])
def test_an_ejection_grows(times: int, minutes: int) -> None:
    """A mirror that was left is let alone for a minute times the number of ejections, up to 30."""
    streak = ejected(Streak(ejections=times - 1, ejected_at=START - 10), START)
    assert streak.ejected_until == START + minutes * MINUTE_S


@pytest.mark.parametrize(("ago_s", "times"), [(DAY_S - MS, 4), (DAY_S + MS, 1)])
def test_ejections_of_a_day(ago_s: float, times: int) -> None:
    """Ejections more than a day apart do not add up."""
    assert ejected(Streak(ejections=3, ejected_at=START - ago_s), START).ejections == times


def test_an_ejected_mirror_is_not_asked() -> None:
    """A mirror that was left is asked again when its ejection ends, not a millisecond before."""
    machine = _left()
    at = machine.now
    assert wish(machine.state, machine.scene, at + MINUTE_S - MS).glances == (B,)
    assert wish(machine.state, machine.scene, at + MINUTE_S + MS).glances == (A, B)
    assert full_wish(machine.state, machine.scene, at).full == (A, B)  # if B fails it is needed


@pytest.mark.parametrize(("ago_s", "decision"), [(DAY_S - MS, KEEP), (DAY_S + MS, RETURN)])
def test_six_returns_a_day(ago_s: float, decision: str) -> None:
    """A seventh going back is made a day after the first, not a millisecond before."""
    machine = _left()
    for _ in range(4):
        machine.wait(10 * MINUTE_S)
        machine.turn(World())
    machine.wait(10 * MINUTE_S)
    machine.state = machine.state._replace(returns=(machine.now - ago_s, *[machine.now - 3600] * 5))
    assert machine.turn(World()).decision == decision


def test_going_back_waits_as_well() -> None:
    """After a person took a going back back, it is made again 15 minutes later, not a millisecond before."""
    machine = _left()
    for _ in range(5):
        machine.wait(10 * MINUTE_S)
        machine.turn(World())
    assert [*machine.list] == [A, B]
    machine.undo()
    assert [*machine.list] == [B]
    for wait_s in (10 * MINUTE_S, 5 * MINUTE_S - MS):
        machine.wait(wait_s)
        assert (machine.turn(World()).decision, *machine.list) == (KEEP, B)
    machine.wait(2 * MS)
    assert (machine.turn(World()).decision, *machine.list) == (RETURN, A, B)


def test_who_is_up_goes_first() -> None:
    """A mirror that is only just well again is moved to where no other is up; then it counts as up."""
    machine = _left((A, B, C))
    assert _fail(machine, B_FAILS, 4) == [WAIT] * 4
    assert _fail(machine, World({B: SILENT}), 1) == [LEAVE]  # A is well for the first time
    assert [*machine.list] == [C]
    machine = _left((A, B))
    assert _fail(machine, B_FAILS, 4) == [WAIT] * 4
    assert _fail(machine, World({B: SILENT}), 1) == [LEAVE]
    assert (machine.list, machine.state.networks["home"][A].is_down) == ((A, B), False)
    assert machine.state.next_at - machine.now >= 8 * MINUTE_S


def test_only_who_is_steady_comes_back() -> None:
    """Of two that were left, the one that is steady comes back, and the other not with it."""
    machine = _left((A, B, C))
    _fail(machine, B_FAILS, 5)
    assert [*machine.list] == [C]
    machine.wait(10 * MINUTE_S)
    for _ in range(2):
        machine.turn(World({A: SILENT}))
        machine.wait(10 * MINUTE_S)
    for _ in range(2):
        assert machine.turn(World()).decision == KEEP
        machine.wait(10 * MINUTE_S)
    assert (machine.turn(World()).decision, *machine.list) == (RETURN, B, C)


def test_leaving_a_hostile_mirror_is_no_going_back() -> None:
    """Where a mirror further back is hostile it goes, and one that recovers does not take the first place."""
    machine = _left((A, B, C))
    for _ in range(3):
        machine.wait(10 * MINUTE_S)
        machine.turn(World())
    machine.marks = frozenset({C})
    machine.wait(10 * MINUTE_S)
    assert (machine.turn(World()).decision, machine.list) == (LEAVE, (B,))


def test_leaving_needs_no_budget() -> None:
    """Where the budget of goings back is spent, a mirror that fails is left all the same."""
    machine = Machine()
    machine.turn(World())
    machine.state = machine.state._replace(returns=(machine.now,) * 6)
    assert _fail(machine, A_FAILS, 3) == [WAIT, WAIT, LEAVE]


def test_a_full_probe_a_day() -> None:
    """Full probes are 18 to 30 hours apart; one is made when it is due, not a millisecond before."""
    for seed in range(50):
        machine = Machine(seed=seed)
        machine.turn(World())
        full_at = machine.state.full_at
        assert 0.75 * DAY_S <= full_at - START <= 1.25 * DAY_S
        assert wish(machine.state, machine.scene, full_at - MS).full == ()
        assert wish(machine.state, machine.scene, full_at + MS).full == (A, B)


def test_ten_minutes_with_jitter() -> None:
    """A turn is due 8 to 12 minutes after the last, or 1 where the mirror fails; a timer may be 5 s early."""
    for seed in range(50):
        machine = Machine(seed=seed)
        machine.turn(World())
        wait_s = machine.state.next_at - START
        assert 8 * MINUTE_S <= wait_s <= 12 * MINUTE_S
        assert not is_due(machine.state, machine.state.next_at - EARLY_S - MS)
        assert is_due(machine.state, machine.state.next_at - EARLY_S + MS)
        machine.turn(A_FAILS)
        assert machine.state.next_at - machine.now == MINUTE_S


def test_retry_after_is_heeded() -> None:
    """A mirror that names a time is not asked before, not in full either; meanwhile it counts as failing."""
    machine = Machine()
    machine.turn(World())
    machine.wait(600.0)
    busy = A_FAILS._replace(retry_s={A: 150.0})
    assert machine.turn(busy).decision == WAIT
    asked_at = machine.now
    assert wish(machine.state, machine.scene, asked_at + 150.0 - MS).glances == ()
    assert wish(machine.state, machine.scene, asked_at + 150.0 + MS).glances == (A,)
    machine.requests.clear()
    assert _fail(machine, busy, 2) == [WAIT, LEAVE]
    assert machine.requests == [(B, True)]


def test_retry_after_has_a_limit() -> None:
    """A Retry-After of more than a day counts as a day."""
    machine = Machine()
    machine.turn(A_FAILS._replace(retry_s={A: 1e9}))
    assert machine.state.networks["home"][A].ask_after == START + DAY_S


def test_looking_in_vain() -> None:
    """Where nothing serves full looks are 1 minute apart, then 2, and at last 10: not a millisecond less."""
    machine = Machine()
    machine.turn(World())
    _fail(machine, B_FAILS, 2)
    waits = []
    for _ in range(12):
        machine.wait(max(machine.state.look_at - machine.now, MINUTE_S) - MS)
        if machine.state.looks:
            machine.requests.clear()
            assert machine.turn(B_FAILS).decision == STUCK
            assert machine.requests == [(A, False)]
        machine.wait(2 * MS)
        assert machine.turn(B_FAILS).decision == STUCK
        waits.append(round((machine.state.look_at - machine.now) / MINUTE_S))
    assert waits == [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 10, 10]


def test_a_clock_that_is_set_back() -> None:
    """Where the clock is set back no time has passed: what was to come in a minute comes in a minute."""
    machine = _left((A, B, C))
    before = machine.state
    machine.wait(-100_000.0)
    after = in_step(before, machine.now)
    assert after.next_at - after.time == pytest.approx(before.next_at - before.time)
    assert not is_due(before, machine.now)
    assert _fail(machine, B_FAILS, 5) == [WAIT] * 5
    machine.wait(MINUTE_S - MS)
    assert machine.turn(B_FAILS).decision == WAIT
    machine.wait(2 * MS)
    assert machine.turn(B_FAILS).decision == LEAVE


def test_a_clock_that_is_set_forward() -> None:
    """Where the clock is put forward a turn is due at once, and what was in a row is forgotten."""
    machine = Machine()
    machine.turn(World())
    _fail(machine, A_FAILS, 2)
    machine.now += 1e9
    assert is_due(machine.state, machine.now)
    assert machine.turn(A_FAILS).decision == WAIT
    assert machine.state.networks["home"][A].bad == 1


def test_a_time_that_cannot_be() -> None:
    """A state whose next turn lies too far ahead is due now."""
    assert is_due(State(time=START, next_at=START + 1e6), START + 1)


def test_frozen_counts_nobodys_failures() -> None:
    """What all have in common is nobody's failure: after it a mirror has to fail 3 times to be left."""
    machine = Machine()
    machine.turn(World())
    nowhere = World({A: OFFLINE, B: OFFLINE}, witness=OFFLINE)
    assert _fail(machine, nowhere, 6) == [WAIT, WAIT, FROZEN, FROZEN, FROZEN, FROZEN]
    only_a = World({A: OFFLINE})
    assert _fail(machine, only_a, 3) == [FROZEN, FROZEN, LEAVE]


def test_hostile_without_a_way_out() -> None:
    """A hostile mirror that cannot be taken out of the list is looked at ever less often, and the one in use,
    which is sound, is asked as usual.
    """
    machine = Machine((A, B))
    machine.turn(World())
    machine.move = lambda verdict: None  # type: ignore[method-assign]  # a run of its own is never emptied
    machine.wait(600.0)
    machine.marks = frozenset({B})
    for count in range(1, 4):
        machine.requests.clear()
        assert machine.turn(World()).decision == STUCK
        assert machine.requests == [(A, False), (A, True)]
        assert machine.state.look_at == machine.now + count * MINUTE_S
        assert 8 * MINUTE_S <= machine.state.next_at - machine.now <= 12 * MINUTE_S
        machine.wait(600.0)


def test_a_hostile_fallback() -> None:
    """A mirror of a fallback that was hostile does not serve again, well or not, whatever else is left."""
    machine = Machine((A,), (F,))
    machine.turn(World())
    _fail(machine, A_FAILS, 3)
    assert machine.list == (F,)
    machine.wait(2 * DAY_S)
    assert machine.turn(World({A: SILENT, F: ("hostile", "zip-mismatch")})).decision == STUCK
    machine.wait(10 * MINUTE_S)
    assert machine.turn(A_FAILS).decision == STUCK
    machine.wait(10 * MINUTE_S)
    assert (machine.turn(World()).decision, machine.list) == (LEAVE, (A,))
    assert _fail(machine, A_FAILS, 6)[-1] == STUCK
    machine.marks |= {A}
    machine.wait(10 * MINUTE_S)
    assert (machine.turn(World()).decision, machine.list) == (STUCK, (A,))


def test_forgiven() -> None:
    """A hostile mirror that a person has forgiven comes back like any other: after 5 good probes."""
    machine = Machine()
    machine.turn(World({A: ("hostile", "zip-mismatch")}))
    assert (machine.list, *machine.marks, *machine.state.hostile) == ((B,), A, A)
    machine.wait(600.0)
    machine.turn(World())
    machine.marks = frozenset()
    for _ in range(5):
        machine.wait(600.0)
        assert machine.turn(World()).decision == KEEP
    machine.wait(600.0)
    assert (machine.turn(World()).decision, machine.list) == (RETURN, (A, B))
