"""Which profile is active, and which values are ours: the journal of the env file in force."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import NamedTuple

from goenvctl.apply.ownership import Holding, Ownership, holdings, replay
from goenvctl.apply.transaction import history
from goenvctl.session import Session


class Standing(NamedTuple):
    """`env_file` is empty where Go reads none; `foreign` is a file that blocks recovery, or empty.

    `holdings` are the files of other targets that hold values of ours, by path.
    """

    env_file: str
    ownership: Ownership
    holdings: Mapping[str, Holding]
    foreign: str


def standing(session: Session) -> Standing:
    """Read without changing anything, but for finishing what was cut off."""
    changes, foreign = history(session.host, session.paths)
    path = os.path.abspath(session.env_file.path) if session.env_file.path else ""
    here = [change for change in changes if change.env_file == path]
    return Standing(path, replay(here), holdings(here), foreign)


def current(session: Session) -> str | None:
    """The active profile of the env file in force."""
    return standing(session).ownership.active
