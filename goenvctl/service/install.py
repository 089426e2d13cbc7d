"""`watch install`: the files are written, and the platform's scheduler starts them; or nothing is left."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator, Mapping, Sequence

from goenvctl.apply.lock import locked
from goenvctl.atomic import make_folder, remove_file, write_atomically
from goenvctl.errors import NotApplied
from goenvctl.host import CommandFailed, Host, reason
from goenvctl.language import tr
from goenvctl.service.plan import Planned, by_cron, refuse_foreign
from goenvctl.service.scheduler import File, Refused
from goenvctl.session import Session

START_S = 20.0


def install(session: Session, planned: Planned) -> None:
    """Write and start, over an earlier one of ours; raises NotApplied with everything as before."""
    _try_out(session.host, planned)
    scheduler = planned.scheduler
    try:
        scheduler.check(session.host)
        with locked(session.paths.lock):
            for file in planned.files:  # under the lock: somebody may have come between
                refuse_foreign(session, file.path)
            with _all_or_nothing(session, planned):
                for file in planned.files:
                    _write(file)
                scheduler.start(session)
    except Refused as exc:
        raise by_cron(str(exc), planned.job) from exc
    except OSError as exc:
        where = exc.filename or planned.files[0].path
        raise NotApplied(
            "not-written",
            tr("{path}: {reason}; nothing was installed", path=where, reason=reason(exc)),
            tr("make room, or make that folder writable"),
        ) from exc


def _try_out(host: Host, planned: Planned) -> None:
    """A service that cannot start would fail every minute, and nobody would see it."""
    given = planned.job.variables if host.platform != "win32" else {**host.environ, **planned.job.variables}
    why = ""
    try:
        argv = [*planned.job.goenvctl, "--help"]
        finished = host.run(argv, environ=given, cwd=os.sep, timeout_s=START_S)
        if finished.code:
            said = finished.stderr.decode("utf-8", "replace").strip().splitlines()
            why = said[-1] if said else tr("exit code {code}", code=finished.code)
    except CommandFailed as exc:
        why = str(exc)
    if why:
        raise NotApplied(
            "service-would-fail",
            tr(
                "{command} does not run outside this folder: {reason}",
                command=" ".join(planned.job.goenvctl),
                reason=why,
            ),
            tr("install goenvctl (pipx install goenvctl), then goenvctl watch install"),
        )


@contextlib.contextmanager
def _all_or_nothing(session: Session, planned: Planned) -> Iterator[None]:
    """Whatever goes wrong inside, an interrupt too: files and folders are as they were, and what ran runs."""
    paths = [file.path for file in planned.files]
    before = {path: session.host.read(path) for path in paths}
    made = _missing_folders(paths)
    try:
        yield
    except BaseException:
        try:
            _undo(session, planned, before)
        finally:  # a second Ctrl-C
            remove_empty(made)
        raise


def _undo(session: Session, planned: Planned, before: Mapping[str, bytes | None]) -> None:
    """What is new is stopped, the files are as they were, and the scheduler knows that."""
    was_there = any(data is not None for data in before.values())
    if not was_there:
        with contextlib.suppress(Refused):
            planned.scheduler.stop(session)
    _put_back(planned.files, before)
    with contextlib.suppress(Refused):
        (planned.scheduler.start if was_there else planned.scheduler.forget)(session)


def _put_back(files: Sequence[File], before: Mapping[str, bytes | None]) -> None:
    for file in files:
        data = before[file.path]
        with contextlib.suppress(OSError):
            if data is None:
                remove_file(file.path)
            else:
                _write(file._replace(data=data))


def _write(file: File) -> None:
    make_folder(os.path.dirname(file.path))
    if not file.mode & 0o077 and os.path.exists(file.path):
        os.chmod(file.path, file.mode)  # before there is a secret in it
    write_atomically(file.path, file.data, new_mode=file.mode)


def _missing_folders(paths: Sequence[str]) -> list[str]:
    """The folders above that do not exist yet, the innermost first."""
    missing: dict[str, None] = {}
    for path in paths:
        folder = os.path.dirname(path)
        while not os.path.isdir(folder) and folder not in missing:
            missing[folder] = None
            folder = os.path.dirname(folder)
    return sorted(missing, key=len, reverse=True)


def remove_empty(folders: Sequence[str]) -> None:
    """Those in which nothing is."""
    for folder in folders:
        with contextlib.suppress(OSError):
            os.rmdir(folder)
