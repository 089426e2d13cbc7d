"""goenvctl exec"""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Sequence

import click

from goenvctl import exits
from goenvctl.atomic import write_atomically
from goenvctl.cli.app import Command, terminal_of
from goenvctl.cli.offers import files, profiles
from goenvctl.cli.running import CannotRun, Running
from goenvctl.cli.terminal import RED, OutputLost
from goenvctl.errors import Problem
from goenvctl.host import Finished, Host, reason
from goenvctl.language import tr
from goenvctl.relay.child import Child, plan_child
from goenvctl.relay.execute import Executed, execute
from goenvctl.session import Session


@click.command("exec", cls=Command, options_metavar="[OPTIONS] [PROFILE] -- COMMAND...")
@click.argument("profile", metavar="", required=False, shell_complete=profiles)
@click.option("--strict", is_flag=True, help="End with 1 if a mirror served wrong bytes, though repaired.")
@click.option(
    "--report", metavar="FILE", shell_complete=files, help="Write what was asked, rescued and wrong, as JSON."
)
@click.pass_context
def exec_command(context: click.Context, profile: str | None, strict: bool, report: str | None) -> int:
    """Run COMMAND so that a mirror that fails, hangs or lies does not fail it.

    While it runs a relay on this machine stands between go and the mirrors in effect (or those of
    PROFILE). Where entries of GOPROXY are joined by `|`, what one fails to serve comes from the others;
    go still verifies all of it. The command's exit code is passed on. Nothing on disk changes.
    """
    terminal = terminal_of(context)
    if not isinstance(terminal, Running) or not terminal.command:
        raise CannotRun("usage", tr("which command? it follows `--`"), "goenvctl exec -- go build ./...")
    if report is not None:
        _check_report(report)
    child = plan_child(Session(), profile)
    for remark in child.remarks:
        terminal.say(f"goenvctl: {remark}")
    executed: list[Executed] = []

    def run(command: Sequence[str]) -> Finished:
        executed.append(execute(child, command, lambda said: _say(terminal, said)))
        return executed[0].finished

    finished = terminal.run("exec", run)
    if strict and finished.code == exits.DONE and executed[0].was_lied_to:
        terminal.ended = exits.NO
    with contextlib.suppress(OSError, OutputLost):  # the command has ended; its code is what counts
        _tell(terminal, child, executed[0], report)
    return terminal.exit_code(finished.code)


def _tell(terminal: Running, child: Child, executed: Executed, report: str | None) -> None:
    """What the relay did, on standard error and in the report."""
    tally = executed.tally
    for problem in tally.problems if tally else ():
        _say_loudly(terminal, problem)
    if tally and tally.sentence:
        terminal.say(f"goenvctl: {tally.sentence}")
    for bug in tally.bugs if tally else ():
        said = tr("a bug of the relay, please report it: {bug}", bug=bug)
        terminal.say(f"goenvctl: {said}", RED)
    if report is None and not terminal.json:
        return
    from goenvctl.output import json

    text = json.dumps("exec", json.executed(child, executed, terminal.exit_code(executed.finished.code)))
    if terminal.json:
        sys.stderr.write(" ".join(line.strip() for line in text.splitlines()) + "\n")
        sys.stderr.flush()
    if report is not None:
        try:
            write_atomically(os.path.join(child.session.host.cwd, report), f"{text}\n".encode())
        except OSError as exc:
            said = tr("{path}: {reason}; there is no report", path=report, reason=reason(exc))
            terminal.say(f"goenvctl: {said}", RED)


def _say(terminal: Running, said: str) -> None:
    with contextlib.suppress(OSError, OutputLost):
        terminal.say(f"goenvctl: {said}")


def _say_loudly(terminal: Running, problem: Problem) -> None:
    terminal.say(f"goenvctl: {problem.message}", RED)
    terminal.say(f"  -> {problem.hint}")


def _check_report(path: str) -> None:
    """Better now than after an hour's build."""
    folder = os.path.dirname(os.path.join(Host().cwd, path))
    is_odd = os.path.lexists(path) and (not os.path.isfile(path) or os.stat(path).st_nlink > 1)
    if not path or is_odd or not os.access(folder, os.W_OK):
        raise CannotRun(
            "report-unwritable",
            tr("{path}: no report can be written there", path=path or tr("an empty name")),
            tr("name another file"),
        )
