"""goenvctl watch install, remove, status"""

from __future__ import annotations

import os
import shlex
from collections.abc import Mapping
from typing import TYPE_CHECKING

import click

from goenvctl.cli.app import Command, terminal_of
from goenvctl.cli.asking import agrees
from goenvctl.cli.terminal import BOLD, DIM, GREEN, Terminal
from goenvctl.errors import AnswerIsNo, InvalidInput, NotApplied
from goenvctl.language import listed, tr
from goenvctl.session import Session

if TYPE_CHECKING:  # `watch --once` is called every minute, and needs none of it
    from goenvctl.service.plan import Planned
    from goenvctl.service.scheduler import File
    from goenvctl.service.standing import Standing


@click.command("install", cls=Command)
@click.option("--dry-run", is_flag=True, help="Show the files, write nothing.")
@click.pass_context
def install_command(context: click.Context, dry_run: bool) -> None:
    """Let the system call `watch --once` every minute while you are logged in."""
    from goenvctl.service.install import install
    from goenvctl.service.plan import plan

    terminal, session = terminal_of(context), Session()
    planned = plan(session)
    if not dry_run:
        _ask(terminal, planned)
        install(session, planned)
    if terminal.json:
        terminal.as_json("watch install", {**_planned(planned), "dry_run": dry_run})
        return
    if dry_run or (terminal.yes and not terminal.quiet):
        _show_plan(terminal, planned)
    if not dry_run:
        said = tr("installed: {scheduler} runs it every minute", scheduler=planned.scheduler.name)
        terminal.answer(said, GREEN)
        terminal.advise(tr("look at it: goenvctl watch status"))
        terminal.advise(tr("take it away: goenvctl watch remove"))


@click.command("remove", cls=Command)
@click.pass_context
def remove_command(context: click.Context) -> None:
    """Stop it and take all of it away."""
    from goenvctl.service.remove import remove

    terminal = terminal_of(context)
    removed = remove(Session())
    if terminal.json:
        terminal.as_json("watch remove", {**removed._asdict(), "paths": list(removed.paths)})
        return
    for path in removed.paths:
        terminal.answer(tr("removed {path}", path=path))
    terminal.answer(tr("watch runs no more"), GREEN)
    for remark in removed.remarks:
        terminal.say(f"! {remark}")


@click.command("status", cls=Command)
@click.pass_context
def status_command(context: click.Context) -> None:
    """Is it installed, does it run, when did it run last, and when does it run next?"""
    from goenvctl.service.standing import standing

    terminal, found = terminal_of(context), standing(Session())
    if terminal.json:
        terminal.as_json("watch status", _standing(found))
    else:
        _show_standing(terminal, found)


@click.command("run", cls=Command, hidden=True)
@click.argument("path")
def run_command(path: str) -> int:
    """`watch --once` with the variables of a file: a task of Windows cannot bring its own."""
    from goenvctl.cli.boundary import run
    from goenvctl.host import Host
    from goenvctl.service.variables_file import read_variables

    variables = read_variables(Host(), path)
    if not variables:
        raise NotApplied("no-variables", tr("{path} holds no variables", path=path), "goenvctl watch install")
    os.environ.update(variables)
    return run(["watch", "--once"])


service_commands: list[click.Command] = [install_command, remove_command, status_command, run_command]


def _ask(terminal: Terminal, planned: Planned) -> None:
    """A person sees what would be written, and says yes; elsewhere --yes does."""
    if terminal.yes:
        return
    if not terminal.can_ask or terminal.json:
        raise InvalidInput("usage", tr("watch install asks on a terminal"), tr("add --yes"))
    terminal.lay_out(_lines(planned))
    if not agrees(tr("install it?")):
        raise AnswerIsNo(
            "not-installed",
            tr("nothing was installed"),
            tr("goenvctl watch runs here in the foreground"),
        )


def _show_plan(terminal: Terminal, planned: Planned) -> None:
    titles = {_title(file) for file in planned.shown}
    for line in _lines(planned):
        terminal.answer(line, BOLD if line in titles else "")


def _lines(planned: Planned) -> list[str]:
    """Every file, then what is run and the variables it takes along."""
    lines = []
    for file in planned.shown:
        lines += [_title(file), *file.text.rstrip("\n").split("\n"), ""]
    lines += [
        tr("it runs: {line}", line=shlex.join(planned.job.tick)),
        tr("with these variables of this terminal:"),
    ]
    return lines + [f"  {name}={value}" for name, value in _masked(planned.job.variables).items()]


def _title(file: File) -> str:
    return tr("# {path} (mode {mode:o}):", path=file.path, mode=file.mode)


def _show_standing(terminal: Terminal, found: Standing) -> None:
    from goenvctl.output.figures import minute

    report = found.report
    words = [found.scheduler, tr("installed") if found.is_installed else tr("not installed")]
    told = (
        (report.is_enabled, tr("enabled"), tr("not enabled")),
        (report.is_active, tr("active"), tr("not active")),
    )
    if found.is_installed:
        words += [yes if is_so else no for is_so, yes, no in told if is_so is not None]
    terminal.answer(tr("service: {state}", state=listed(words)), BOLD)
    if report.last_run is not None or report.code is not None:
        time = tr("at a time unknown") if report.last_run is None else minute(report.last_run)
        if report.code is None:
            terminal.answer(tr("last run: {time}", time=time))
        else:
            terminal.answer(tr("last run: {time}, exit code {code}", time=time, code=report.code))
    for line in report.said:
        terminal.answer(f"  {line}", DIM)
    if report.next_run is not None:
        terminal.answer(tr("next run: {time}", time=minute(report.next_run)))
    for path in found.files:
        terminal.answer(tr("file: {path}", path=path))
    for name, value in _masked(found.variables).items() if terminal.verbose else ():
        terminal.answer(tr("variable: {name}={value}", name=name, value=value))
    terminal.problems(found.problems)


def _planned(planned: Planned) -> dict[str, object]:
    return {
        "scheduler": planned.scheduler.name,
        "command_line": list(planned.job.tick),
        "variables": _masked(planned.job.variables),
        "files": [
            {"path": file.path, "mode": f"{file.mode:04o}", "text": file.text} for file in planned.shown
        ],
    }


def _standing(found: Standing) -> dict[str, object]:
    from goenvctl.output import json

    report = found.report
    return {
        "scheduler": found.scheduler,
        "installed": found.is_installed,
        "enabled": report.is_enabled,
        "active": report.is_active,
        "last_run": _time(report.last_run),
        "last_code": report.code,
        "said": list(report.said),
        "next_run": _time(report.next_run),
        "files": list(found.files),
        "variables": _masked(found.variables),
        "problems": json.problems(found.problems),
    }


def _masked(variables: Mapping[str, str]) -> dict[str, str]:
    from goenvctl.service.capture import shown

    return {name: shown(name, value) for name, value in variables.items()}


def _time(seconds: float | None) -> str | None:
    from goenvctl.output.figures import moment

    return moment(seconds) if seconds is not None else None
