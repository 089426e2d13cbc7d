"""What goenvctl has done: one SQLite file, the only truth about the active profile.

A change is written down with the files' images before anything is touched (`pending`), and
when it stands only the differences and the hashes stay. Values may hold credentials: the
file is 0600 and SQLite overwrites what it deletes.
"""

from __future__ import annotations

import contextlib
import json
import os
import sqlite3
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import NamedTuple

from goenvctl.apply.files import Image
from goenvctl.apply.plan import Difference, Ledger, Plan, Values, difference, fingerprint
from goenvctl.atomic import make_folder
from goenvctl.errors import NotApplied
from goenvctl.host import reason
from goenvctl.language import tr

VERSION = 1
_SCHEMA = """
create table change (id integer primary key, time text not null, command text not null, profile text,
                     env_file text not null, state text not null, ledger text not null, undone_at integer);
create table edit (change integer not null references change on delete cascade, target text not null,
                   path text not null, before text not null, after text not null,
                   before_hash text not null, after_hash text not null,
                   difference text not null);
create table pending (kind text not null, changes text not null);
create table image (path text not null, temp text not null, before blob, after blob);
pragma user_version = 1;
"""


class RecordedEdit(NamedTuple):
    """One file's part of a change: values, hashes (empty: no file), and the way back from after to before."""

    target: str
    path: str
    before: Values
    after: Values
    before_hash: str
    after_hash: str
    difference: Difference


class Change(NamedTuple):
    """A committed change; `time` is UTC in RFC 3339; `undone` ones no longer count.

    `undone_at` is the newest change there was when it was undone, None where it stands.
    """

    id: int
    time: str
    command: str
    profile: str | None
    env_file: str
    undone: bool
    ledger: Ledger
    edits: tuple[RecordedEdit, ...]
    undone_at: int | None = None


class Pending(NamedTuple):
    """What was being done: `kind` is apply or undo, to these changes, through these images."""

    kind: str
    changes: tuple[int, ...]
    images: tuple[Image, ...]


class Journal:
    """An open journal. Writers hold the lock; readers may find a pending change."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self._database = database

    def close(self) -> None:
        self._database.close()

    def changes(self, finished: Pending | None = None) -> list[Change]:
        """The committed changes, oldest first. `finished` is pending in the books but done in the files."""
        edits: dict[int, list[RecordedEdit]] = {}
        for change, *edit in self._database.execute("select * from edit order by rowid"):
            edits.setdefault(change, []).append(_edit(*edit))
        found = []
        for row in self._database.execute(
            "select id, time, command, profile, env_file, ledger, undone_at, state from change order by id"
        ):
            identity, time, command, profile, env_file, ledger, undone_at, state = row
            env_file = _path(env_file)
            if finished and identity in finished.changes:
                state = "committed" if finished.kind == "apply" else "undone"
            if state != "prepared":
                undone, parts = state == "undone", tuple(edits.get(identity, ()))
                found.append(
                    Change(
                        identity, time, command, profile, env_file, undone, _ledger(ledger), parts, undone_at
                    )
                )
        return found

    def pending(self) -> Pending | None:
        """What was cut off, or is being done right now."""
        row = self._database.execute("select kind, changes from pending").fetchone()
        if row is None:
            return None
        images = self._database.execute("select path, temp, before, after from image order by rowid")
        return Pending(row[0], tuple(json.loads(row[1])), tuple(_image(*image) for image in images))

    def prepare(self, plan: Plan, images: Sequence[Image], now: float) -> int:
        """Write a change down before it is made (with no images it stands already). Returns its id."""
        with self._transaction():
            time = datetime.fromtimestamp(now, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
            identity = self._database.execute(
                "insert into change (time, command, profile, env_file, state, ledger) "
                "values (?, ?, ?, ?, ?, ?)",
                (
                    time,
                    plan.command,
                    plan.profile,
                    _kept(plan.env_file),
                    "prepared" if images else "committed",
                    json.dumps(plan.ledger._asdict(), sort_keys=True),
                ),
            ).lastrowid
            assert identity is not None
            for edit in plan.needed_edits:
                parts = difference(edit.before or b"", edit.after or b"")
                self._database.execute(
                    "insert into edit values (?, ?, ?, ?, ?, ?, ?, ?)",
                    (
                        identity,
                        edit.target,
                        _kept(edit.path),
                        json.dumps(edit.before_values),
                        json.dumps(edit.after_values),
                        fingerprint(edit.before),
                        fingerprint(edit.after),
                        json.dumps(parts, default=lambda line: line.decode("latin-1")),
                    ),
                )
            if images:
                self._set_pending("apply", (identity,), images)
        return identity

    def prepare_undo(self, changes: Sequence[int], images: Sequence[Image]) -> None:
        """Write down that these changes are about to be undone."""
        with self._transaction():
            self._set_pending("undo", changes, images)

    def finish(self, pending: Pending) -> None:
        """The files are as they should be: the change counts, and the images go."""
        state = "committed" if pending.kind == "apply" else "undone"
        with self._transaction():
            self._set_state(pending.changes, state)
            self._clear_pending()

    def abandon(self, pending: Pending) -> None:
        """The files are as they were: forget it."""
        with self._transaction():
            if pending.kind == "apply":
                for change in pending.changes:
                    self._database.execute("delete from edit where change = ?", (change,))
                    self._database.execute("delete from change where id = ?", (change,))
            self._clear_pending()

    def rename_profile(self, old: str, new: str) -> None:
        """Let every change speak of the profile by its new name."""
        with self._transaction():
            self._database.execute("update change set profile = ? where profile = ?", (new, old))
            self._database.execute(
                "update change set ledger = json_set(ledger, '$.served_by', ?) "
                "where json_extract(ledger, '$.served_by') = ?",
                (new, old),
            )

    @contextlib.contextmanager
    def _transaction(self) -> Iterator[None]:
        self._database.execute("begin immediate")
        try:
            yield
            self._database.execute("commit")
        except BaseException:
            with contextlib.suppress(sqlite3.Error):  # a failed commit may have ended it already
                self._database.execute("rollback")
            raise

    def _set_pending(self, kind: str, changes: Sequence[int], images: Sequence[Image]) -> None:
        self._clear_pending()
        self._database.execute("insert into pending values (?, ?)", (kind, json.dumps(list(changes))))
        rows = [(_kept(image.path), _kept(image.temp), image.before, image.after) for image in images]
        self._database.executemany("insert into image values (?, ?, ?, ?)", rows)

    def _set_state(self, changes: Sequence[int], state: str) -> None:
        self._database.executemany(
            "update change set state = ?1, "
            "undone_at = iif(?1 = 'undone', (select max(id) from change), null) where id = ?2",
            [(state, change) for change in changes],
        )

    def _clear_pending(self) -> None:
        self._database.execute("delete from pending")
        self._database.execute("delete from image")


@contextlib.contextmanager
def open_journal(path: str) -> Iterator[Journal]:
    """The journal, made where there is none. SQLite's errors leave as NotApplied."""
    with _translated(path):
        try:
            make_folder(os.path.dirname(path), 0o700)
            os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
        except OSError as exc:
            raise _unusable(path, reason(exc)) from exc
        with _connected(path, path) as database:
            database.execute("pragma secure_delete = on")
            if _version(path, database) == 0:
                _create(database)
            yield Journal(database)


