"""goenvctl watch"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import click

from goenvctl import exits
from goenvctl.cli.app import Group, terminal_of
from goenvctl.cli.offers import files
from goenvctl.cli.service import service_commands
from goenvctl.cli.terminal import GREEN, RED, YELLOW, Terminal
from goenvctl.errors import InvalidInput, NotApplied
from goenvctl.language import tr
from goenvctl.session import Session

if TYPE_CHECKING:
    from goenvctl.failover.watch import Report


@click.group("watch", cls=Group, invoke_without_command=True)
@click.option("--once", is_flag=True, help="Do what is due now, and end: for cron and CI.")
@click.option(
    "--metrics", metavar="FILE", shell_complete=files, help="Keep what was found there, for Prometheus."
)
@click.pass_context
def watch_command(context: click.Context, once: bool, metrics: str | None) -> int | None:
    """Leave a mirror that fails for one that works, and go back when it is well again.

    Without --once until Ctrl-C; goenvctl watch install lets the system do it.
    """
    if context.invoked_subcommand:
        if once or metrics is not None:
            said = tr("watch {verb} takes neither --once nor --metrics", verb=context.invoked_subcommand)
            raise InvalidInput("usage", said, f"goenvctl watch {context.invoked_subcommand}")
        return None
    terminal = terminal_of(context)
    return _once(terminal, metrics) if once else _for_ever(terminal, metrics)


for _command in service_commands:
    watch_command.add_command(_command)


def _once(terminal: Terminal, metrics: str | None) -> int:
    from random import SystemRandom

    from goenvctl.failover.watch import watch_once

    session = Session()
    report = watch_once(session, SystemRandom())
    _keep_metrics(session, report, metrics)
    if terminal.json:
        terminal.as_json("watch", _as_json(report))
    elif report.receipt:
        from goenvctl.cli.receipts import show_receipt

        show_receipt(terminal, report.receipt)
    else:
        _show_line(terminal, report)
    _notify(session, report)
    if report.receipt and not report.receipt.in_effect:
        return exits.NOT_IN_EFFECT
    return exits.DONE if report.is_well else exits.NO


def _for_ever(terminal: Terminal, metrics: str | None) -> int:
    from random import SystemRandom

    from goenvctl.failover.watch import watch

    shower = _Shower(terminal, metrics)
    if not terminal.json:
        terminal.say(tr("watching; Ctrl-C ends it"))
    watch(Session, shower.show, SystemRandom())
    return exits.DONE


class _Shower:
    """One line for each thing that happens: what stays as it is is said once."""

    def __init__(self, terminal: Terminal, metrics: str | None) -> None:
        self._terminal = terminal
        self._metrics = metrics
        self._said = ""

    def show(self, report: Report) -> None:
        session = Session()
        _keep_metrics(session, report, self._metrics)
        if self._terminal.json:
            self._terminal.raw(_on_one_line(_as_json(report)))
            self._terminal.flush()  # one line at a time, also into a pipe
        elif _line(report) != self._said or report.receipt:
            self._said = _line(report)
            self._terminal.say(f"{_clock(session)} {self._said}", _style(report))
            if report.error and report.error.hint:
                self._terminal.say(f"  -> {report.error.hint}")
            self._terminal.problems(report.receipt.problems if report.receipt else ())
        _notify(session, report)


def _show_line(terminal: Terminal, report: Report) -> None:
    """A timer that calls too early says nothing, unless somebody looks on."""
    from goenvctl.failover.watch import BUSY, NOT_DUE

    if report.decision == NOT_DUE:
        if terminal.is_watched or terminal.verbose:
            terminal.say(_line(report))
    elif report.decision == BUSY:
        terminal.say(report.why)
    else:
        terminal.answer(_line(report), _style(report))


def _line(report: Report) -> str:
    from goenvctl.failover.watch import NOT_DUE

    if report.decision == NOT_DUE:
        minutes = f"{report.next_s / 60:.0f}"
        return tr("nothing is due for {minutes} min; {why}", minutes=minutes, why=report.why)
    if not report.receipt:
        return report.why
    values = [edit.after_values for edit in report.receipt.edits if "GOPROXY" in edit.after_values]
    goproxy = values[0]["GOPROXY"] if values else None
    now = tr("GOPROXY is now {goproxy}", goproxy=goproxy) if goproxy else tr("it is as the profile has it")
    if report.served_by:
        now = tr("{now}, served by {served_by}", now=now, served_by=report.served_by)
    return tr("{why}; {now} (goenvctl undo takes it back)", why=report.why, now=now)


def _style(report: Report) -> str:
    from goenvctl.failover.tick import KEEP, LEAVE, RETURN

    if report.error or not report.is_well:
        return RED
    return GREEN if report.decision in (KEEP, LEAVE, RETURN) else YELLOW


def _clock(session: Session) -> str:
    import time

    return time.strftime("%H:%M:%S", time.localtime(session.host.now()))


def _as_json(report: Report) -> dict[str, object]:
    from goenvctl.output import json

    receipt = json.receipt(report.receipt) if report.receipt else {}
    error = report.error
    return {
        "change": None,
        "edits": [],
        "switched": False,
        "in_effect": None,
        "problems": [],
        **receipt,
        "decision": report.decision,
        "why": report.why,
        "profile": report.profile,
        "served_by": report.served_by or None,
        "mirror": report.mirror or None,
        "local_problem": report.fault or None,
        "next_s": round(report.next_s),
        "results": [json.outcome(one, place) for place, one in enumerate(report.outcomes, 1)],
        "error": {"id": error.id, "message": error.message, "hint": error.hint} if error else None,
    }


def _on_one_line(answer: dict[str, object]) -> str:
    from json import dumps, loads

    from goenvctl.output import json

    return dumps(loads(json.dumps("watch", answer)), sort_keys=True)


def _keep_metrics(session: Session, report: Report, path: str | None) -> None:
    """The file is replaced as a whole. Raises NotApplied where it cannot be."""
    if path is None or not report.outcomes:
        return
    from goenvctl.atomic import write_atomically
    from goenvctl.host import reason
    from goenvctl.output.metrics import metrics

    text = metrics(report.outcomes, report.fault or None, session.host.now())
    try:
        write_atomically(os.path.join(session.host.cwd, path), text.encode())
    except OSError as exc:
        raise NotApplied("metrics-unwritable", f"{path}: {reason(exc)}", tr("name another file")) from exc


def _notify(session: Session, report: Report) -> None:
    if report.receipt:
        from goenvctl.service.notice import notify

        notify(session.host, "goenvctl", _line(report))
