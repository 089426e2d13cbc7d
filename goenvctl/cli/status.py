"""goenvctl status"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import click

from goenvctl.cli.app import Command, terminal_of
from goenvctl.cli.terminal import BOLD, DIM, Terminal
from goenvctl.go.environment import Origin, Setting
from goenvctl.language import N_, listed, tr
from goenvctl.redact import mask_value
from goenvctl.session import Session
from goenvctl.status import Status, status

SCENES = {
    "interactive": N_("a new terminal"),
    "login": N_("a login"),
    "script": N_("a script"),
    "login_script": N_("a login's script"),
    "desktop": N_("an editor of the desktop"),
}

ORIGINS = {
    "environment": N_("environment"),
    "user_env_file": N_("env file"),
    "goroot": "go.env",
    "default": N_("default"),
    "derived": "GOPRIVATE",
}


ROOM_FOR_MARGIN = 40  # columns; on fewer a variable's name has a line of its own


@click.command("status", cls=Command)
@click.pass_context
def status_command(context: click.Context) -> None:
    """What is in effect, where it comes from, and what it overrides."""
    terminal, found = terminal_of(context), status(Session())
    if terminal.json:
        from goenvctl.output import json

        terminal.as_json("status", json.status(found))
        return
    terminal.answer(_headline(found), BOLD)
    terminal.answer(tr("env file: {path}", path=found.env_file or tr("none")))
    for path in found.written:
        terminal.answer(tr("also in: {path}", path=path))
    shown = [setting for setting in found.settings if setting.value or setting.shadowed or terminal.verbose]
    if terminal.is_watched:
        _show_blocks(terminal, shown)
    else:
        terminal.table((), [_plain(setting) for setting in shown])
    _show_elsewhere(terminal, found)
    terminal.problems(found.problems)


def _headline(found: Status) -> str:
    """The profile, who serves it and since when on this machine's clock, whether somebody has changed it."""
    said = []
    if found.served_by:
        since = datetime.fromisoformat(found.since).astimezone()
        is_today = since.date() == datetime.now().date()
        time = since.strftime("%H:%M" if is_today else "%Y-%m-%d %H:%M")
        said.append(tr("served by {served_by} since {time}", served_by=found.served_by, time=time))
    if found.drift:
        said.append(tr("changed since"))
    profile = found.profile or tr("none")
    if said:
        return tr("profile: {profile} ({state})", profile=profile, state=listed(said))
    return tr("profile: {profile}", profile=profile)


def _show_elsewhere(terminal: Terminal, found: Status) -> None:
    """Where a terminal, a script or an editor started anew would have another value; with -v, all of them."""
    here = {setting.name: setting.value for setting in found.settings}
    rows: dict[tuple[str, str, str], list[str]] = {}
    for fresh in found.elsewhere:
        for setting in fresh.settings.values():
            if setting.value != here[setting.name] or (terminal.verbose and setting.value):
                row = (setting.name, _value(setting.name, setting.value), _place(setting.origin))
                rows.setdefault(row, []).append(tr(SCENES[fresh.scene]))
    for (name, value, place), scenes in rows.items():
        said = tr("in {scenes}: {name}={value}", scenes=listed(scenes), name=name, value=value)
        terminal.answer(said)
        terminal.answer("  " + tr("from {place}", place=place), DIM)


def _plain(setting: Setting) -> tuple[str, ...]:
    """For a program: in English."""
    return setting.name, _value(setting.name, setting.value, str), *_places(setting, str)


def _show_blocks(terminal: Terminal, settings: list[Setting]) -> None:
    """The value has a line of its own: a list of mirrors is as wide as a terminal."""
    margin = " " * (13 if terminal.width and terminal.width >= ROOM_FOR_MARGIN else 2)
    for setting in settings:
        place, lost = _places(setting)
        head, value = f"{setting.name:<{len(margin)}}", _value(setting.name, setting.value)
        if len(head) > len(margin):
            terminal.answer(setting.name)
            head = margin
        terminal.answer(head + value)
        said = N_("from {place}, over {lost}") if lost else N_("from {place}")
        terminal.answer(margin + tr(said, place=place, lost=lost), DIM)


def _places(setting: Setting, say: Callable[[str], str] = tr) -> tuple[str, str]:
    """Where the value comes from, and what it overrides."""
    lost = "; ".join(
        f"{_value(setting.name, value.value, say)} ({_place(value.origin, say)})"
        for value in setting.shadowed
    )
    return _place(setting.origin, say), lost


def _value(name: str, value: str, say: Callable[[str], str] = tr) -> str:
    return mask_value(name, value) or say(N_("(empty)"))


def _place(origin: Origin, say: Callable[[str], str] = tr) -> str:
    if origin.kind == "environment" and origin.path:
        return f"{origin.path}:{origin.line}"
    line = f":{origin.line}" if origin.line and origin.kind != "derived" else ""
    return say(ORIGINS[origin.kind]) + line