@contextlib.contextmanager
def read_journal(path: str) -> Iterator[Journal | None]:
    """The journal for reading, or None where there is none yet; nothing is made or changed."""
    if not os.path.exists(path):
        yield None
        return
    writable = os.access(path, os.W_OK) and os.access(os.path.dirname(path), os.W_OK)
    address = path if writable else f"file:{_uri(path)}?immutable=1"
    with _translated(path), _connected(path, address) as database:
        yield Journal(database) if _version(path, database) else None


@contextlib.contextmanager
def _connected(path: str, address: str) -> Iterator[sqlite3.Connection]:
    database = sqlite3.connect(address, timeout=10, isolation_level=None, uri=address != path)
    try:
        yield database
    finally:
        database.close()


def _version(path: str, database: sqlite3.Connection) -> int:
    (version,) = database.execute("pragma user_version").fetchone()
    if version > VERSION:
        raise _unusable(path, tr("written by a newer goenvctl"), tr("upgrade goenvctl"))
    return int(version)


def _create(database: sqlite3.Connection) -> None:
    database.execute("begin immediate")  # two first runs at once: the second finds it made
    if database.execute("pragma user_version").fetchone() == (0,):
        for statement in _SCHEMA.split(";\n"):
            database.execute(statement)
    database.execute("commit")


@contextlib.contextmanager
def _translated(path: str) -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as exc:
        raise _unusable(path, str(exc)) from exc


def _unusable(path: str, why: str, hint: str = "") -> NotApplied:
    return NotApplied(
        "journal-unusable",
        f"{path}: {why}",
        hint or tr("make room and the folder writable; if the file is damaged, move it away"),
    )


def _kept(path: str) -> str | bytes:
    """As SQLite takes it: a path that is no UTF-8 as its bytes."""
    return path if path.isprintable() else os.fsencode(path)


def _path(kept: str | bytes) -> str:
    return os.fsdecode(kept)


def _image(path: str | bytes, temp: str | bytes, before: bytes | None, after: bytes | None) -> Image:
    return Image(_path(path), _path(temp), before, after)


def _uri(path: str) -> str:
    from urllib.parse import quote

    return quote(path)


def _edit(
    target: str, path: str, before: str, after: str, before_hash: str, after_hash: str, parts: str
) -> RecordedEdit:
    way_back: Difference = tuple(
        part.encode("latin-1") if isinstance(part, str) else (part[0], part[1]) for part in json.loads(parts)
    )
    return RecordedEdit(
        target, _path(path), json.loads(before), json.loads(after), before_hash, after_hash, way_back
    )


def _ledger(text: str) -> Ledger:
    data = json.loads(text)
    return Ledger(
        {name: (pair[0], pair[1]) for name, pair in data["written"].items()},
        {name: tuple(patterns) for name, patterns in data["own"].items()},
        tuple(data.get("targets", ())),
        tuple(data.get("files", ())),
        data.get("served_by", ""),
    )
