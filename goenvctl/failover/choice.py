"""What an automatic step moves to: a pure function of values. Never anything weaker.

The user's own order counts, not speed. As long as the first mirror of the profile serves, and no
entry is hostile, the profile stands as it is written, though a mirror further back fails. Else
each of its runs keeps those that serve, healthy before degraded and otherwise in their own order.
Those that fail drop out, for behind one that fails no `,` is reached; they come back by themselves.
A fallback is for when no mirror of the profile can serve.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from goenvctl.failover.serving import Outcomes, Serving, Unfit, found_so, serving
from goenvctl.failover.weaker import weaker
from goenvctl.go.variables import VARIABLES
from goenvctl.language import tr
from goenvctl.profiles import privacy
from goenvctl.profiles.profile import Profile

InForce = Callable[[Profile], Mapping[str, str]]

SHIPPED = {"GOPROXY": "https://proxy.golang.org,direct", "GOSUMDB": "sum.golang.org", "GOTOOLCHAIN": "auto"}


class Move(NamedTuple):
    """What to write in place of the profile's own values, all of them.

    `served_by` is the fallback they come from, empty for the profile itself. `why` is one line.
    """

    values: Mapping[str, str | None]
    served_by: str
    why: str


class Stuck(Exception):
    """Nothing healthy can be had, or written; the message is one line that says why."""


def shipped(profile: Profile) -> Mapping[str, str]:
    """What is in force with a profile where nothing else is set, and nothing else known as private."""
    values = {name: variable.default for name, variable in VARIABLES.items()} | SHIPPED | dict(profile.go)
    for name, variable in VARIABLES.items():
        values[name] = values[name] or (values[variable.follows] if variable.follows else "")
    return values


def choose(
    profile: Profile,
    now: Mapping[str, str],
    outcomes: Outcomes,
    fallbacks: Sequence[Profile],
    *,
    elsewhere: Mapping[str, Outcomes] = {},
    ways: Sequence[str] = (),
    served_by: str = "",
    by_hand: bool = False,
    in_force: InForce = shipped,
) -> Move | None:
    """The move to make, or None to stay. Raises Stuck where nothing healthy can be had.

    `now` are the values in force (empty where another profile is active: then anything is a move);
    a mirror without an outcome is as good as failing. `elsewhere` has the outcomes of each
    fallback's mirrors, by its name, where they were judged under another GOSUMDB; else `outcomes`
    count. `ways` are values of GOSUMDB seen to work. `served_by` is who serves now. `by_hand`: a
    person chose `now`, so it stays while it serves. `in_force` tells what would be in force with a
    profile.
    """
    own = in_force(profile)
    try:
        found = serving(own, now, outcomes, ways, by_hand=by_hand)
        move = Move(_values(profile, own, found), "", _why(own, now, found))
        return None if not served_by and _is_same(found, now) else move
    except Unfit as exc:
        lost = [str(exc)]
    for fallback in fallbacks:
        lent = privacy.served_by(profile, fallback)
        named, is_serving = in_force(lent), fallback.name == served_by
        try:
            if why_not := refusal(profile, fallback, in_force):
                raise Unfit(why_not)
            found = serving(named, now if is_serving else {}, elsewhere.get(fallback.name, outcomes), ways)
            if not found.is_verified:
                raise Unfit(tr("nothing there could be verified"))
            move = Move(_values(lent, named, found), fallback.name, lost[0])
        except Unfit as exc:
            lost.append(f"{fallback.name}: {exc}")
        else:
            return None if is_serving and _is_same(found, now) else move
    raise Stuck("; ".join(lost))


def refusal(profile: Profile, fallback: Profile, in_force: InForce) -> str:
    """Why the fallback may never serve the profile, in a few words; empty where it may."""
    if fallback.trust != profile.trust:
        return tr("its trust is {trust}", trust=fallback.trust)
    return weaker(in_force(profile), in_force(privacy.served_by(profile, fallback)))


def _values(profile: Profile, own: Mapping[str, str], found: Serving) -> dict[str, str | None]:
    """The profile's values, but for what is found better."""
    better = {"GOPROXY": found.goproxy, "GOSUMDB": found.gosumdb}
    return {**profile.values, **{name: value for name, value in better.items() if value != own[name]}}


def _is_same(found: Serving, now: Mapping[str, str]) -> bool:
    return (found.goproxy, found.gosumdb) == (now.get("GOPROXY"), now.get("GOSUMDB"))


def _why(own: Mapping[str, str], now: Mapping[str, str], found: Serving) -> str:
    """Why the profile's own mirrors are to stand so."""
    said = [] if found.first else [tr("its GOPROXY names no mirror")]
    if found.goproxy != own["GOPROXY"]:
        said.append(found.why)
    elif found.first and now.get("GOPROXY") != found.goproxy:
        said.append(found_so(found.first, is_again=bool(now)))
    if found.gosumdb != own["GOSUMDB"]:
        said.append(tr("its checksum database is not found the way it names"))
    elif now and now.get("GOSUMDB") != found.gosumdb:
        said.append(tr("its checksum database is found again"))
    return "; ".join(part for part in said if part)
