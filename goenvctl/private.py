"""Patterns known as private, and where it says so; `private add` and `remove`."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import NamedTuple

from goenvctl.active import current
from goenvctl.atomic import write_atomically
from goenvctl.config import read_config
from goenvctl.errors import AnswerIsNo, InvalidInput
from goenvctl.go.patterns import trimmed_patterns
from goenvctl.keep import Kept, text_of, writing
from goenvctl.language import tr
from goenvctl.session import Session

_PROFILE = "profile "


class Private(NamedTuple):
    """A pattern known as private, and where it says so: files, variables, and profiles as `profile NAME`."""

    pattern: str
    places: tuple[str, ...]

    @property
    def shown_places(self) -> tuple[str, ...]:
        """The places in the reader's language."""
        return tuple(map(_shown, self.places))


def private_patterns(session: Session) -> list[Private]:
    """Every pattern known here as private, each with everything that says so."""
    found: dict[str, list[str]] = {pattern: [session.paths.config_file] for pattern in session.config.private}
    for profile in session.store.added():
        if not profile.is_template:
            for pattern in trimmed_patterns(
                ",".join(profile.go.get(name, "") for name in ("GOPRIVATE", "GONOSUMDB"))
            ):
                found.setdefault(pattern, []).append(_PROFILE + profile.name)
    setting = session.settings()["GOPRIVATE"]
    for pattern in trimmed_patterns(setting.value):
        found.setdefault(pattern, []).append("GOPRIVATE")
    return [Private(pattern, tuple(places)) for pattern, places in sorted(found.items())]


def add_private(session: Session, patterns: Sequence[str]) -> Kept:
    """Make patterns known as private. Raises InvalidInput for one that is no good."""
    for pattern in patterns:
        if fault := pattern_fault(session, pattern):
            raise fault
    return _write_private(session, add=tuple(dict.fromkeys(patterns)))


def remove_private(session: Session, patterns: Sequence[str]) -> Kept:
    """Take patterns off the list. Raises AnswerIsNo for one that is not on it."""
    return _write_private(session, remove=tuple(dict.fromkeys(patterns)))


def _write_private(session: Session, *, add: Sequence[str] = (), remove: Sequence[str] = ()) -> Kept:
    from goenvctl.profiles import editor

    path = session.paths.config_file
    with writing(session, path):
        present = read_config(session.host, path).private
        if missing := [pattern for pattern in remove if pattern not in present]:
            raise AnswerIsNo(
                "unknown-pattern",
                tr("{pattern} is not on the list", pattern=missing[0]),
                tr("goenvctl private list shows it"),
            )
        new = [pattern for pattern in add if pattern not in present]
        if new or remove:
            text = text_of(session, path) if os.path.exists(path) else ""
            write_atomically(path, editor.with_private(text, add=new, remove=remove).encode())
    return Kept(None, path, f"goenvctl use {current(session) or 'PROFILE'}")


def _shown(place: str) -> str:
    name = place.removeprefix(_PROFILE)
    return tr("profile {name}", name=name) if place.startswith(_PROFILE) else place


def pattern_fault(session: Session, pattern: str) -> InvalidInput | None:
    """Why the pattern is not to be kept, or None."""
    if (
        not pattern.strip("/")
        or "," in pattern
        or pattern == "none"
        or not (pattern.isascii() and pattern.isprintable())
    ):
        return InvalidInput(
            "pattern-malformed",
            tr("{pattern!r} is no pattern", pattern=pattern),
            tr("give one pattern an argument, such as git.example.com/team"),
        )
    fault = session.fault_of(pattern)
    return InvalidInput(fault.id, fault.reason, fault.remedy) if fault else None
