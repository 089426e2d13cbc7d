"""What an automatic step stands on: the profile the user chose, and what is in force of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from goenvctl.active import Standing, standing
from goenvctl.errors import AnswerIsNo, InvalidInput
from goenvctl.failover.choice import InForce, Move, choose, refusal
from goenvctl.failover.serving import Outcomes
from goenvctl.go import envfile
from goenvctl.go.environment import Sources, resolve
from goenvctl.intent import intend
from goenvctl.language import tr
from goenvctl.places import odd_places
from goenvctl.profiles.profile import Profile
from goenvctl.session import Session
from goenvctl.switch import checked_profile
from goenvctl.targets.all_targets import DEFAULT
from goenvctl.verdict import without_variables


class Ground(NamedTuple):
    """`profile` is the one the user chose, `now` what is in force of it in the files (empty where
    another is active), `served_by` the fallback that serves, or empty.

    `by_hand`: a person chose the values, not `auto` or `watch`. `fallbacks` are those that may
    serve, the serving one first, and `unfit` says of the others why not. `in_force` tells what would be
    in force with a profile, in a terminal that exports nothing. `targets` and `change` are those of
    the newest change that stands. `drifted` are the variables and files that somebody has changed
    since.
    """

    profile: Profile
    now: Mapping[str, str]
    served_by: str
    by_hand: bool
    fallbacks: tuple[Profile, ...]
    unfit: tuple[str, ...]
    in_force: InForce
    targets: tuple[str, ...]
    change: int | None
    drifted: tuple[str, ...]

    def choose(
        self,
        outcomes: Outcomes,
        elsewhere: Mapping[str, Outcomes] = {},
        ways: Sequence[str] = (),
        *,
        fallbacks: Sequence[Profile] | None = None,
    ) -> Move | None:
        """The move to make from here, or None to stay. Raises Stuck."""
        return choose(
            self.profile,
            self.now,
            outcomes,
            self.fallbacks if fallbacks is None else fallbacks,
            elsewhere=elsewhere,
            ways=ways,
            served_by=self.served_by,
            by_hand=self.by_hand,
            in_force=self.in_force,
        )


def find_ground(session: Session, name: str | None = None) -> Ground:
    """Of the named profile, or the active one. Raises AnswerIsNo where none is active, else as `use`."""
    found = standing(session)
    ownership = found.ownership
    name = name or ownership.active
    if name is None:
        hint = tr("goenvctl use PROFILE puts one in force")
        raise AnswerIsNo("no-profile", tr("no profile is active"), hint)
    profile = checked_profile(session, name)
    is_active = profile.name == ownership.active
    served_by = ownership.served_by if is_active else ""
    sources = session.sources()
    clean = sources._replace(environ=without_variables(sources.environ))
    exported = session.host.environ.get("GOPRIVATE", "")

    def in_force(profile: Profile) -> Mapping[str, str]:
        intent = intend(profile.values, profile.trust, session.known_private, clean, ownership, exported)
        return {name: setting.value for name, setting in intent.settings.items()}

    fallbacks, unfit = _fallbacks(session, profile, in_force)
    return Ground(
        profile=profile,
        now=_now(found, clean) if is_active else {},
        served_by=served_by,
        by_hand=ownership.by_hand,
        fallbacks=tuple(sorted(fallbacks, key=lambda one: one.name != served_by)),
        unfit=unfit,
        in_force=in_force,
        targets=ownership.targets,
        change=ownership.change,
        drifted=_drifted(session, found, clean) if is_active else (),
    )


def _fallbacks(
    session: Session, profile: Profile, in_force: InForce
) -> tuple[list[Profile], tuple[str, ...]]:
    """Those that may serve it, in their order, each once; and why the others are out."""
    found: dict[str, Profile] = {}
    unfit: list[str] = []
    for name in profile.fallback:
        try:
            fallback = checked_profile(session, name)
        except InvalidInput as exc:
            unfit.append(f"{name}: {exc.message}")
            continue
        if why_not := refusal(profile, fallback, in_force):
            unfit.append(f"{fallback.name}: {why_not}")
        else:
            found.setdefault(fallback.name, fallback)
    found.pop(profile.name, None)
    return list(found.values()), tuple(unfit)


def _now(found: Standing, clean: Sources) -> dict[str, str]:
    """The values in the files that the active change has written."""
    values = {name: setting.value for name, setting in resolve(clean).items()}
    if DEFAULT not in found.ownership.targets:
        values |= {name: value for held in found.holdings.values() for name, value in held.written.items()}
    return values


def _drifted(session: Session, found: Standing, clean: Sources) -> tuple[str, ...]:
    written, here = found.ownership.written, envfile.read_values(clean.env_data or b"")
    names = [name for name, value in written.items() if here.get(name) != value]
    return (*names, *(problem.path or "" for problem in odd_places(session, found.holdings)))
