"""Writing the user's own configuration: under the lock, atomically, with errors in one line."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from typing import NamedTuple

from goenvctl.apply.lock import locked
from goenvctl.atomic import make_folder
from goenvctl.errors import InvalidInput, NotApplied
from goenvctl.host import reason
from goenvctl.language import tr
from goenvctl.session import Session


class Kept(NamedTuple):
    """The profile written (None for private patterns), its file, and the line that puts it in force."""

    name: str | None
    path: str
    then: str


@contextlib.contextmanager
def writing(session: Session, path: str) -> Iterator[None]:
    """Hold the lock, make the folder; errors of the system leave as NotApplied."""
    with locked(session.paths.lock):
        try:
            make_folder(os.path.dirname(path))
            yield
        except OSError as exc:
            raise NotApplied(
                "not-written",
                tr("{path}: {reason}; everything is as before", path=path, reason=reason(exc)),
                tr("make room, or make that folder writable"),
            ) from exc


def text_of(session: Session, path: str) -> str:
    """A file of the configuration. Raises InvalidInput where it is no readable text."""
    try:
        return session.host.read_text(path) or ""
    except (OSError, UnicodeDecodeError) as exc:
        raise InvalidInput(
            "profile-unreadable", tr("{path}: cannot be read as UTF-8 text", path=path), tr("mend the file")
        ) from exc
