"""Which profile is active, and which values are ours: the journal of the env file in force."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import NamedTuple

from goenvctl.apply.ownership import Holding, Ownership, holdings, replay
from goenvctl.apply.transaction import history
from goenvctl.errors import InvalidInput
from goenvctl.profiles.profile import Profile, with_values
from goenvctl.session import Session


class Standing(NamedTuple):
    """`env_file` is empty where Go reads none; `foreign` is a file that blocks recovery, or empty.

    `holdings` are the files of other targets that hold values of ours, by path.
    """

    env_file: str
    ownership: Ownership
    holdings: Mapping[str, Holding]
    foreign: str

    @property
    def written(self) -> Mapping[str, str | None]:
        """Our values as we last wrote them, in whatever file."""
        elsewhere = {name: value for held in self.holdings.values() for name, value in held.written.items()}
        return {**elsewhere, **self.ownership.written}


def standing(session: Session) -> Standing:
    """Read without changing anything, but for finishing what was cut off."""
    changes, foreign = history(session.host, session.paths)
    path = os.path.abspath(session.env_file.path) if session.env_file.path else ""
    here = [change for change in changes if change.env_file == path]
    return Standing(path, replay(here), holdings(here), foreign)


def current(session: Session) -> str | None:
    """The active profile of the env file in force."""
    return standing(session).ownership.active


def profile_in_force(session: Session, found: Standing) -> Profile | None:
    """The active profile with the values that serve it: a fallback's, mirrors in the order written last.

    None where no profile is active, or a file of theirs is gone or broken.
    """
    ownership = found.ownership
    try:
        profile = session.store.find(ownership.active) if ownership.active else None
        if profile and ownership.served_by:
            from goenvctl.profiles.privacy import served_by

            profile = served_by(profile, session.store.find(ownership.served_by))
    except InvalidInput:
        return None
    written = found.written.get("GOPROXY")
    if profile is None or not written or written == profile.go.get("GOPROXY", written):
        return profile
    from goenvctl.probe.arrange import is_arrangement

    is_its_own = is_arrangement(written, profile.go["GOPROXY"])
    return with_values(profile, {**profile.values, "GOPROXY": written}) if is_its_own else profile
