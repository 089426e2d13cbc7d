"""What `watch` knows from one tick to the next: values, and how time moves them. Nothing here is secret."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from goenvctl.failover.limits import DAY_S, EARLY_S, INTERVAL_S, JITTER, RESPECT_S, RETURNS, SPACING_S
from goenvctl.failover.streak import Streak, awake, held_off, later

NETWORKS = 8  # remembered at most; the one not seen for longest goes

Streaks = Mapping[str, Streak]  # by the mirror's address, without credentials


class State(NamedTuple):
    """Times are seconds since the epoch by the wall clock, None or 0 where there is none.

    `time` is that of the last tick, `next_at` when the next is due, `full_at` when the next full probe is.
    `moved_at` is the last automatic change, `hand_at` the last one by a person, `returns` the goings
    back of the last day. `networks` holds the streaks by network, the latest network last. `hostile` are the
    mirrors found hostile, `marked` those that the records kept as such when last read. `trouble` is
    frozen or stuck while the mirror in use fails and nothing could be done; `looks` counts the full looks
    since then that found nothing, and before `look_at` there is no other. All three belong to `subject`,
    the network and the lists of mirrors.
    """

    time: float = 0.0
    next_at: float = 0.0
    full_at: float = 0.0
    moved_at: float | None = None
    hand_at: float | None = None
    returns: tuple[float, ...] = ()
    networks: Mapping[str, Streaks] = {}
    hostile: frozenset[str] = frozenset()
    marked: frozenset[str] = frozenset()
    trouble: str = ""
    looks: int = 0
    look_at: float = 0.0
    subject: str = ""


def is_due(state: State, now: float) -> bool:
    """Is it time for a tick? Also where `next_at` cannot be right."""
    wait_s = in_step(state, now).next_at - now
    return wait_s <= EARLY_S or wait_s > INTERVAL_S * (1 + JITTER)


def in_step(state: State, now: float) -> State:
    """The state by a clock that shows `now`.

    Where it was set back no time has passed: everything moves with it. That it was put forward
    cannot be told from a sleep, and is taken for one.
    """
    if not state.time or now >= state.time:
        return state
    by_s = now - state.time
    return state._replace(
        time=now,
        next_at=state.next_at + by_s,
        full_at=state.full_at + by_s,
        moved_at=_later(state.moved_at, by_s),
        hand_at=_later(state.hand_at, by_s),
        returns=tuple(time + by_s for time in state.returns),
        networks={
            network: {mirror: later(streak, by_s) for mirror, streak in streaks.items()}
            for network, streaks in state.networks.items()
        },
        look_at=state.look_at + by_s,
    )


def by_hand(state: State, at: float, now: float) -> State:
    """A person has chosen, at `at`; what was tried before counts no more."""
    return in_step(state, now)._replace(hand_at=min(at, now), trouble="", looks=0, look_at=0.0)


def streaks_on(state: State, network: str, now: float) -> dict[str, Streak]:
    """What is in a row now on this network."""
    return {mirror: awake(streak, now) for mirror, streak in state.networks.get(network, {}).items()}


def with_streaks(state: State, network: str, streaks: Streaks, now: float) -> State:
    """The streaks kept, but for mirrors not heard of for a day; the network is the latest."""
    kept = {one: streak for one, streak in streaks.items() if now - streak.heard_at < DAY_S}
    others = {name: found for name, found in state.networks.items() if name != network}
    latest = dict(list(others.items())[-(NETWORKS - 1) :])
    return state._replace(networks={**latest, network: kept})


def quiet_now(state: State, network: str, now: float) -> frozenset[str]:
    """Who is not to be asked: hostile, or it wants to be let alone."""
    streaks = state.networks.get(network, {})
    return state.hostile | {one for one, streak in streaks.items() if streak.ask_after > now}


def let_alone(state: State, network: str, retry_s: Mapping[str, float], now: float) -> State:
    """The state with mirrors that asked not to be asked for so many seconds (Retry-After)."""
    streaks = streaks_on(state, network, now)
    for one, wait_s in retry_s.items():
        streaks[one] = held_off(streaks.get(one, Streak()), wait_s, now)
    return with_streaks(state, network, streaks, now)


def respect_left_s(state: State, now: float) -> float:
    """For how long what a person chose still stays."""
    return _left(state.hand_at, RESPECT_S, now)


def spacing_left_s(state: State, now: float) -> float:
    """How long until another move may be made."""
    return _left(state.moved_at, SPACING_S, now)


def returns_left(state: State, now: float) -> int:
    """How often the profile's order may still be gone back to today."""
    return max(RETURNS - len(recent_returns(state, now)), 0)


def recent_returns(state: State, now: float) -> tuple[float, ...]:
    return tuple(time for time in state.returns if now - time < DAY_S)


def _left(since: float | None, length_s: float, now: float) -> float:
    return 0.0 if since is None else max(since + length_s - now, 0.0)


def _later(time: float | None, by_s: float) -> float | None:
    return None if time is None else time + by_s
