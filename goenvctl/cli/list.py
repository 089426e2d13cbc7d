"""goenvctl list"""

from __future__ import annotations

import click

from goenvctl.active import current
from goenvctl.cli.app import Command, terminal_of
from goenvctl.cli.terminal import Terminal
from goenvctl.session import Session


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
    rows = [
        (
            "*" if profile.name == active else "",
            profile.name,
            "template" if profile.is_template else profile.trust,
            profile.source,
            profile.summary or profile.go.get("GOPROXY", ""),
        )
        for profile in profiles
    ]
    if terminal.is_watched:
        terminal.table(("", "NAME", "TRUST", "SOURCE", "SUMMARY"), rows)
    else:
        terminal.table((), [(name, *rest, mark) for mark, name, *rest in rows])
    terminal.problems(broken)
