"""`watch remove`: nothing of the service is left."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from typing import NamedTuple

from goenvctl.atomic import remove_file
from goenvctl.errors import AnswerIsNo
from goenvctl.keep import writing
from goenvctl.language import tr
from goenvctl.service.install import remove_empty
from goenvctl.service.plan import find_scheduler, refuse_foreign
from goenvctl.service.scheduler import Refused, Scheduler
from goenvctl.session import Session


class Removed(NamedTuple):
    """The files that were deleted, and what could not be done about what may still run."""

    scheduler: str
    paths: tuple[str, ...]
    remarks: tuple[str, ...]


def remove(session: Session) -> Removed:
    """Stop it, delete its files, and have the scheduler forget it.

    Raises AnswerIsNo where there is nothing, and Conflict, with nothing touched, for a file that is not ours.
    """
    scheduler = find_scheduler(session)
    paths = [path for path in scheduler.paths(session) if os.path.lexists(path)]
    for path in paths:
        refuse_foreign(session, path)
    if not paths and not _is_known(session, scheduler):
        hint = tr("goenvctl watch install makes it one")
        raise AnswerIsNo("not-installed", tr("no watch is installed here"), hint)
    remarks: dict[str, None] = {}
    with writing(session, scheduler.paths(session)[0]):
        with _remarked(remarks):
            scheduler.stop(session)
        for path in paths:
            remove_file(path)
        with _remarked(remarks):
            scheduler.forget(session)
        folders = [os.path.dirname(path) for path in paths]
        remove_empty([*folders, *map(os.path.dirname, folders)])
    return Removed(scheduler.name, tuple(paths), tuple(remarks))


def _is_known(session: Session, scheduler: Scheduler) -> bool:
    """Does it run though its files are gone?"""
    try:
        report = scheduler.report(session.host)
    except Refused:
        return False
    return bool(report.is_enabled or report.is_active)


@contextlib.contextmanager
def _remarked(remarks: dict[str, None]) -> Iterator[None]:
    try:
        yield
    except Refused as exc:
        remarks[tr("{reason}; what still runs ends with this session", reason=exc)] = None
