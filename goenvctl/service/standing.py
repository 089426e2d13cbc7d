"""`watch status`: is it there, does it run, and is it still what `watch install` would write?"""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import NamedTuple

from goenvctl.errors import Problem
from goenvctl.exits import DONE, NO
from goenvctl.language import tr
from goenvctl.service.capture import differing
from goenvctl.service.plan import find_scheduler
from goenvctl.service.scheduler import Refused, Report, is_ours
from goenvctl.session import Session

AGAIN = "goenvctl watch install"


class Standing(NamedTuple):
    """`files` are those of ours that are there; `is_installed`: all of them are."""

    scheduler: str
    is_installed: bool
    report: Report
    files: tuple[str, ...]
    variables: Mapping[str, str]
    problems: tuple[Problem, ...]


def standing(session: Session) -> Standing:
    """What there is of the service, and what is odd about it. Reads only."""
    scheduler = find_scheduler(session)
    paths = scheduler.paths(session)
    ours = tuple(path for path in paths if is_ours(session.host.peek(path) or b""))
    problems = [
        Problem("foreign-file", tr("was not written by goenvctl"), tr("move it away"), path)
        for path in paths
        if path not in ours and os.path.lexists(path)
    ]
    report, variables, is_installed = Report(), scheduler.variables(session), ours == paths
    try:
        report = scheduler.report(session.host)
    except Refused as exc:
        if ours:
            problems.append(Problem("scheduler-silent", str(exc), tr("log in anew, then look again")))
    if is_installed:
        problems += _lasting(session, report, variables)
    elif ours or report.is_enabled or report.is_active:
        problems.append(
            Problem(
                "half-installed",
                tr("a part of it is missing"),
                tr("goenvctl watch install, or goenvctl watch remove"),
            )
        )
    return Standing(scheduler.name, is_installed, report, ours, variables, tuple(problems))


def _lasting(session: Session, report: Report, variables: Mapping[str, str]) -> list[Problem]:
    """What has changed since it was installed."""
    problems = []
    if report.is_enabled is False or report.is_active is False:
        unborn = tr("the service does not start with the session")
        message = unborn if report.is_active else tr("the service does not run")
        problems.append(Problem("not-running", message, AGAIN))
    if report.code not in (None, DONE, NO):
        message = tr("its last run ended with exit code {code}", code=report.code)
        hint = tr("goenvctl watch --once tells why; goenvctl watch install renews it")
        problems.append(Problem("last-run-failed", message, hint))
    if names := differing(variables, session.host):
        message = tr("{names}: otherwise in this terminal than when it was installed", names=", ".join(names))
        problems.append(Problem("variables-differ", message, AGAIN))
    return problems
