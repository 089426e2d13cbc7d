"""Where `watch` stands on this machine: the mirrors wanted and in force, or why it is not to touch them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from goenvctl.candidates import Candidates, find_candidates
from goenvctl.errors import AnswerIsNo
from goenvctl.failover.asking import place_of
from goenvctl.failover.ground import Ground, find_ground
from goenvctl.failover.network import network_of
from goenvctl.failover.tick import Scene
from goenvctl.go.proxylist import ProxyListError, parse_proxy_list
from goenvctl.language import tr
from goenvctl.profiles.profile import Profile
from goenvctl.session import Session


class NotOurs(Exception):
    """There is nothing here that `watch` may move; the message says why."""


class Scenery(NamedTuple):
    """`own` are the mirrors of the profile that the user chose; `serving` those of the fallback that
    serves in its place, none where it serves itself.
    """

    ground: Ground
    scene: Scene
    own: Candidates
    serving: Candidates


def find_scenery(session: Session) -> Scenery:
    """Raises NotOurs, and as `use` does."""
    try:
        ground = find_ground(session)
    except AnswerIsNo as exc:
        raise NotOurs(exc.message) from exc
    name, fallback = ground.profile.name, ground.served_by
    if drifted := [one for one in ground.drifted if one in ground.profile.values or "/" in one]:
        raise NotOurs(
            tr(
                "{names} was changed by somebody else since; goenvctl use {profile} takes it back",
                names=", ".join(drifted),
                profile=name,
            )
        )
    own = candidates_of(session, ground.profile)
    serving = candidates_of(session, next((one for one in ground.fallbacks if one.name == fallback), None))
    known = {place_of(one.url) for one in (*own.endpoints, *serving.endpoints)}
    now = [one for one in _mirrors(ground.now.get("GOPROXY", "")) if one in known]
    wanted = [one for one in _mirrors(ground.in_force(ground.profile)["GOPROXY"]) if one in known]
    if not now:
        raise NotOurs(
            tr("no mirror of {profile} is in force: there is nothing to choose among", profile=name)
        )
    is_choice = ground.by_hand and not fallback
    scene = Scene(network_of(session.host), tuple(now if is_choice else wanted), tuple(now), not fallback)
    return Scenery(ground, scene, own, serving)


def candidates_of(session: Session, profile: Profile | None) -> Candidates:
    """The mirrors of a profile, none where it names none."""
    try:
        return find_candidates(session, [profile.name]) if profile else Candidates((), (), (), ())
    except AnswerIsNo:
        return Candidates((), (), (), ())


def _mirrors(goproxy: str) -> Iterable[str]:
    try:
        return dict.fromkeys(place_of(one.url) for one in parse_proxy_list(goproxy).mirrors)
    except ProxyListError:
        return ()
