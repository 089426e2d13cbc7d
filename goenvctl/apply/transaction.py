"""A plan becomes a change: wholly or not at all, whatever kills it, and back again.

The images are in the journal before a file is touched; the renames decide. Whoever comes
next and finds a pending change finishes it where every file is new, and rolls it back
otherwise. A file that is neither old nor new belongs to somebody else by now: it is left.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator, Sequence

from goenvctl.apply import files
from goenvctl.apply.files import Image
from goenvctl.apply.journal import Change, Journal, Pending, open_journal, read_journal
from goenvctl.apply.lock import locked
from goenvctl.apply.plan import Edit, Plan
from goenvctl.atomic import make_folder
from goenvctl.errors import Conflict, NotApplied
from goenvctl.host import Host, reason
from goenvctl.language import N_, tr
from goenvctl.paths import Paths

ATTEMPTS = 3


class Transaction:
    """The lock is held and the journal is open: the one place where files change."""

    def __init__(self, host: Host, journal: Journal) -> None:
        self._host = host
        self.journal = journal

    def commit(self, plan: Plan) -> int:
        """Make the change; returns its id. Raises NotApplied with everything as before, or FileChanged."""
        images = _images(plan.needed_edits)
        change = self.journal.prepare(plan, images, self._host.now())
        if images:
            self._carry_out(Pending("apply", (change,), images))
        return change

    def reverse(self, changes: Sequence[int], edits: Sequence[Edit]) -> None:
        """Undo the changes by these edits. Raises as `commit` does."""
        images = _images([edit for edit in edits if edit.is_needed])
        self.journal.prepare_undo(changes, images)
        self._carry_out(Pending("undo", tuple(changes), images))

    def _carry_out(self, pending: Pending) -> None:
        done: list[Image] = []
        try:
            for image in pending.images:
                files.put(self._host, image)
                done.append(image)
        except BaseException as exc:
            is_as_before = self._roll_back(pending)
            if isinstance(exc, OSError):
                path = pending.images[len(done)].path
                said = N_("{path} could not be written: {reason}; the next goenvctl takes the rest back")
                if is_as_before:
                    said = N_("{path} could not be written: {reason}; everything is as before")
                raise NotApplied(
                    "not-written",
                    tr(said, path=path, reason=reason(exc)),
                    tr("make room, or make the file and its folder writable"),
                ) from exc
            raise
        with contextlib.suppress(Exception):  # the files stand: the next command finishes the books
            self.journal.finish(pending)

    def _roll_back(self, pending: Pending) -> bool:
        """Put back what was written so far; False where even this fails: the next command does it."""
        is_as_before = False
        with contextlib.suppress(Exception):
            for image in reversed(pending.images):
                if files.state(self._host, image) == "after":  # also one whose put was cut off
                    files.put(self._host, image.reversed)
            is_as_before = True
            self.journal.abandon(pending)
        return is_as_before


@contextlib.contextmanager
def transaction(host: Host, paths: Paths) -> Iterator[Transaction]:
    """Lock, open the journal, finish or roll back what was cut off.

    Raises Conflict, once, where a file is neither old nor new.
    """
    _refuse_foreign_home(host)
    with locked(paths.lock), open_journal(paths.journal) as journal:
        _remove_folder(paths.staging)  # what a killed run left
        try:
            foreign = recover(host, journal, forget_foreign=True)
        except OSError as exc:
            raise NotApplied(
                "not-recovered",
                tr(
                    "{path}: {reason}; an earlier run was cut off and cannot be rolled back yet",
                    path=exc.filename,
                    reason=reason(exc),
                ),
                tr("make room, or make the file and its folder writable"),
            ) from exc
        if foreign:
            raise _foreign(foreign)
        yield Transaction(host, journal)


def history(host: Host, paths: Paths) -> tuple[list[Change], str]:
    """Every change, oldest first, for commands that only read; and a file that blocks recovery, or empty.

    What was cut off is finished or rolled back if the lock is free and the disk allows.
    """
    with read_journal(paths.journal) as journal:
        if journal is None:
            return [], ""
        if journal.pending() is None:
            return journal.changes(), ""
        foreign = ""
        with (
            contextlib.suppress(NotApplied, OSError),
            locked(paths.lock, wait_s=0),
            open_journal(paths.journal) as writable,
        ):
            foreign = recover(host, writable, forget_foreign=False)
        return journal.changes(finished=_finished(host, journal)), foreign


def recover(host: Host, journal: Journal, *, forget_foreign: bool) -> str:
    """Finish or roll back what was cut off; the path of a file that somebody has changed, or empty."""
    pending = journal.pending()
    if pending is None:
        return ""
    states = [files.state(host, image) for image in pending.images]
    for image in pending.images:
        files.remove_temp(image)
    if all(state == "after" for state in states):
        journal.finish(pending)
        return ""
    for image, state in zip(pending.images, states, strict=True):
        if state in ("after", "torn"):
            files.put(host, image._replace(before=host.read(image.path), after=image.before))
    foreign = next(
        (image.path for image, state in zip(pending.images, states, strict=True) if state == "other"), ""
    )
    if not foreign or forget_foreign:
        journal.abandon(pending)
    return foreign


def _refuse_foreign_home(host: Host) -> None:
    """`sudo` may leave HOME as it was: what root writes there its owner can no longer change."""
    if os.name != "posix" or not {"SUDO_UID", "SUDO_USER", "DOAS_USER"} & set(host.environ):
        return
    with contextlib.suppress(OSError):
        if os.stat(host.home).st_uid != os.geteuid():
            raise NotApplied(
                "foreign-home",
                tr("{path} belongs to another user; nothing is written there under sudo", path=host.home),
                tr("run it without sudo, or with sudo -H for root's own settings"),
            )


def _finished(host: Host, journal: Journal) -> Pending | None:
    """A pending change whose files all stand, though the books could not be closed."""
    pending = journal.pending()
    with contextlib.suppress(OSError):
        if pending and all(files.state(host, image) == "after" for image in pending.images):
            return pending
    return None


@contextlib.contextmanager
def staging_folder(paths: Paths) -> Iterator[str]:
    """A 0700 folder for copies, for use inside a transaction."""
    try:
        make_folder(paths.staging, 0o700)
        yield paths.staging
    except OSError as exc:
        raise NotApplied(
            "state-unwritable", f"{paths.staging}: {reason(exc)}", tr("make room, or make it writable")
        ) from exc
    finally:
        _remove_folder(paths.staging)


def _remove_folder(path: str) -> None:
    """The staging folder, which holds files only unless a `go` strayed into it."""
    try:
        for name in os.listdir(path):
            os.unlink(os.path.join(path, name))
        os.rmdir(path)
    except FileNotFoundError:
        pass
    except OSError:
        import shutil

        shutil.rmtree(path, ignore_errors=True)


def _images(edits: Sequence[Edit]) -> tuple[Image, ...]:
    try:
        return tuple(files.image(os.path.abspath(edit.path), edit.before, edit.after) for edit in edits)
    except OSError as exc:
        raise NotApplied("not-written", f"{exc.filename}: {reason(exc)}", tr("mend the link")) from exc


def _foreign(path: str) -> Conflict:
    return Conflict(
        "interrupted-and-edited",
        tr(
            "{path}: an earlier run was cut off and somebody has changed the file since; "
            "it was left as it is",
            path=path,
        ),
        tr("look at the file, then run the command again"),
    )
