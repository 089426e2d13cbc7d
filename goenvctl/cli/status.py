"""goenvctl status"""

from __future__ import annotations

from datetime import datetime

import click

from goenvctl.cli.app import Command, terminal_of
from goenvctl.cli.terminal import BOLD, DIM, Terminal
from goenvctl.go.environment import Origin, Setting
from goenvctl.redact import mask_value
from goenvctl.session import Session
from goenvctl.status import Status, status

SCENES = {
    "interactive": "a new terminal",
    "login": "a login",
    "script": "a script",
    "login_script": "a login's script",
    "desktop": "an editor of the desktop",
}


@click.command("status", cls=Command)
@click.pass_context
def status_command(context: click.Context) -> None:
    """What is in effect, where it comes from, and what it overrides."""
    terminal, found = terminal_of(context), status(Session())
    if terminal.json:
        from goenvctl.output import json

        terminal.as_json("status", json.status(found))
        return
    terminal.answer(f"profile: {found.profile or 'none'}{_state(found)}", BOLD)
    terminal.answer(f"env file: {found.env_file or 'none'}")
    for path in found.written:
        terminal.answer(f"also in: {path}")
    shown = [setting for setting in found.settings if setting.value or setting.shadowed or terminal.verbose]
    if terminal.is_watched:
        _show_blocks(terminal, shown)
    else:
        terminal.table(
            (), [(setting.name, _value(setting.name, setting.value), *_places(setting)) for setting in shown]
        )
    _show_elsewhere(terminal, found)
    terminal.problems(found.problems)


def _state(found: Status) -> str:
    """Who serves it, and since when on this machine's clock; whether somebody has changed it since."""
    said = []
    if found.served_by:
        since = datetime.fromisoformat(found.since).astimezone()
        is_today = since.date() == datetime.now().date()
        said.append(f"served by {found.served_by} since {since:{'%H:%M' if is_today else '%Y-%m-%d %H:%M'}}")
    if found.drift:
        said.append("changed since")
    return f" ({', '.join(said)})" if said else ""


def _show_elsewhere(terminal: Terminal, found: Status) -> None:
    """Where a terminal, a script or an editor started anew would have another value; with -v, all of them."""
    here = {setting.name: setting.value for setting in found.settings}
    rows: dict[tuple[str, str, str], list[str]] = {}
    for fresh in found.elsewhere:
        for setting in fresh.settings.values():
            if setting.value != here[setting.name] or (terminal.verbose and setting.value):
                row = (setting.name, _value(setting.name, setting.value), _place(setting.origin))
                rows.setdefault(row, []).append(SCENES[fresh.scene])
    for (name, value, place), scenes in rows.items():
        terminal.answer(f"in {', '.join(scenes)}: {name}={value}")
        terminal.answer(f"  from {place}", DIM)


def _show_blocks(terminal: Terminal, settings: list[Setting]) -> None:
    """The value has a line of its own: a list of mirrors is as wide as a terminal."""
    for setting in settings:
        place, lost = _places(setting)
        terminal.answer(f"{setting.name:<11}  {_value(setting.name, setting.value)}")
        terminal.answer(f"{'':11}  from {place}" + (f", over {lost}" if lost else ""), DIM)


def _places(setting: Setting) -> tuple[str, str]:
    """Where the value comes from, and what it overrides."""
    lost = "; ".join(
        f"{_value(setting.name, value.value)} ({_place(value.origin)})" for value in setting.shadowed
    )
    return _place(setting.origin), lost


def _value(name: str, value: str) -> str:
    return mask_value(name, value) or "(empty)"


def _place(origin: Origin) -> str:
    if origin.kind == "environment" and origin.path:
        return f"{origin.path}:{origin.line}"
    names = {"user_env_file": "env file", "goroot": "go.env", "derived": "GOPRIVATE"}
    line = f":{origin.line}" if origin.line and origin.kind != "derived" else ""
    return names.get(origin.kind, origin.kind) + line
