"""What `watch install` would write, as a value."""

from __future__ import annotations

import contextlib
import os
import shlex
import sys
from typing import NamedTuple

from goenvctl.errors import Conflict, NotApplied
from goenvctl.language import tr
from goenvctl.service.all_schedulers import SCHEDULERS
from goenvctl.service.capture import captured, sayable, shown
from goenvctl.service.scheduler import CannotSay, File, Job, Scheduler, is_ours
from goenvctl.session import Session


class Planned(NamedTuple):
    """`shown` are the files as they may be shown: without the passwords in the variables."""

    scheduler: Scheduler
    job: Job
    files: tuple[File, ...]
    shown: tuple[File, ...]


def plan(session: Session, executable: str = sys.executable) -> Planned:
    """The files, made from the environment as it is here. Reads only.

    Raises NotApplied where there is no scheduler, or `watch` could write no env file; InvalidInput for a
    variable that no unit can hold; Conflict where a file by that name is not ours.
    """
    _refuse_foreign_home(session)
    session.writable_env_file()
    job = Job(_starts(session, executable), _with_real_go(session, captured(session.host)))
    scheduler = find_scheduler(session, job)
    for path in scheduler.paths(session):
        refuse_foreign(session, path)
    masked = {name: shown(name, value) for name, value in job.variables.items()}
    try:
        files = scheduler.files(session, job)
        harmless = scheduler.files(session, job._replace(variables=masked))
    except CannotSay as exc:
        hint = tr("install goenvctl in a folder with a plain name")
        raise NotApplied("unsayable", str(exc), hint) from exc
    return Planned(scheduler, job, files, harmless)


def find_scheduler(session: Session, job: Job | None = None) -> Scheduler:
    """This platform's. Raises NotApplied where there is none that is known here."""
    platform = session.host.platform
    if platform not in SCHEDULERS:
        raise by_cron(tr("no scheduler of {platform} is known here", platform=platform), job)
    return SCHEDULERS[platform]


def refuse_foreign(session: Session, path: str) -> None:
    """Raises Conflict for whatever stands there and is not ours: it stays."""
    if os.path.lexists(path) and not is_ours(session.host.peek(path) or b""):
        raise Conflict(
            "foreign-file", tr("{path} was not written by goenvctl", path=path), tr("move it away")
        )


def by_cron(why: str, job: Job | None) -> NotApplied:
    """The refusal that says what to do instead."""
    lines = (cron_line(job),) if job else ()
    with_line = tr("let cron do it: crontab -e, and this line")
    hint = with_line if lines else tr("let cron run goenvctl watch --once")
    said = tr("{reason}; nothing was installed", reason=why)
    return NotApplied("no-scheduler", said, hint, lines=lines)


def cron_line(job: Job) -> str:
    """Once a minute. In a crontab `%` ends the command unless a backslash stands before it."""
    return "* * * * * " + shlex.join(job.tick).replace("%", r"\%")


def _with_real_go(session: Session, variables: dict[str, str]) -> dict[str, str]:
    """What a shim named `go` leads to stands before it: a service gains no rights, and snap's has to."""
    command, go = session.host.which("go"), session.go
    if go and go.goroot and os.path.realpath(command) != os.path.realpath(go.binary):
        folders = dict.fromkeys((os.path.dirname(go.binary), *variables.get("PATH", "").split(os.pathsep)))
        variables["PATH"] = sayable("GOROOT", os.pathsep.join(filter(None, folders)))
    return variables


def _refuse_foreign_home(session: Session) -> None:
    """`sudo` may leave HOME as it was, and the service would then be root's, at work in it."""
    with contextlib.suppress(OSError):
        if os.name == "posix" and os.stat(session.host.home).st_uid != os.geteuid():
            raise NotApplied(
                "foreign-home",
                tr("{path} belongs to another user; nothing was installed", path=session.host.home),
                tr("run it as that user, without sudo"),
            )


def _starts(session: Session, executable: str) -> tuple[str, ...]:
    """This Python, by absolute path; `-P`: a folder named goenvctl in the service's own is not meant.

    On Windows the Python without a console, or a window would open every minute.
    """
    if not os.path.isabs(executable):
        raise NotApplied("no-python", tr("the path of this Python is unknown"), tr("install goenvctl anew"))
    windowless = os.path.join(os.path.dirname(executable), "pythonw.exe")
    if session.host.platform == "win32" and os.path.isfile(windowless):
        executable = windowless
    return (sayable(tr("the path of this Python"), executable), "-P", "-m", "goenvctl")
