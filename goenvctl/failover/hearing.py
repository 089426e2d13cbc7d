"""What a tick has heard, taken into the state: streaks, who is hostile, whether there is trouble."""

from __future__ import annotations

from collections.abc import Iterable

from goenvctl.failover.alike import failing_alike
from goenvctl.failover.state import State, let_alone, streaks_on, with_streaks
from goenvctl.failover.streak import Streak, failed, forgotten, heard
from goenvctl.failover.tick import Tick
from goenvctl.probe.outcome import HOSTILE


def local_fault(tick: Tick) -> str:
    """What all have in common whose fault is not theirs; empty where one cannot say so, or only glanced."""
    first = tick.outcomes.get(tick.scene.in_use)
    if not tick.is_full or first is None:
        return ""
    asked = [tick.outcomes[one] for one in tick.scene.mirrors if one in tick.outcomes]
    return failing_alike(first, asked, tick.witnesses)


def taken_in(state: State, tick: Tick, now: float, *, is_local: bool) -> State:
    """The state with all that was heard. What fails for a local reason is no failure of the mirrors."""
    state = let_alone(state, tick.scene.network, tick.retry_s, now)
    streaks = streaks_on(state, tick.scene.network, now)
    for one, outcome in tick.outcomes.items():
        streak = heard(streaks.get(one, Streak()), outcome, now)
        streaks[one] = forgotten(streak) if is_local and not outcome.is_usable else streak
    in_use = tick.scene.in_use
    streak = streaks.get(in_use, Streak())._replace(ejected_until=0.0)  # by hand it may have been chosen
    streaks[in_use] = streak
    if in_use not in tick.outcomes and streak.ask_after > now:
        streaks[in_use] = streak = failed(streak, now)  # it said itself that it does not serve until then
    found = frozenset(one for one, outcome in tick.outcomes.items() if outcome.verdict == HOSTILE)
    known = state.hostile
    state = with_marks(state, tick.marks, frozenset() if is_local else found)
    hostile = state.hostile & {*tick.scene.now}
    if hostile - known or not (is_local or streak.bad or hostile):
        state = state._replace(trouble="", looks=0, look_at=0.0)  # over, or something new: look at once
    return with_streaks(state, tick.scene.network, streaks, now)


def marked(state: State, mirrors: Iterable[str]) -> State:
    """The records keep these mirrors as hostile from now on."""
    return state._replace(marked=state.marked | frozenset(mirrors))


def with_marks(state: State, marks: frozenset[str] | None, found: frozenset[str] = frozenset()) -> State:
    """With those found hostile. One stays so until a mark that was there is gone: a person forgave it."""
    if marks is None:
        return state._replace(hostile=state.hostile | found)
    forgiven = state.marked - marks
    return state._replace(hostile=(state.hostile - forgiven) | marks | found, marked=marks)
