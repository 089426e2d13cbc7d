"""What the mirrors of a profile do now: one sweep, and what fails is asked once more."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from goenvctl.check import NOBODY, Watch
from goenvctl.failover.ground import Ground
from goenvctl.probe.outcome import Outcome
from goenvctl.session import Session


class Sight(NamedTuple):
    """`outcomes` of the profile's own mirrors by `url`; `elsewhere` those of fallbacks, by name.

    `ways` are values of GOSUMDB, other ways to the same database, that were seen to work.
    """

    outcomes: Mapping[str, Outcome]
    elsewhere: Mapping[str, Mapping[str, Outcome]]
    ways: tuple[str, ...]
    local_problem: str | None


def look(session: Session, ground: Ground, watch: Watch = NOBODY, *, run_commands: bool = True) -> Sight:
    """Fallbacks are asked only where nothing here can serve. Without `run_commands` no GOAUTH helper runs."""
    raise NotImplementedError
