"""The settings that a terminal, a script or an editor started anew would have: files read, none run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from goenvctl.go.environment import Origin, Setting, Sources, resolve
from goenvctl.go.variables import VARIABLES
from goenvctl.session import Session
from goenvctl.startup.assignment import Assignment, Fresh
from goenvctl.startup.desktop import desktop_environ
from goenvctl.startup.fresh import fresh_base, fresh_environ, login_shell
from goenvctl.startup.scene import DESKTOP, Scene
from goenvctl.verdict import without_variables


class FreshSettings(NamedTuple):
    """`scene` is how it is started: a shell's, or `desktop`.

    The origin of an exported value is the file and line that export it.
    `doubts` are lines of which nobody can say here what they do.
    """

    scene: str
    settings: Mapping[str, Setting]
    doubts: tuple[Assignment, ...]


def fresh_everywhere(session: Session) -> tuple[FreshSettings, ...]:
    """A terminal, a login, a script of the user's shell, and an editor of the desktop."""
    shell = login_shell(session.host)
    return (
        *fresh_settings(session, shell, ("interactive", "login", "script")),
        _settings(session.sources(), DESKTOP, desktop_environ(session.host, VARIABLES)),
    )


def traced(setting: Setting, elsewhere: Sequence[FreshSettings]) -> Setting:
    """A setting of the environment, with the line that probably exported it: one that gives that value."""
    if setting.origin.kind == "environment":
        for fresh in elsewhere:
            there = fresh.settings.get(setting.name)
            is_it = there and there.value == setting.value and there.origin.kind == "environment"
            if there and is_it and there.origin.path:
                return setting._replace(origin=there.origin)
    return setting


def terminal_settings(session: Session, sources: Sources | None = None) -> list[FreshSettings]:
    """A new terminal and a login of the user's shell; `sources` stand in for the files of Go."""
    return fresh_settings(session, login_shell(session.host), sources=sources)


def fresh_settings(
    session: Session,
    shell: str,
    scenes: Sequence[Scene] = ("login", "interactive"),
    sources: Sources | None = None,
) -> list[FreshSettings]:
    """What this shell, newly started, hands to `go`."""
    base = fresh_base(session.host)
    sources = sources or session.sources()
    return [
        _settings(sources, scene, fresh_environ(session.host, shell, scene, VARIABLES, base))
        for scene in scenes
    ]


def _settings(sources: Sources, scene: str, fresh: Fresh) -> FreshSettings:
    exported = {name: found.value for name, found in fresh.variables.items()}
    settings = resolve(sources._replace(environ={**without_variables(sources.environ), **exported}))
    return FreshSettings(
        scene, {name: _placed(setting, fresh) for name, setting in settings.items()}, fresh.doubts
    )


def _placed(setting: Setting, fresh: Fresh) -> Setting:
    """With the line that exports it, where one does (also the GOPRIVATE that others follow)."""
    name = "GOPRIVATE" if setting.origin.kind == "derived" else setting.name
    found = fresh.variables.get(name)
    if not found or not found.path or setting.origin.kind not in ("environment", "derived"):
        return setting
    return setting._replace(origin=Origin(setting.origin.kind, found.path, found.line))
