"""goenvctl list"""

from __future__ import annotations

import click

from goenvctl.active import current
from goenvctl.cli.app import Command, terminal_of
from goenvctl.cli.terminal import Terminal
from goenvctl.language import N_, tr
from goenvctl.profiles.profile import Profile
from goenvctl.session import Session

HEADER = ("", N_("NAME"), N_("TRUST"), N_("SOURCE"), N_("SUMMARY"))
WORDS = {
    "public": N_("public"),
    "private": N_("private"),
    "template": N_("template"),
    "built-in": N_("built-in"),
    "site": N_("site"),
    "user": N_("user"),
}


@click.command("list", cls=Command)
@click.pass_context
def list_command(context: click.Context) -> None:
    """The profiles there are; `*` marks the active one."""
    show_profiles(terminal_of(context), Session(), "list")


def show_profiles(terminal: Terminal, session: Session, command: str) -> None:
    """Every profile that can be read, and a warning for each that cannot."""
    profiles, active = session.store.profiles(), current(session)
    broken = [problem for one in session.store.broken() for problem in one.problems]
    if terminal.json:
        from goenvctl.output import json

        listed = [json.profile(profile, active) for profile in profiles]
        terminal.as_json(command, {"profiles": listed, "problems": json.problems(broken)})
        return
    if terminal.is_watched:
        terminal.table(HEADER, [_told(profile, active) for profile in profiles])
    else:
        terminal.table((), [_plain(profile, active) for profile in profiles])
    terminal.problems(broken)


def _told(profile: Profile, active: str | None) -> tuple[str, ...]:
    """For a person: the mark first, and words for codes."""
    mark = "*" if profile.name == active else ""
    about = profile.about or profile.go.get("GOPROXY", "")
    return mark, profile.name, tr(WORDS[_kind(profile)]), tr(WORDS[profile.source]), about


def _plain(profile: Profile, active: str | None) -> tuple[str, ...]:
    """For a program: codes, and the mark last."""
    mark = "*" if profile.name == active else ""
    about = profile.summary or profile.go.get("GOPROXY", "")
    return profile.name, _kind(profile), profile.source, about, mark


def _kind(profile: Profile) -> str:
    return "template" if profile.is_template else profile.trust
