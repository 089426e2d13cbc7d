"""goenvctl status"""

from __future__ import annotations

import click

from goenvctl.cli.app import Command, terminal_of
from goenvctl.cli.terminal import BOLD
from goenvctl.go.environment import Origin, Setting
from goenvctl.session import Session
from goenvctl.status import status


@click.command("status", cls=Command)
@click.pass_context
def status_command(context: click.Context) -> None:
    """What is in effect, where it comes from, and what it overrides."""
    terminal, found = terminal_of(context), status(Session())
    if terminal.json:
        from goenvctl.output import json

        terminal.as_json("status", json.status(found))
        return
    drift = " (changed since)" if found.drift else ""
    terminal.answer(f"profile: {found.profile or 'none'}{drift}", BOLD)
    terminal.answer(f"env file: {found.env_file or 'none'}")
    rows = [
        _row(setting) for setting in found.settings if setting.value or setting.shadowed or terminal.verbose
    ]
    terminal.table(("VARIABLE", "VALUE", "FROM", "OVER"), rows)
    terminal.problems(found.problems)


def _row(setting: Setting) -> tuple[str, str, str, str]:
    lost = "; ".join(f"{value.value or '(empty)'} ({_place(value.origin)})" for value in setting.shadowed)
    return setting.name, setting.value or "(empty)", _place(setting.origin), lost


def _place(origin: Origin) -> str:
    names = {"user_env_file": "env file", "goroot": "go.env", "derived": "GOPRIVATE"}
    return names.get(origin.kind, origin.kind) + (
        f":{origin.line}" if origin.line and origin.kind != "derived" else ""
    )
