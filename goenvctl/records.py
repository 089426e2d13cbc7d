"""Outcomes over time: one SQLite file, 0600 in a 0700 folder, that any number of processes may use at once.

Beside the outcomes it keeps what outlives them: marks of hostile mirrors with the evidence,
and of each checksum database the largest tree head that was verified. Every text in it is
masked and on one line; what a mirror wrote is only data.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from types import UnionType
from typing import NamedTuple, TypeVar

from goenvctl.atomic import make_folder
from goenvctl.go.address import canonical
from goenvctl.host import reason
from goenvctl.language import tr
from goenvctl.probe.outcome import HOSTILE, Outcome, Sums
from goenvctl.redact import clean

T = TypeVar("T")
VERSION = 1
APPLICATION = int.from_bytes(b"goen")  # in the file's header: tells ours from anybody's SQLite file
BUSY_S = 5.0  # how long another process may hold the file
KEEP_S = 90 * 86400.0
KEEP_ROWS = 200_000
_SCHEMA = f"""
create table outcome (time real not null, url text not null, verdict text not null, reason text not null,
                      step text not null, module text not null, total_s real, wait_s real,
                      throughput real, sumdb text not null);
create index outcome_time on outcome (time);
create table mark (url text primary key, since real not null, module text not null, reason text not null,
                   evidence text not null);
create table head (key text primary key, size integer not null, hash blob not null, note blob not null);
pragma application_id = {APPLICATION};
pragma user_version = {VERSION};
"""


class RecordsLost(Exception):
    """The records cannot be read or written; the message is one line: the file and the reason."""


class Record(NamedTuple):
    """One outcome as it is kept: `time` in seconds since the epoch, `throughput` in bytes a second."""

    time: float
    url: str
    verdict: str
    reason: str
    step: str
    module: str
    total_s: float | None
    wait_s: float | None
    throughput: float | None
    sumdb: str


class Mark(NamedTuple):
    """A mirror that served wrong bytes at `since` (seconds since the epoch), until it is forgiven."""

    url: str
    since: float
    module: str
    reason: str
    evidence: str


class Head(NamedTuple):
    """A signed tree head that was verified: how many records, their root hash, the note itself."""

    size: int
    hash: bytes
    note: bytes


@contextlib.contextmanager
def open_records(path: str) -> Iterator[Records]:
    """The records, made where there are none; on a disk that takes no writes they can be read.

    Raises RecordsLost, from inside the block too: a file that is damaged, somebody else's or
    newer, a disk that is full or read-only, another process that does not let go.
    """
    try:
        if not os.path.exists(path):
            make_folder(os.path.dirname(path), 0o700)
            os.close(os.open(path, os.O_WRONLY | os.O_CREAT, 0o600))
    except OSError as exc:
        raise RecordsLost(f"{path}: {reason(exc)}") from exc
    try:
        database = sqlite3.connect(path, timeout=BUSY_S)
        with contextlib.closing(database):
            _check(path, database)
            yield Records(database)
    except (sqlite3.Error, UnicodeDecodeError) as exc:  # the latter where an error quotes rotten text
        raise RecordsLost(f"{path}: {clean(str(exc))}") from exc


def plain_url(url: str) -> str:
    """How a mirror's address stands in the records: one spelling, without credentials."""
    return clean(canonical(url))


