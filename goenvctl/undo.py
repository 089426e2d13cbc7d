"""`undo`: a change reversed. Bytes where the file is as we left it, values where others wrote since."""

from __future__ import annotations

import os
from collections.abc import Sequence

from goenvctl.active import Standing, profile_in_force
from goenvctl.apply.files import FileChanged
from goenvctl.apply.journal import Change, RecordedEdit
from goenvctl.apply.ownership import holdings, replay
from goenvctl.apply.plan import Edit, Values, fingerprint, restored
from goenvctl.apply.transaction import ATTEMPTS, transaction
from goenvctl.errors import AnswerIsNo, Conflict, NotApplied
from goenvctl.go import envfile
from goenvctl.go.environment import resolve
from goenvctl.intent import user_rule
from goenvctl.language import tr
from goenvctl.places import is_ours, odd_places
from goenvctl.profiles import privacy
from goenvctl.receipt import Receipt
from goenvctl.session import Session
from goenvctl.switch import rendered
from goenvctl.targets.all_targets import TARGETS
from goenvctl.targets.base import Unfit
from goenvctl.targets.block import Damaged
from goenvctl.verdict import breach_problems, drift_problems, shadow_problems, shadowed


def undo(
    session: Session, change: int | None = None, *, everything: bool = False, force: bool = False
) -> Receipt:
    """Reverse the newest change, the one named, or all of them, newest first.

    Raises AnswerIsNo where there is nothing to undo, and Conflict, with nothing touched, where
    a variable is no longer what the change made of it, unless `force`.
    """
    path = os.path.abspath(session.env_file.path) if session.env_file.path else ""
    for _ in range(ATTEMPTS):
        try:
            with transaction(session.host, session.paths) as work:
                changes = work.journal.changes()
                chosen = _choose(changes, path, change, everything=everything)
                if not force:
                    _refuse_built_upon(chosen, changes)
                edits, remarks = _reversed(session, chosen, changes, force=force)
                work.reverse([one.id for one in chosen], edits)
        except FileChanged:
            continue
        return _receipt(session, path, chosen, changes, edits, remarks)
    raise NotApplied("file-busy", tr("{path}: somebody keeps changing it", path=path), tr("try again"))


def _choose(changes: Sequence[Change], path: str, wanted: int | None, *, everything: bool) -> list[Change]:
    standing = [change for change in reversed(changes) if not change.undone and change.env_file == path]
    if wanted is None:
        if not standing:
            raise AnswerIsNo(
                "nothing-to-undo", tr("nothing to undo"), tr("goenvctl history shows what was done")
            )
        return standing if everything else standing[:1]
    found = [change for change in changes if change.id == wanted]
    if not found:
        raise AnswerIsNo(
            "unknown-change",
            tr("there is no change {change}", change=wanted),
            tr("goenvctl history shows them"),
        )
    if found[0].undone:
        raise AnswerIsNo(
            "already-undone",
            tr("change {change} is undone already", change=wanted),
            tr("goenvctl history shows them"),
        )
    if found[0].env_file != path:
        raise AnswerIsNo(
            "other-env-file",
            tr("change {change} belongs to {path}", change=wanted, path=found[0].env_file),
            tr("set GOENV={path}", path=found[0].env_file),
        )
    return found


def _refuse_built_upon(chosen: Sequence[Change], changes: Sequence[Change]) -> None:
    """A later change that stands and holds the same variables is the one to undo first."""
    oldest = chosen[-1]
    gone = {change.id for change in chosen}
    names = {name for edit in oldest.edits for name in edit.after}
    for later in changes:
        if later.undone or later.id <= oldest.id or later.id in gone or later.env_file != oldest.env_file:
            continue
        touched = {*later.ledger.written, *(name for edit in later.edits for name in edit.after)}
        if shared := sorted(names & touched):
            raise Conflict(
                "built-upon",
                tr(
                    "change {change} has set {names} since; nothing was touched",
                    change=later.id,
                    names=", ".join(shared),
                ),
                tr(
                    "goenvctl undo takes {later} back first; goenvctl undo {change} --force does not care",
                    later=later.id,
                    change=oldest.id,
                ),
            )


def _reversed(
    session: Session, chosen: Sequence[Change], changes: Sequence[Change], *, force: bool
) -> tuple[list[Edit], tuple[str, ...]]:
    """One edit a file, through all the chosen changes."""
    now: dict[str, bytes | None] = {}
    then: dict[str, bytes | None] = {}
    recorded: dict[str, RecordedEdit] = {}
    remarks: list[str] = []
    for change in chosen:
        for edit in change.edits:
            if edit.path not in now:
                now[edit.path] = then[edit.path] = session.read_file(edit.path)
            data = then[edit.path]
            if fingerprint(data) == edit.after_hash:
                old = restored(data or b"", edit.difference)
            elif fingerprint(data) == edit.before_hash:  # somebody has done it by hand
                old = data or b""
            else:
                data = _without_conflict(change, edit, data, force=force)
                made = rendered(session, edit.target, data, _needed(edit, data))
                old = made.data
                remarks += [made.remark] if made.remark else []
            overtaken = _overtaken(change, edit.path, changes)
            old = rendered(session, edit.target, old, _stale(edit.target, old, overtaken)).data
            is_nothing = old in (b"", TARGETS[edit.target].blank) and not [edit, *overtaken][-1].before_hash
            then[edit.path] = None if is_nothing else old
            recorded.setdefault(edit.path, edit)
    edits = [
        Edit(edit.target, path, now[path], then[path], *_values(edit.target, now[path], then[path]))
        for path, edit in recorded.items()
    ]
    return edits, tuple(dict.fromkeys(remarks))


