"""Which profile is active, and which values are ours: the journal of the env file in force."""

from __future__ import annotations

import os
from typing import NamedTuple

from goenvctl.apply.ownership import Ownership, replay
from goenvctl.apply.transaction import history
from goenvctl.session import Session


class Standing(NamedTuple):
    """`env_file` is empty where Go reads none; `foreign` is a file that blocks recovery, or empty."""

    env_file: str
    ownership: Ownership
    foreign: str


def standing(session: Session) -> Standing:
    """Read without changing anything, but for finishing what was cut off."""
    changes, foreign = history(session.host, session.paths)
    path = os.path.abspath(session.env_file.path) if session.env_file.path else ""
    return Standing(path, replay([change for change in changes if change.env_file == path]), foreign)


def current(session: Session) -> str | None:
    """The active profile of the env file in force."""
    return standing(session).ownership.active