class Records:
    """Open records. Every method is one transaction."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self._database = database

    def add(self, outcomes: Iterable[Outcome], now: float) -> None:
        """Keep what was found at `now`, and drop what is old or too much."""
        rows = [_record(outcome, now) for outcome in outcomes]
        with self._database:
            self._database.executemany("insert into outcome values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", rows)
            self._prune(now)

    def since(self, time: float) -> list[Record]:
        """The outcomes from `time` on, oldest first."""
        rows = self._database.execute("select * from outcome where time >= ? order by time, rowid", (time,))
        return _intact(rows, Record, _RECORD_TYPES)

    def marks(self) -> dict[str, Mark]:
        """The mirrors kept as hostile, by their `plain_url`."""
        rows = self._database.execute("select * from mark order by url")
        return {mark.url: mark for mark in _intact(rows, Mark, _MARK_TYPES)}

    def condemn(self, outcomes: Iterable[Outcome], now: float) -> None:
        """Keep the hostile ones among `outcomes` as such; the first evidence against a mirror stands."""
        marks = [
            (plain_url(found.url), now, clean(found.module), clean(found.reason), clean(_evidence(found)))
            for found in outcomes
            if found.verdict == HOSTILE
        ]
        with self._database:
            self._database.executemany("insert or ignore into mark values (?, ?, ?, ?, ?)", marks)

    def forgive(self, url: str) -> bool:
        """Take the mark off a mirror. Was there one?"""
        with self._database:
            return self._database.execute("delete from mark where url = ?", (plain_url(url),)).rowcount > 0

    def head(self, key: str) -> Head | None:
        """The largest tree head seen of the checksum database with this verifier key."""
        rows = self._database.execute("select size, hash, note from head where key = ?", (key,))
        return next(iter(_intact(rows, Head, _HEAD_TYPES)), None)

    def keep_head(self, key: str, head: Head) -> None:
        """Remember a verified tree head, unless one at least as large is known already."""
        with self._database:
            self._database.execute(
                "insert into head values (?, ?, ?, ?) on conflict (key) do update set "
                "size = excluded.size, hash = excluded.hash, note = excluded.note "
                "where excluded.size > head.size",
                (key, *head),
            )

    def _prune(self, now: float) -> None:
        """What lies as far in the future was written under a wrong clock."""
        self._database.execute("delete from outcome where time < ? or time > ?", (now - KEEP_S, now + KEEP_S))
        self._database.execute(
            "delete from outcome where rowid <= (select max(rowid) from outcome) - ?", (KEEP_ROWS,)
        )


_RECORD_TYPES = (float, str, str, str, str, str, float | None, float | None, float | None, str)
_MARK_TYPES = (str, float, str, str, str)
_HEAD_TYPES = (int, bytes, bytes)


def _record(outcome: Outcome, now: float) -> Record:
    return Record(
        time=now,
        url=plain_url(outcome.url),
        verdict=clean(outcome.verdict),
        reason=clean(outcome.reason),
        step=clean(outcome.step),
        module=clean(outcome.module),
        total_s=outcome.timings.total,
        wait_s=outcome.timings.wait,
        throughput=outcome.throughput,
        sumdb=clean(outcome.sumdb),
    )


def _evidence(outcome: Outcome) -> str:
    """What the mirror did, and the sums that convict it."""
    found = [outcome.detail]
    for name, got, want in zip(Sums._fields, outcome.sums, outcome.expected, strict=True):
        if got and want and got != want:
            found.append(tr("{file} {sum} is not {expected}", file=name, sum=got, expected=want))
    return ", ".join(filter(None, found))


def _check(path: str, database: sqlite3.Connection) -> None:
    """Make the tables in an empty file, and refuse one that is not ours or of a later day."""
    if _is_empty(database):
        with database:
            database.execute("begin immediate")  # two first runs at once: the second finds it made
            if _is_empty(database):
                for statement in _SCHEMA.split(";\n"):
                    database.execute(statement)
    if _pragma(database, "application_id") != APPLICATION:
        raise RecordsLost(tr("{path}: not written by goenvctl; move it away", path=path))
    if _pragma(database, "user_version") != VERSION:
        raise RecordsLost(tr("{path}: written by a newer goenvctl; upgrade goenvctl", path=path))


def _is_empty(database: sqlite3.Connection) -> bool:
    (tables,) = database.execute("select count(*) from sqlite_master").fetchone()
    return not (tables or _pragma(database, "application_id") or _pragma(database, "user_version"))


def _pragma(database: sqlite3.Connection, name: str) -> int:
    (value,) = database.execute(f"pragma {name}").fetchone()
    return int(value)


def _intact(rows: sqlite3.Cursor, make: Callable[..., T], types: Sequence[type | UnionType]) -> list[T]:
    """The rows as values. SQLite keeps no sums: damage in a row shows as another type, if at all."""
    found = rows.fetchall()
    if not all(len(row) == len(types) and all(map(isinstance, row, types)) for row in found):
        raise sqlite3.DatabaseError(tr("damaged; move it away"))
    return [make(*row) for row in found]
