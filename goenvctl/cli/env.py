"""goenvctl env"""

from __future__ import annotations

import click

from goenvctl.cli.app import Command, terminal_of
from goenvctl.exports import effective_exports, profile_exports
from goenvctl.output.shell import exports
from goenvctl.redact import mask_value
from goenvctl.session import Session


@click.command("env", cls=Command)
@click.argument("profile", required=False)
@click.pass_context
def env_command(context: click.Context, profile: str | None) -> None:
    """The values of PROFILE, or those in effect, for `eval "$(goenvctl env)"`."""
    terminal, session = terminal_of(context), Session()
    values = effective_exports(session) if profile is None else profile_exports(session, profile)
    if terminal.json:
        terminal.as_json("env", {"profile": profile, "variables": values})
        return
    for name, value in list(values.items()):
        if mask_value(name, value) != value or not value.isprintable():
            del values[name]
            terminal.say(f"{name} holds credentials or control characters; it is not printed")
    for line in exports(values):
        terminal.raw(line)
