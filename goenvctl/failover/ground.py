"""What an automatic step stands on: the profile the user chose, and what is in force of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from goenvctl.failover.choice import InForce
from goenvctl.profiles.profile import Profile
from goenvctl.session import Session


class Ground(NamedTuple):
    """`profile` is the one the user chose, `now` what is in force of it in the files (empty where
    another is active), `served_by` the fallback that serves, or empty.

    `by_hand`: a person made the last change, not `auto` or `watch`. `fallbacks` are those that can
    be used, the serving one first. `known` are the patterns known as private. `targets` and `change`
    are those of the newest change that stands. `drifted` are variables that somebody has changed
    since.
    """

    profile: Profile
    now: Mapping[str, str]
    served_by: str
    by_hand: bool
    fallbacks: tuple[Profile, ...]
    known: tuple[str, ...]
    in_force: InForce
    targets: tuple[str, ...]
    change: int | None
    drifted: tuple[str, ...]


def find_ground(session: Session, name: str | None = None) -> Ground:
    """Of the named profile, or the active one. Raises AnswerIsNo where none is active, else as `use`."""
    raise NotImplementedError
