"""When `watch` asks, moves, waits or goes back: pure functions of state, answers, clock and chance.

The numbers are in limits.py. What is moved to is chosen elsewhere (choice.py), among what was verified in
the same tick.
"""

from __future__ import annotations

from collections.abc import Mapping
from random import Random

from goenvctl.failover.hearing import local_fault, taken_in, with_marks
from goenvctl.failover.limits import (
    DAY_S,
    FAILING_S,
    FALL,
    FALL_HARD,
    FULL_JITTER,
    INTERVAL_S,
    JITTER,
    LOOK_MOST_S,
    LOOK_S,
)
from goenvctl.failover.state import (
    State,
    in_step,
    quiet_now,
    recent_returns,
    respect_left_s,
    returns_left,
    spacing_left_s,
    streaks_on,
    with_streaks,
)
from goenvctl.failover.streak import HARD, Streak, ejected
from goenvctl.failover.tick import (
    FROZEN,
    KEEP,
    LEAVE,
    LOOK,
    RETURN,
    STUCK,
    WAIT,
    Bars,
    Scene,
    Tick,
    Verdict,
    Wish,
)
from goenvctl.language import tr, trn

Streaks = Mapping[str, Streak]


def wish(state: State, scene: Scene, now: float) -> Wish:
    """Whom a tick asks: the mirror in use, those that may come back, and once a day all of them in full."""
    state = in_step(state, now)
    askable = full_wish(state, scene, now)
    if now >= state.full_at:
        return askable
    streaks = streaks_on(state, scene.network, now)
    away = {one for one in scene.away if streaks.get(one, Streak()).ejected_until <= now}
    return Wish(glances=tuple(one for one in askable.full if one in {scene.in_use, *away}))


def full_wish(state: State, scene: Scene, now: float) -> Wish:
    """Whom a full look asks: everybody but those that are hostile or want to be let alone."""
    quiet = quiet_now(in_step(state, now), scene.network, now)
    return Wish(full=tuple(one for one in scene.mirrors if one not in quiet))


def decide(state: State, tick: Tick, now: float, rng: Random) -> Verdict:
    """The verdict on what was heard at `now`. Nothing is done yet."""
    before = _on_subject(in_step(state, now), tick.scene)
    fault = local_fault(tick)
    state = taken_in(before, tick, now, is_local=bool(fault))
    verdict = _frozen(state, fault) if fault else _judged(state, tick, now)
    if verdict.decision == LOOK:
        return verdict._replace(state=with_marks(before, tick.marks))
    return _timed(verdict, tick, now, rng)


def moved(verdict: Verdict, scene: Scene, target: tuple[str, ...], now: float, rng: Random) -> State:
    """The state once `target` is the list in force. Who was left is let alone for a while; never the last."""
    state, streaks = verdict.state, streaks_on(verdict.state, scene.network, now)
    if target and target[0] != scene.in_use:
        if verdict.decision == LEAVE and scene.in_use not in state.hostile:
            streaks[scene.in_use] = ejected(streaks.get(scene.in_use, Streak()), now)
        taken = streaks.get(target[0], Streak())
        streaks[target[0]] = taken._replace(is_down=False, ejected_until=0.0)
    returns = recent_returns(state, now)
    return with_streaks(state, scene.network, streaks, now)._replace(
        moved_at=now,
        returns=(*returns, now) if verdict.decision == RETURN else returns,
        next_at=now + _about(INTERVAL_S, JITTER, rng),
        full_at=now + _about(DAY_S, FULL_JITTER, rng),
        trouble="",
        looks=0,
        look_at=0.0,
    )


def stuck(verdict: Verdict, scene: Scene, now: float) -> State:
    """The state where nothing could be moved to, or what was wanted is in force already.

    Mirrors that were to come back have to be steady anew; else it is looked again less and less often.
    """
    state = verdict.state
    if verdict.decision == RETURN:
        streaks = streaks_on(state, scene.network, now)
        tired = {one: streaks[one]._replace(good=0) for one in scene.away if one in streaks}
        return with_streaks(state, scene.network, {**streaks, **tired}, now)
    looks = state.looks + 1
    look_at = now + min(LOOK_S * looks, LOOK_MOST_S)
    return state._replace(trouble=STUCK, looks=looks, look_at=look_at)


def _on_subject(state: State, scene: Scene) -> State:
    """Trouble belongs to a network and to lists: with others it is over."""
    if scene.subject == state.subject:
        return state
    return state._replace(subject=scene.subject, trouble="", looks=0, look_at=0.0)


def _frozen(state: State, fault: str) -> Verdict:
    why = tr(
        "all fail alike ({reason}): it looks like this machine or network; nothing is moved", reason=fault
    )
    return Verdict(state._replace(trouble=FROZEN), FROZEN, why)


