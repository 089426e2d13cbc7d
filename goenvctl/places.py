"""The files besides Go's own in which a change has its part: shells, direnv, editors.

The targets that were chosen get the values; from every other place what is ours is taken out.
Nothing is written here: each file's part becomes an edit of the plan.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator, Mapping
from typing import NamedTuple

from goenvctl.apply.ownership import Holding
from goenvctl.apply.plan import Edit
from goenvctl.errors import Conflict, GoenvctlError, NotApplied, Problem
from goenvctl.go.environment import Setting
from goenvctl.host import Host
from goenvctl.language import tr
from goenvctl.session import Session
from goenvctl.syntax.base import CannotSay
from goenvctl.targets.all_targets import DEFAULT, TARGETS
from goenvctl.targets.base import Changes, Unfit, Workshop
from goenvctl.targets.block import Damaged
from goenvctl.targets.target import Target

STORES = ("/nix/store/", "/gnu/store/")


class Place(NamedTuple):
    """A file of a target; where it is not chosen, what is ours goes. `holding`: what that is, or None."""

    path: str
    target: Target
    is_chosen: bool
    holding: Holding | None


def target_edits(
    session: Session,
    chosen: Collection[str],
    values: Mapping[str, str],
    held: Mapping[str, Holding],
    *,
    force: bool,
) -> list[Edit]:
    """What has to be written so that the values stand in the chosen targets, and in no other place.

    Raises Conflict where somebody has edited or deleted our block (not under `force`), and
    NotApplied, with the lines to write by hand, where a file cannot be changed.
    """
    edits = [
        _edit(session, place, values if place.is_chosen else {}, force=force)
        for place in _places(session.host, chosen, held)
    ]
    return [edit for edit in edits if edit.is_needed]


def chosen_files(host: Host, chosen: Collection[str], held: Mapping[str, Holding]) -> tuple[str, ...]:
    """The files of the chosen targets, besides the env file."""
    return tuple(place.path for place in _places(host, chosen, held) if place.is_chosen)


def is_ours(held: Mapping[str, Holding], setting: Setting) -> bool:
    """Is it exported because a file of ours says so?"""
    return any(holding.written.get(setting.name) == setting.value for holding in held.values())


def standing_places(session: Session, held: Mapping[str, Holding]) -> tuple[str, ...]:
    """The files in which something of ours still stands, whole or not."""
    return tuple(path for path, holding in held.items() if _stands(session.host, path, holding))


def _stands(host: Host, path: str, holding: Holding) -> bool:
    try:
        found = TARGETS[holding.target].values(host.peek(path))
    except (Damaged, Unfit):
        return True
    return any(found.get(name) == value for name, value in holding.written.items())


def odd_places(session: Session, held: Mapping[str, Holding]) -> list[Problem]:
    """Where our values no longer stand as they were written, and what `use` would say of it."""
    found = []
    for path, holding in held.items():
        try:
            values = TARGETS[holding.target].values(session.host.peek(path))
        except (Damaged, Unfit) as exc:
            found.append(Problem("drift", str(exc), tr("goenvctl use --force writes it anew"), path))
            continue
        lost = [name for name, value in holding.written.items() if values.get(name) != value]
        if lost:
            said = tr("{names} no longer stands here as it was written", names=", ".join(lost))
            found.append(Problem("drift", said, tr("goenvctl use --force writes it again"), path))
    return found


def _places(host: Host, chosen: Collection[str], held: Mapping[str, Holding]) -> Iterator[Place]:
    """Each file once, though several targets, or links, may lead to it; by the name it is held under."""
    seen: set[object] = set()
    names = {_identity(path): path for path in held}
    wanted = [(path, name, True) for name in TARGETS if name in chosen for path in TARGETS[name].paths(host)]
    ours = [(path, holding.target, False) for path, holding in held.items()]
    strays = [
        (path, target.name, False)
        for target in TARGETS.values()
        if not target.is_shared
        for path in target.paths(host)
        if _has_whole_block(host, target, path)
    ]
    for path, name, is_chosen in (*wanted, *ours, *strays):
        file = _identity(path)
        if name != DEFAULT and file not in seen:
            seen.add(file)
            path = names.get(file, path)
            yield Place(path, TARGETS[name], is_chosen, held.get(path))


def _identity(path: str) -> object:
    """The same for every name of a file, hard links among them."""
    try:
        found = os.stat(path)
    except OSError:
        return os.path.realpath(path)
    return found.st_dev, found.st_ino


def _has_whole_block(host: Host, target: Target, path: str) -> bool:
    data = host.peek(path)
    try:
        return b"goenvctl" in (data or b"") and bool(target.values(data))
    except Damaged:
        return False


def _edit(session: Session, place: Place, values: Mapping[str, str], *, force: bool) -> Edit:
    path, target, holding = place.path, place.target, place.holding
    data = session.read_file(path)
    text = data
    try:
        try:
            found = target.values(data)
        except Damaged as exc:
            if not force:
                raise _damaged(path, exc) from exc
            found, text = {}, target.mended(data or b"")
        if values and holding and not found and not target.is_shared and not force:
            raise _deleted(path)
        changes = _changes(target, found, values, holding)
        after: bytes | None = target.render(Workshop(session.host, session.go, ""), text, changes).data
    except (Unfit, CannotSay) as exc:
        message = tr("{path} cannot be changed: {reason}", path=path, reason=exc)
        raise _by_hand("target-unfit", message, target, values) from exc
    if after in (b"", target.blank) and (data is None or (holding and holding.is_new)):
        after = None
    edit = Edit(target.name, path, data, after, {name: found.get(name) for name in changes}, changes)
    if edit.is_needed and (why := _unwritable(path)):
        raise _by_hand("target-read-only", why, target, values)
    return edit


def _changes(
    target: Target, found: Mapping[str, str], values: Mapping[str, str], holding: Holding | None
) -> Changes:
    """What we wrote goes back to what was before, as far as it is still as we left it."""
    back: dict[str, str | None] = {} if target.is_shared else dict.fromkeys(found)
    if holding:
        back |= {
            name: holding.baseline[name]
            for name, value in holding.written.items()
            if found.get(name) == value
        }
    return {**back, **values}


def _unwritable(path: str) -> str:
    """Why the file is not to be changed by us, or empty."""
    real = os.path.realpath(path)
    if real.startswith(STORES):
        return tr("{path} is made by a package store ({real})", path=path, real=real)
    if os.path.exists(real):
        is_writable = os.access(real, os.W_OK) and os.stat(real).st_mode & 0o222
        if is_writable and os.access(os.path.dirname(real), os.W_OK):
            return ""
        if is_writable:
            return tr("{path} stands in a folder that is read-only", path=path)
        return tr("{path} is read-only", path=path)
    folder = os.path.dirname(real)
    while not os.path.exists(folder):
        folder = os.path.dirname(folder)
    if os.access(folder, os.W_OK):
        return ""
    return tr("{path} cannot be made: {folder} is read-only", path=path, folder=folder)


def _damaged(path: str, exc: Damaged) -> GoenvctlError:
    return Conflict(
        "block-damaged",
        tr("{path}: {reason}; nothing was touched", path=path, reason=exc),
        tr("the same line with --force writes it anew; or take the marks and the lines between them away"),
    )


def _deleted(path: str) -> GoenvctlError:
    return Conflict(
        "block-deleted",
        tr("{path}: our lines were taken out by somebody; nothing was touched", path=path),
        tr("the same line with --force writes them again; with --to go-env it does without"),
    )


def _by_hand(id: str, message: str, target: Target, values: Mapping[str, str]) -> GoenvctlError:
    if not values:
        return NotApplied(id, message, tr("make it writable, or take our lines out where it is made"))
    try:
        lines = tuple(target.lines(values))
    except CannotSay as exc:
        return NotApplied(id, f"{message}; {exc}", tr("choose another target"))
    return NotApplied(id, message, tr("put these lines into it where it is made"), lines=lines)
