"""What is private stays private: no change is made that would leave it open, here or in a new terminal."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Collection, Iterator, Mapping

from goenvctl.apply.ownership import Holding
from goenvctl.errors import NotApplied, Problem
from goenvctl.fresh import terminal_settings
from goenvctl.go.environment import Setting, with_env_data
from goenvctl.intent import Intent
from goenvctl.language import tr
from goenvctl.places import is_ours
from goenvctl.profiles import privacy
from goenvctl.profiles.privacy import Breach
from goenvctl.profiles.profile import Profile
from goenvctl.session import Session
from goenvctl.startup.fresh import fresh_base, fresh_environ, login_shell
from goenvctl.startup.reading import seems_to_set
from goenvctl.targets.all_targets import TARGETS
from goenvctl.targets.base import Unfit
from goenvctl.verdict import unset_line


def refuse_breaches(
    session: Session, intent: Intent, data: bytes | None, held: Mapping[str, Holding]
) -> None:
    """Raise NotApplied where an exported variable breaks the rule, with the line that mends it.

    `data` is Go's env file after the change; `held` are the files that hold values of ours, which
    the same change sees to. A terminal in which our own file set GOPROXY too stays with the profile
    it has until the file is read again.
    """
    goproxy = intent.settings["GOPROXY"]
    is_old = goproxy.origin.kind == "environment" and is_ours(held, goproxy)
    for breach in privacy.breaches(intent.rule, intent.settings):
        if not (is_old and is_ours(held, breach.setting)):
            raise _breach_here(session, breach)
    if not intent.rule.known:
        return
    for fresh in terminal_settings(session, with_env_data(session.sources(), data)):
        for breach in privacy.breaches(intent.rule, fresh.settings):
            leader = fresh.settings[_exported_name(breach.setting)]
            if leader.origin.kind == "environment" and leader.origin.path and not is_ours(held, leader):
                raise _breach_there(breach, leader)


def other_mirrors(
    session: Session,
    profile: Profile,
    to: Collection[str],
    held: Mapping[str, Holding],
    mended: Mapping[str, bytes | None],
) -> list[Problem]:
    """Where a private profile is not alone: lines that set another GOPROXY, in whatever file and order.

    Its GONOPROXY=none must not meet the mirrors that stand there. `mended` are the texts of files
    that change along with it.
    """
    goproxy = profile.go.get("GOPROXY")
    if profile.trust != "private" or goproxy is None:
        return []
    ours = {goproxy, *(holding.written.get("GOPROXY") for holding in held.values())}
    return [
        Problem(
            "other-mirrors",
            tr("GOPROXY is set here too, so private modules are kept from every mirror"),
            tr("take this line out, then goenvctl use {profile}", profile=profile.name),
            path,
            line,
        )
        for path, line, value in _mentions(session, to, mended)
        if value not in ours
    ]


def _mentions(
    session: Session, to: Collection[str], mended: Mapping[str, bytes | None]
) -> Iterator[tuple[str, int | None, str | None]]:
    """(file, line, value) of every place that seems to set GOPROXY for the shells and tools concerned."""
    host = session.host
    files = [path for path in TARGETS["direnv"].paths(host) if os.path.exists(path)]
    for shell in dict.fromkeys((login_shell(host), *(TARGETS[name].shell for name in to))):
        for scene in ("login", "interactive"):
            files += fresh_environ(host, shell, scene, ("GOPROXY",), fresh_base(host)).files if shell else ()
    for path in dict.fromkeys(files):
        data = mended[path] if path in mended else host.peek(path)
        text = (data or b"").decode("utf-8", "surrogateescape")
        for line, _, value in seems_to_set(text, 1, ("GOPROXY",)):
            yield path, line, value
    for name in ("vscode", "vscode-workspace"):
        for path in TARGETS[name].paths(host):
            with contextlib.suppress(Unfit):
                if value := TARGETS[name].values(host.peek(path)).get("GOPROXY"):
                    yield path, None, value


def _exported_name(setting: Setting) -> str:
    """The variable that decides it."""
    return "GOPRIVATE" if setting.origin.kind == "derived" else setting.name


def _breach_here(session: Session, breach: Breach) -> NotApplied:
    setting = breach.setting
    name = setting.name if session.host.environ.get(setting.name) else "GOPRIVATE"
    line = unset_line([name], session.host.environ)
    return NotApplied(
        "privacy-breach",
        tr(
            "{name}={value} is exported in this terminal and leaves private modules open: {patterns}",
            name=name,
            value=setting.value,
            patterns=", ".join(breach.patterns),
        ),
        tr("{line}; and take it out of the shell file that exports it", line=line),
    )


def _breach_there(breach: Breach, leader: Setting) -> NotApplied:
    problem = Problem(
        "privacy-breach",
        tr(
            "{name}={value} leaves private modules open in a new terminal: {patterns}",
            name=leader.name,
            value=leader.value,
            patterns=", ".join(breach.patterns),
        ),
        tr("take this line out, or add what is missing to it"),
        leader.origin.path,
        leader.origin.line,
    )
    return NotApplied(problem.id, problem.message, problem.hint, (problem,))
