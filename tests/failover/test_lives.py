"""`watch` over hours and days of virtual time: what is dead is left in time, and nothing runs wild."""

from __future__ import annotations

from collections import Counter
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from goenvctl.failover.tick import RETURN
from tests.failover.lives import Stretch, live, machines, stretches
from tests.failover.machine import (
    HEALTHS,
    LOCKED,
    OFFLINE,
    REFUSED,
    SILENT,
    START,
    WELL,
    A,
    B,
    Health,
    Machine,
    World,
)

MINUTE_S, HOUR_S, DAY_S = 60.0, 3600.0, 86400.0
IN_TIME_S = 12 * MINUTE_S + 2 * MINUTE_S  # the longest interval, and two more failures
HELD_S = 15 * MINUTE_S + MINUTE_S  # what a person chose, and the turn after that
LOOK_S = 10 * MINUTE_S + MINUTE_S  # nothing could be had so far: the next full look
MACHINES = 2000


@given(machines.filter(lambda one: len(one.own) > 1), stretches, st.sampled_from((SILENT, REFUSED, LOCKED)))
@settings(max_examples=80, deadline=None)
def test_what_is_dead_is_left_in_time(machine: Machine, life: list[Stretch], death: Health) -> None:
    """Whatever was before, a mirror that dies is left within 14 minutes if another works, or as soon as the
    choice of a person is 15 minutes old, or 11 minutes after nothing could be had.
    """
    live(machine, [one._replace(set_s=0.0) for one in life])
    died_at, dead = machine.lived_s, machine.in_use
    if dead in machine.marks or {*machine.own} - {dead} <= machine.marks:
        return  # there is nothing else
    world = World({dead: death}, network="here")
    in_time_s = max(IN_TIME_S, HELD_S, LOOK_S)
    for _ in machine.run(died_at + in_time_s, world):
        if machine.in_use != dead:
            break
    assert machine.in_use != dead
    assert machine.lived_s - died_at <= in_time_s


def test_a_dead_mirror_costs_fourteen_minutes_at_most() -> None:
    """Without a choice by hand a mirror that dies just after a good answer is left within 14 minutes."""
    for seed in range(200):
        machine = Machine(seed=seed)
        machine.turn(World())
        for _ in machine.run(IN_TIME_S + 1, World({A: SILENT})):
            if machine.in_use == B:
                break
        assert machine.in_use == B
        assert machine.lived_s <= IN_TIME_S


@pytest.mark.parametrize("seed", range(10))
def test_a_day(seed: int) -> None:
    """A day of flapping, sleeping and roaming: few moves, few goings back, few requests."""
    rng, machine = Random(seed), Machine(seed=seed)
    for _ in range(60):
        network = rng.choice(("home", "home", "office", "train"))
        health = {mirror: rng.choice((WELL, WELL, *HEALTHS[:7])) for mirror in (A, B)}
        world = World(health, rng.choice((WELL, WELL, OFFLINE)), network)
        for _ in machine.run(machine.lived_s + rng.uniform(60.0, 2400.0), world):
            pass
        if rng.random() < 0.2:
            machine.wait(rng.choice((-3600.0, 1900.0, 8 * HOUR_S)))  # the clock, or a sleep
    hours = machine.lived_s / HOUR_S
    assert len(machine.moves) <= 12 * hours
    assert sum(one.decision == RETURN for one in machine.moves) <= 6 * (hours // 24 + 1)
    asked = Counter(mirror for mirror, _ in machine.requests)
    assert max(asked.values()) <= 2 * 60 * hours


def test_flapping_is_not_followed() -> None:
    """A mirror that answers every other time is left once and not gone back to."""
    machine = Machine()
    for turn in range(400):
        machine.wait(MINUTE_S)
        machine.turn(World({A: SILENT if turn % 4 < 3 else WELL}))
    assert [one.after for one in machine.moves] == [(B,)]


def test_waking_without_a_network() -> None:
    """A machine that wakes where nothing can be reached moves nothing, however long that lasts."""
    machine = Machine(fallback=("https://f.example",))
    list(machine.run(HOUR_S, World()))
    machine.wait(8 * HOUR_S)
    nowhere = World(dict.fromkeys((A, B, "https://f.example"), OFFLINE), OFFLINE, "nowhere")
    list(machine.run(machine.lived_s + 10 * HOUR_S, nowhere))
    list(machine.run(machine.lived_s + HOUR_S, World()))
    assert (machine.moves, machine.list) == ([], (A, B))


def _requests(hours: float, machines: int, dies_at_s: float) -> tuple[Counter[int], Counter[int]]:
    """The requests to A by the second, of machines that began in the same minute; A is dead for an hour."""
    glances: Counter[int] = Counter()
    full: Counter[int] = Counter()

    def world(at_s: float) -> World:
        return World({A: SILENT} if dies_at_s <= at_s < dies_at_s + HOUR_S else {})

    for number in range(machines):
        machine = Machine(seed=number, at=START + number % 60)
        began = number % 60
        for _ in machine.run(hours * HOUR_S, world):
            for mirror, is_full in machine.requests:
                if mirror == A:
                    (full if is_full else glances)[int(machine.lived_s) + began] += 1
            machine.requests.clear()
    return glances, full


def test_two_thousand_machines() -> None:
    """2,000 machines ask a mirror 3.3 times a second; after the first minutes never more than 20 times."""
    glances, full = _requests(1.0, MACHINES, dies_at_s=10 * HOUR_S)
    settled = [glances[second] for second in range(1800, 3600)]
    assert 3.0 <= sum(settled) / len(settled) <= 3.7
    assert max(glances.values()) <= 30
    assert max(settled) <= 20
    assert sum(full.values()) == MACHINES


@pytest.mark.slow
def test_two_thousand_machines_for_a_day() -> None:
    """Over a day in which it dies for an hour the same rates hold, with few full probes, well spread."""
    glances, full = _requests(24.0, MACHINES, dies_at_s=6 * HOUR_S)
    settled = [glances[second] for second in range(1800, 24 * 3600)]
    assert 3.0 <= sum(settled) / len(settled) <= 3.7
    assert max(settled) <= 20
    late = [full[second] for second in range(1800, 24 * 3600)]
    assert sum(late) <= 4 * MACHINES
    assert max(late) <= 20
