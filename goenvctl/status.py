"""`status`: what is in effect, from where, and what is odd about it."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import NamedTuple

from goenvctl.active import profile_in_force, standing
from goenvctl.apply.ownership import Ownership
from goenvctl.errors import GoenvctlError, Problem
from goenvctl.fresh import FreshSettings, fresh_everywhere, traced
from goenvctl.go import envfile
from goenvctl.go.environment import Setting, Sources, lookup, resolve
from goenvctl.host import reason
from goenvctl.intent import user_rule
from goenvctl.language import tr
from goenvctl.places import is_ours, odd_places, standing_places
from goenvctl.profiles import privacy
from goenvctl.profiles.fault import Context
from goenvctl.profiles.judge import judge_value
from goenvctl.profiles.profile import Profile
from goenvctl.session import Session
from goenvctl.verdict import (
    breach_problems,
    drift_problems,
    remedy_for,
    shadow_problems,
    shadowed,
    voided,
)

JUDGED = ("environment", "user_env_file")  # the user's own; what Go ships is not his to mend


class Status(NamedTuple):
    """`drift`: what the last change wrote is no longer so. `served_by` is the fallback that an automatic
    step chose, `since` when it began to serve (UTC, RFC 3339; empty where none does).

    `targets` are those of the last change, `written` the files besides Go's own that hold values
    of ours. `elsewhere`: what a terminal, a script and an editor would have that are started anew.
    """

    profile: str | None
    served_by: str | None
    since: str
    drift: bool
    env_file: str
    settings: tuple[Setting, ...]
    targets: tuple[str, ...]
    written: tuple[str, ...]
    elsewhere: tuple[FreshSettings, ...]
    problems: tuple[Problem, ...]


def status(session: Session) -> Status:
    """Everything that decides from where modules come here. Reads only."""
    stand = standing(session)
    path, ownership, held, foreign = stand
    sources = session.sources()
    settings = resolve(sources)
    profile = profile_in_force(session, stand)
    named = profile.values if profile else {}
    found = envfile.read_values(sources.env_data or b"")
    drifted = [name for name, value in ownership.written.items() if found.get(name) != value]
    over = [name for name in shadowed(named, sources) if not is_ours(held, settings[name])]
    odd = odd_places(session, held)
    elsewhere = fresh_everywhere(session)
    traced_ = {name: traced(setting, elsewhere) for name, setting in settings.items()}
    problems = [
        *_interrupted(foreign),
        *drift_problems(drifted, ownership.active),
        *odd,
        *shadow_problems(over, traced_, session.host.environ),
        *voided(settings, lookup(sources, "GOFLAGS"), named),
        *_faults(session, settings),
        *session.config_faults,
        *_unreadable(session, path),
        *_open_patterns(session, sources, settings, ownership, profile),
        *(problem for broken in session.store.broken() for problem in broken.problems),
    ]
    return Status(
        ownership.active,
        ownership.served_by or None,
        ownership.since,
        bool(drifted or odd),
        path,
        tuple(traced_.values()),
        ownership.targets,
        standing_places(session, held),
        elsewhere,
        tuple({(problem.message, problem.place): problem for problem in problems}.values()),
    )


def _interrupted(path: str) -> list[Problem]:
    if not path:
        return []
    return [
        Problem(
            "interrupted-and-edited",
            tr("an earlier run was cut off and the file was changed since"),
            tr("look at it; the next goenvctl use goes on"),
            path,
        )
    ]


def _unreadable(session: Session, path: str) -> list[Problem]:
    """Go passes over an env file it cannot read, without a word."""
    try:
        if path and os.path.isfile(path):
            session.host.read(path)
    except OSError as exc:
        said = tr("cannot be read: {reason}", reason=reason(exc))
        return [Problem("env-file-unreadable", said, tr("mend its mode"), path)]
    return []


def _faults(session: Session, settings: Mapping[str, Setting]) -> list[Problem]:
    """What a profile would be refused for, in the user's own settings."""
    context = Context(session.store.catalogue)
    found: list[Problem] = []
    for setting in settings.values():
        origin = setting.origin
        if origin.kind in JUDGED and (fault := judge_value(setting.name, setting.value, context)):
            undo = remedy_for(setting, session.host.environ)
            found.append(
                Problem(
                    fault.id,
                    f"{setting.name}: {fault.reason}",
                    tr("{remedy} (or {other})", remedy=fault.remedy, other=undo),
                    origin.path or None,
                    origin.line,
                )
            )
    return found


def _open_patterns(
    session: Session,
    sources: Sources,
    settings: Mapping[str, Setting],
    ownership: Ownership,
    profile: Profile | None,
) -> list[Problem]:
    """Private patterns that the effective values leave open."""
    try:
        known = session.known_private
    except GoenvctlError as exc:
        return [Problem(exc.id, exc.message, exc.hint)]
    rule = user_rule(known, sources, ownership, session.host.environ.get("GOPRIVATE", ""))
    if profile:
        rule = rule.under(profile, settings["GOPROXY"].value)
    return breach_problems(privacy.breaches(rule, settings), ownership.active)
