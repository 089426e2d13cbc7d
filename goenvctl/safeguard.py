"""What is private stays private: no change is made that would leave it open, here or in a new terminal."""

from __future__ import annotations

from collections.abc import Mapping

from goenvctl.apply.ownership import Holding
from goenvctl.errors import NotApplied, Problem
from goenvctl.fresh import FreshSettings, terminal_settings
from goenvctl.go.environment import Setting, with_env_data
from goenvctl.intent import Intent
from goenvctl.places import is_ours
from goenvctl.profiles import privacy
from goenvctl.profiles.privacy import Breach
from goenvctl.profiles.profile import Profile
from goenvctl.session import Session
from goenvctl.verdict import unset_line


def refuse_breaches(
    session: Session, intent: Intent, data: bytes | None, held: Mapping[str, Holding]
) -> None:
    """Raise NotApplied where an exported variable breaks the rule, with the line that mends it.

    `data` is Go's env file after the change; `held` are the files that hold values of ours, which
    the same change sees to.
    """
    for breach in privacy.breaches(intent.rule, intent.settings):
        raise _breach_here(session, breach, held)
    if not intent.rule.known:
        return
    for fresh in terminal_settings(session, with_env_data(session.sources(), data)):
        for breach in privacy.breaches(intent.rule, fresh.settings):
            leader = fresh.settings[_exported_name(breach.setting)]
            if leader.origin.kind == "environment" and leader.origin.path and not is_ours(held, leader):
                raise _breach_there(breach, leader)


def trust_in_new_terminals(session: Session, profile: Profile, held: Mapping[str, Holding]) -> str:
    """`public` where a startup file exports another GOPROXY than a private profile names; else its trust."""
    if profile.trust == "private" and any(
        _asks_others(fresh, profile, held) for fresh in terminal_settings(session)
    ):
        return "public"
    return profile.trust


def _asks_others(fresh: FreshSettings, profile: Profile, held: Mapping[str, Holding]) -> bool:
    goproxy = fresh.settings["GOPROXY"]
    is_exported = goproxy.origin.kind == "environment" and not is_ours(held, goproxy)
    return is_exported and goproxy.value != profile.go.get("GOPROXY")


def _exported_name(setting: Setting) -> str:
    """The variable that decides it."""
    return "GOPRIVATE" if setting.origin.kind == "derived" else setting.name


def _breach_here(session: Session, breach: Breach, held: Mapping[str, Holding]) -> NotApplied:
    setting = breach.setting
    name = setting.name if session.host.environ.get(setting.name) else "GOPRIVATE"
    line = unset_line([name], session.host.environ)
    is_old = is_ours(held, setting)  # our own block said so when this terminal was opened
    return NotApplied(
        "privacy-breach",
        f"{name}={setting.value} is exported in this terminal and leaves private modules open: "
        + ", ".join(breach.patterns),
        line if is_old else f"{line}; and take it out of the shell file that exports it",
    )


def _breach_there(breach: Breach, leader: Setting) -> NotApplied:
    said = f"{leader.name}={leader.value} leaves private modules open in a new terminal"
    problem = Problem(
        "privacy-breach",
        f"{said}: {', '.join(breach.patterns)}",
        "take this line out, or add what is missing to it",
        leader.origin.path,
        leader.origin.line,
    )
    return NotApplied(problem.id, problem.message, problem.hint, (problem,))
