"""What every platform's scheduler can do, and what it is told and tells."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple, Protocol

from goenvctl.host import Host
from goenvctl.session import Session

PERIOD_S = 60  # how often `watch --once` is called; it decides itself what is due
MARK = "goenvctl watch install wrote this; goenvctl watch remove takes it away"  # on a file's first lines


class Job(NamedTuple):
    """What is to run: the words that start this goenvctl, and the variables it would not have there."""

    goenvctl: tuple[str, ...]
    variables: Mapping[str, str]

    @property
    def tick(self) -> tuple[str, ...]:
        return (*self.goenvctl, "watch", "--once")


class File(NamedTuple):
    """A file of the service; a new one gets `mode` less the umask."""

    path: str
    data: bytes
    mode: int

    @property
    def text(self) -> str:
        """As a person reads it, with plain line ends."""
        is_utf16 = self.data.startswith((b"\xff\xfe", b"\xfe\xff"))
        return self.data.decode("utf-16" if is_utf16 else "utf-8").replace("\r\n", "\n")


class Report(NamedTuple):
    """What the scheduler says of the job: times in seconds since the epoch; None: not told.

    `is_enabled`: it starts with the session. `is_active`: it is waiting for its next run, or running.
    `code` is the exit code of the last run, `said` its last lines.
    """

    is_enabled: bool | None = None
    is_active: bool | None = None
    last_run: float | None = None
    code: int | None = None
    said: tuple[str, ...] = ()
    next_run: float | None = None


class Refused(Exception):
    """The scheduler cannot be asked, or said no; the message has its words."""


class Scheduler(Protocol):
    """One platform's way to run something every minute while its user is logged in."""

    name: str

    def paths(self, session: Session) -> tuple[str, ...]:
        """Where its files are, whether they exist or not."""

    def files(self, session: Session, job: Job) -> tuple[File, ...]:
        """The files, in the order in which they are written. Raises CannotSay."""

    def variables(self, session: Session) -> dict[str, str]:
        """Those that the files on disk hold; none where there are no such files."""

    def check(self, host: Host) -> None:
        """Raises Refused where it cannot be asked."""

    def start(self, session: Session) -> None:
        """Make it know the files as they are now, and run them from now on. Raises Refused."""

    def stop(self, session: Session) -> None:
        """End what runs, and start nothing with the session. Raises Refused where it cannot be asked."""

    def forget(self, session: Session) -> None:
        """Once the files are gone: keep nothing of them. Raises Refused where it cannot be asked."""

    def report(self, host: Host) -> Report:
        """Raises Refused where it cannot be asked."""


class CannotSay(ValueError):
    """A word that the files of this platform cannot hold; the message names it."""


def is_ours(data: bytes) -> bool:
    """Did `watch install` write this file?"""
    return MARK.encode() in data[:400] or MARK.encode("utf-16-le") in data[:800]