def _overtaken(change: Change, path: str, changes: Sequence[Change]) -> list[RecordedEdit]:
    """The file's part of earlier changes that were undone, by force, while this one stood; newest first."""
    found: list[RecordedEdit] = []
    reversed_ = [change.id]
    for earlier in sorted(changes, key=lambda one: -one.id):
        if any(earlier.id < later <= (earlier.undone_at or 0) for later in reversed_):
            reversed_.append(earlier.id)
            found += [edit for edit in earlier.edits if edit.path == path]
    return found


def _stale(target: str, old: bytes, overtaken: Sequence[RecordedEdit]) -> dict[str, str | None]:
    """What to put for the values of those."""
    values: dict[str, str | None] = {}
    found = _found(target, old)
    for edit in overtaken:
        for name, after in edit.after.items():
            if values.get(name, found.get(name)) == after:
                values[name] = edit.before[name]
    return values


def _without_conflict(change: Change, edit: RecordedEdit, data: bytes | None, *, force: bool) -> bytes | None:
    """The text to work on. Raises Conflict where ours is no longer as the change left it."""
    hint = tr("goenvctl undo {change} --force restores it all the same", change=change.id)
    try:
        found = TARGETS[edit.target].values(data)
    except (Damaged, Unfit) as exc:
        if force and isinstance(exc, Damaged):
            return TARGETS[edit.target].mended(data or b"")
        message = tr("{path}: {fault}; nothing was touched", path=edit.path, fault=exc)
        raise Conflict("changed-since", message, hint) from exc
    differ = [name for name, value in edit.after.items() if found.get(name) != value]
    if differ and not force:
        raise Conflict(
            "changed-since",
            tr(
                "{names} in {path} was changed after change {change}; nothing was touched",
                names=", ".join(differ),
                path=edit.path,
                change=change.id,
            ),
            hint,
        )
    return data


def _needed(edit: RecordedEdit, data: bytes | None) -> dict[str, str | None]:
    found = _found(edit.target, data)
    return {name: value for name, value in edit.before.items() if found.get(name) != value}


def _found(target: str, data: bytes | None) -> dict[str, str]:
    """The values in a text, as far as they can be read."""
    try:
        return TARGETS[target].values(data)
    except (Damaged, Unfit):
        return {}


def _values(target: str, now: bytes | None, then: bytes | None) -> tuple[Values, Values]:
    """The variables that differ between two texts, before and after."""
    before, after = _found(target, now), _found(target, then)
    names = sorted(name for name in {*before, *after} if before.get(name) != after.get(name))
    return {name: before.get(name) for name in names}, {name: after.get(name) for name in names}


def _receipt(
    session: Session,
    path: str,
    chosen: Sequence[Change],
    changes: Sequence[Change],
    edits: Sequence[Edit],
    remarks: tuple[str, ...],
) -> Receipt:
    gone = {change.id for change in chosen}
    left = [one for one in changes if one.env_file == path and one.id not in gone]
    ownership = replay(left)
    sources = session.sources()
    settings = resolve(sources)
    exported = session.host.environ.get("GOPRIVATE", "")
    rule = user_rule(session.known_private, sources, ownership, exported)
    held = holdings(left)
    if profile := profile_in_force(session, Standing(path, ownership, held, "")):
        rule = rule.under(profile, settings["GOPROXY"].value)
    odd = odd_places(session, held)
    names = dict.fromkeys(name for edit in edits for name in edit.after_values)
    over = [name for name in shadowed(names, sources) if not is_ours(held, settings[name])]
    found = envfile.read_values(sources.env_data or b"")
    drifted = [name for name, value in ownership.written.items() if found.get(name) != value]
    return Receipt(
        command="undo",
        change=chosen[0].id,
        profile=ownership.active,
        env_file=path,
        edits=tuple(edits),
        switched=True,
        in_effect=not (over or drifted or odd),
        problems=(
            *shadow_problems(over, settings, session.host.environ),
            *drift_problems(drifted, ownership.active),
            *odd,
            *breach_problems(privacy.breaches(rule, settings), ownership.active),
        ),
        remarks=remarks,
        undone=tuple(change.id for change in chosen),
    )
