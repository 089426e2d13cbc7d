"""The policy of `watch`, held against the limits of its specification over any life of a machine."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given, settings

from goenvctl.failover.tick import FROZEN, LEAVE, RETURN
from goenvctl.probe.outcome import BROKEN, DENIED, HOSTILE, UNREACHABLE, Outcome
from tests.failover.lives import Stretch, Told, in_a_row, live, machines, stretches
from tests.failover.machine import Machine

MINUTE_S, DAY_S = 60.0, 86400.0
SLEEP_S = 30 * MINUTE_S
BIT_S = 0.002  # clocks are sums of floats
FAILING = (UNREACHABLE, DENIED, BROKEN)

any_life = settings(max_examples=80, deadline=None)


def _moves(told: list[Told]) -> list[tuple[int, Told]]:
    return [(at, one) for at, one in enumerate(told) if one.move]


@given(machines, stretches)
@any_life
def test_moves_are_five_minutes_apart(machine: Machine, life: list[Stretch]) -> None:
    """Between two automatic changes there are at least 5 minutes, unless a hostile mirror is left."""
    moves = [one for _, one in _moves(live(machine, life))]
    assert all(later.at - one.at >= 5 * MINUTE_S - BIT_S or later.hostile for one, later in pairwise(moves))


@given(machines, stretches)
@any_life
def test_a_choice_by_hand_is_respected(machine: Machine, life: list[Stretch]) -> None:
    """For 15 minutes after a `use` by hand nothing is moved, unless it is away from a hostile mirror."""
    for _, one in _moves(live(machine, life)):
        assert one.hand_at is None or one.at - one.hand_at >= 15 * MINUTE_S - BIT_S or one.hostile


@given(machines, stretches)
@any_life
def test_going_back_has_a_budget(machine: Machine, life: list[Stretch]) -> None:
    """Within any 24 hours the profile's order is gone back to at most 6 times."""
    returns = [one.at for _, one in _moves(live(machine, life)) if one.decision == RETURN]
    assert all(later - one >= DAY_S - BIT_S for one, later in zip(returns, returns[6:], strict=False))


@given(machines, stretches)
@any_life
def test_only_what_has_fallen_is_left(machine: Machine, life: list[Stretch]) -> None:
    """What is left failed 3 times in a row on this network, 2 if broken or denied; or it is hostile."""
    told = live(machine, life)
    for at, one in _moves(told):
        if one.decision == LEAVE and not one.hostile:
            row = [turn.outcomes[one.in_use] for turn in in_a_row(told[: at + 1], one.in_use, SLEEP_S)]
            bad = [found.verdict for found in row if not found.is_usable]
            hard = [verdict for verdict in bad[-2:] if verdict in (BROKEN, DENIED)]
            assert not row[-1].is_usable
            assert len(bad) >= 3 or len(hard) == 2


@given(machines, stretches)
@any_life
def test_going_back_takes_time(machine: Machine, life: list[Stretch]) -> None:
    """A mirror comes back after 5 good probes in a row on this network, over at least 15 minutes."""
    told = live(machine, life)
    for at, one in _moves(told):
        if one.decision == RETURN:
            assert one.move
            back = one.move.after[0]
            good: list[Told] = []
            for turn in in_a_row(told[: at + 1], back, SLEEP_S):
                good = [*good, turn] if turn.outcomes[back].is_usable else []
            assert len(good) >= 5
            assert one.at - good[0].at >= 15 * MINUTE_S - BIT_S


@given(machines, stretches)
@any_life
def test_only_what_was_just_verified_is_moved_to(machine: Machine, life: list[Stretch]) -> None:
    """The mirror that is moved to was probed in full and found usable in the same turn."""
    for _, one in _moves(live(machine, life)):
        assert one.move and one.is_full
        assert one.move.full[one.move.after[0]].is_usable


@given(machines, stretches)
@any_life
def test_the_last_mirror_is_never_ejected(machine: Machine, life: list[Stretch]) -> None:
    """The list in force is never empty, and the mirror in use never ejected."""
    for stretch in life:
        for one in live(machine, [stretch]):
            assert not one.move or one.move.after
        streaks = machine.state.networks[stretch.network]
        assert machine.in_use not in streaks or streaks[machine.in_use].ejected_until <= machine.now


@given(machines, stretches)
@any_life
def test_a_hostile_mirror_never_comes_back(machine: Machine, life: list[Stretch]) -> None:
    """Once hostile, a mirror is asked no more, and not put into a list again by itself."""
    hostile: set[str] = set()
    for one in live(machine, life):
        assert not hostile & {*one.outcomes}
        assert not one.move or not hostile & ({*one.move.after} - {*one.move.before})
        if not one.is_frozen:
            hostile |= {mirror for mirror, found in one.outcomes.items() if found.verdict == HOSTILE}
    assert hostile == machine.marks


@given(machines, stretches)
@any_life
def test_a_hostile_mirror_is_left_at_once(machine: Machine, life: list[Stretch]) -> None:
    """What is found hostile is out of the list in the same turn if another serves, whatever the limits."""
    for one in live(machine, life):
        hostile = {mirror for mirror, found in one.outcomes.items() if found.verdict == HOSTILE}
        if hostile & {*one.listed} and not one.is_frozen:
            others = [mirror for mirror, found in one.outcomes.items() if found.is_usable]
            left = {*one.move.after} if one.move else {*one.listed}
            assert not others or not hostile & left


@given(machines, stretches)
@any_life
def test_nothing_moves_while_most_fail_alike(machine: Machine, life: list[Stretch]) -> None:
    """Where two operators, or the only one, and every witness fail for one reason, nothing is moved."""
    for one in live(machine, life):
        first = one.outcomes.get(one.in_use)
        if one.is_full and first and _are_alike(first, one):
            assert (one.move, one.decision) == (None, FROZEN)


def _are_alike(first: Outcome, one: Told) -> bool:
    alike = [found for found in one.outcomes.values() if found.reason == first.reason]
    is_most = len(alike) >= min(len(one.outcomes), 2)
    return (
        first.verdict in FAILING and is_most and {found.reason for found in one.witnesses} == {first.reason}
    )


@given(machines, stretches)
@any_life
def test_nobody_is_asked_for_nothing(machine: Machine, life: list[Stretch]) -> None:
    """A turn puts each question once, to mirrors of the lists, and in full only daily or with a reason."""
    for stretch in life:
        for _ in range(stretch.turns):
            machine.requests.clear()
            is_due = machine.state.full_at <= machine.now + stretch.step_s
            [one] = live(machine, [stretch._replace(turns=1)])
            assert len({*machine.requests}) == len(machine.requests)
            assert {mirror for mirror, _ in machine.requests} <= {*machine.own, *one.listed}
            is_reason = (
                is_due or one.move or one.hostile or _has_fallen(one) or one.outcomes.keys() - {one.in_use}
            )
            assert is_reason or not one.is_full


def _has_fallen(one: Told) -> bool:
    return one.in_use in one.outcomes and not one.outcomes[one.in_use].is_usable