def _judged(state: State, tick: Tick, now: float) -> Verdict:
    streaks = streaks_on(state, tick.scene.network, now)
    if state.hostile & {*tick.scene.now}:
        return _away_from_hostile(state, tick, streaks, now)
    if streaks.get(tick.scene.in_use, Streak()).fails:
        return _away_from_dead(state, tick, streaks, now)
    back = [one for one in tick.scene.away if _may_come_back(one, state, streaks, now)]
    if back and not _held(state, now) and returns_left(state, now):
        well = _span(now - streaks[back[0]].good_since)
        why = tr("{mirror} has been well for {span}", mirror=back[0], span=well)
        bars = _barred(state, streaks, now) | {one for one in tick.scene.away if one not in back}
        return Verdict(state, RETURN if tick.is_full else LOOK, why, (bars,))
    return _unmoved(state, tick, streaks)


def _away_from_hostile(state: State, tick: Tick, streaks: Streaks, now: float) -> Verdict:
    """No limit of time or number holds back. Where the mirror in use is sound, no other takes its place."""
    scene = tick.scene
    hostile = [one for one in scene.now if one in state.hostile]
    why = tr("{mirrors} served wrong bytes", mirrors=", ".join(hostile))
    if now < state.look_at:
        return Verdict(state, STUCK, _stuck(why))
    bars: tuple[Bars, ...] = (_barred(state, streaks, now), state.hostile)
    if scene.in_use not in hostile and not streaks.get(scene.in_use, Streak()).fails:
        waiting = {one for one in scene.away if not _may_come_back(one, state, streaks, now)}
        bars = (bars[0] | waiting, *bars)
    return Verdict(state, LEAVE if tick.is_full else LOOK, why, bars)


def _away_from_dead(state: State, tick: Tick, streaks: Streaks, now: float) -> Verdict:
    bad = streaks[tick.scene.in_use].bad
    why = trn("{failing}, once in a row", "{failing}, {number} times in a row", bad, failing=_failing(tick))
    if held := _held(state, now):
        return Verdict(state, WAIT, tr("{why}; {held}", why=why, held=held))
    if now < state.look_at:
        return Verdict(state, STUCK, _stuck(why))
    bars = (_barred(state, streaks, now), state.hostile)
    return Verdict(state, LEAVE if tick.is_full else LOOK, why, bars)


def _unmoved(state: State, tick: Tick, streaks: Streaks) -> Verdict:
    if not streaks.get(tick.scene.in_use, Streak()).bad:
        return Verdict(state, KEEP, tr("{mirror} works", mirror=tick.scene.in_use))
    if state.trouble == FROZEN:
        said = tr("{failing}, as all did a moment ago; nothing is moved", failing=_failing(tick))
        return Verdict(state, FROZEN, said)
    outcome = tick.outcomes.get(tick.scene.in_use)
    limit = FALL_HARD if outcome and outcome.verdict in HARD else FALL
    bad = streaks[tick.scene.in_use].bad
    said = trn(
        "{failing}, once; after {limit} in a row it is left",
        "{failing}, {number} times; after {limit} in a row it is left",
        bad,
        failing=_failing(tick),
        limit=limit,
    )
    return Verdict(state, WAIT, said)


def _may_come_back(mirror: str, state: State, streaks: Streaks, now: float) -> bool:
    return mirror not in state.hostile and streaks.get(mirror, Streak()).is_steady(now)


def _barred(state: State, streaks: Streaks, now: float) -> Bars:
    """Who is not chosen while there is anybody else."""
    out = {one for one, streak in streaks.items() if streak.is_down or streak.ejected_until > now}
    return state.hostile | out


def _held(state: State, now: float) -> str:
    """Why nothing may be moved yet, or empty."""
    if left_s := respect_left_s(state, now):
        return tr("what was chosen by hand stays for another {span}", span=_span(left_s))
    if left_s := spacing_left_s(state, now):
        return tr("the last move was just now, the next one may come in {span}", span=_span(left_s))
    return ""


def _timed(verdict: Verdict, tick: Tick, now: float, rng: Random) -> Verdict:
    """The verdict with the time of the next tick, and of the next full probe."""
    state = verdict.state
    streak = streaks_on(state, tick.scene.network, now).get(tick.scene.in_use, Streak())
    is_hostile = tick.scene.in_use in state.hostile
    is_failing = verdict.decision == FROZEN or is_hostile or streak.bad > 0 or streak.is_down
    next_s = FAILING_S if is_failing else _about(INTERVAL_S, JITTER, rng)
    full_at = state.full_at
    if tick.is_full:
        full_at = now + (INTERVAL_S if is_failing else _about(DAY_S, FULL_JITTER, rng))
    state = state._replace(time=now, next_at=now + next_s, full_at=full_at)
    return verdict._replace(state=state, next_s=next_s)


def _about(length_s: float, share: float, rng: Random) -> float:
    return length_s * rng.uniform(1 - share, 1 + share)


def _failing(tick: Tick) -> str:
    outcome = tick.outcomes.get(tick.scene.in_use)
    waits = tr("it wants to be asked again later")
    reason = (outcome.reason or tr(outcome.verdict)) if outcome else waits
    return tr("{mirror} fails ({reason})", mirror=tick.scene.in_use, reason=reason)


def _stuck(why: str) -> str:
    return tr("{reason}, and there is nothing to move to", reason=why)


def _span(seconds: float) -> str:
    if seconds >= 90:
        return tr("{minutes:.0f} min", minutes=seconds / 60)
    return tr("{seconds:.0f} s", seconds=seconds)
