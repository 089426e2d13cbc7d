"""The safe findings mended: each fix tried on an overlay, all of them one change that `undo` takes back."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from goenvctl.apply.files import FileChanged
from goenvctl.apply.ownership import Ownership, kept, replay
from goenvctl.apply.plan import Edit, Ledger, Plan
from goenvctl.apply.transaction import transaction
from goenvctl.doctor.all_checks import CHECKS, diagnose
from goenvctl.doctor.examined import Examined
from goenvctl.doctor.finding import Finding, Fix
from goenvctl.doctor.overlay import OverlayHost
from goenvctl.errors import NotApplied
from goenvctl.go import envfile
from goenvctl.go.environment import Setting
from goenvctl.go.patterns import split_patterns, uncovered
from goenvctl.go.variables import SWITCH
from goenvctl.language import tr
from goenvctl.profiles import privacy
from goenvctl.receipt import Receipt
from goenvctl.session import Session
from goenvctl.targets.all_targets import DEFAULT, TARGETS
from goenvctl.targets.base import Workshop

MOST = 50  # fixes; nobody's files come near

Texts = Mapping[str, bytes]  # the new text of a file, by its path


class Mending(NamedTuple):
    """What the safe fixes come to, one edit a file, and those left out, for they would weaken something."""

    edits: tuple[Edit, ...]
    refused: tuple[Fix, ...]


def find_mending(examined: Examined) -> Mending:
    """Nothing is written.

    A fix that would open what is private, or verify less, in any terminal, is refused. What a
    line hid may be another line: the checks are asked again after each fix.
    """
    texts: dict[str, bytes] = {}
    done: dict[str, dict[str, str | None]] = {}
    refused: list[Fix] = []
    now = examined
    for _ in range(MOST):
        fix = next((one for one in _fixes(now) if one not in refused), None)
        if fix is None:
            break
        path = next((one for one in texts if os.path.samefile(one, fix.path)), fix.path)
        tried = {**texts, path: mended(now, fix)}
        then = _with(examined, tried)
        if tried[path] == texts.get(path) or weakens(examined, now, then):
            refused.append(fix)
        else:
            texts, now = tried, then
            done.setdefault(path, {}).update(fix.changes)
    edits = [edit_of(examined, path, done[path], text) for path, text in texts.items()]
    return Mending(tuple(edits), tuple(refused))


def left_out(finding: Finding, refused: Sequence[Fix]) -> Finding:
    """The finding as it is to be told where its fix was refused."""
    if finding.fix is None or finding.fix not in refused:
        return finding
    remedy = tr("look at it: without it something would be less private, or less verified, than now")
    return finding._replace(remedy=remedy, fix=None)


def mend(session: Session, edits: Sequence[Edit]) -> Receipt:
    """Make the edits, as one change. Raises NotApplied with everything as before."""
    path = os.path.abspath(session.env_file.path) if session.env_file.path else ""
    try:
        with transaction(session.host, session.paths) as change:
            here = [one for one in change.journal.changes() if one.env_file == path]
            ownership = replay(here)
            plan = Plan("doctor", ownership.active, path, tuple(edits), _ledger(ownership, edits))
            id = change.commit(plan)
    except FileChanged as exc:
        raise NotApplied(
            "file-changed",
            tr("{path}: somebody changed it meanwhile; nothing was mended", path=exc),
            tr("run it again"),
        ) from exc
    return Receipt("doctor", id, ownership.active, path, tuple(edits), switched=True, in_effect=True)


def _fixes(examined: Examined) -> Iterator[Fix]:
    found = diagnose(examined, [check for check in CHECKS if check.may_fix])
    is_env_file_writable = _is_env_file_writable(examined.session)
    for finding in found:
        if finding.fix and (finding.fix.target != DEFAULT or is_env_file_writable):
            yield finding.fix


def _is_env_file_writable(session: Session) -> bool:
    """Would `go env -w` write the file that is read?"""
    try:
        session.writable_env_file()
    except NotApplied:
        return False
    return True


def mended(examined: Examined, fix: Fix) -> bytes:
    data = examined.session.read_file(fix.path)
    if fix.target == DEFAULT:
        return envfile.update(data or b"", fix.changes)
    workshop = Workshop(examined.host, examined.session.go, "")
    return TARGETS[fix.target].render(workshop, data, fix.changes).data


def _with(examined: Examined, texts: Texts) -> Examined:
    return Examined(Session(OverlayHost(examined.host, texts), examined.session.paths), examined.root)


def edit_of(examined: Examined, path: str, changes: Mapping[str, str | None], text: bytes) -> Edit:
    before = examined.session.read_file(path)
    target = DEFAULT if path == examined.session.env_file.path else "line"
    old = TARGETS[target].values(before)
    return Edit(target, path, before, text, {name: old.get(name) for name in changes}, changes)


def _ledger(ownership: Ownership, edits: Sequence[Edit]) -> Ledger:
    """The books of profiles go on; a variable that they hold and that was mended has its new value there."""
    ledger = kept(ownership)
    mended = {
        name: value for edit in edits if edit.target == DEFAULT for name, value in edit.after_values.items()
    }
    written = {name: (held, mended.get(name, held)) for name, (held, _) in ledger.written.items()}
    return ledger._replace(written=written)


Scene = tuple[str, Mapping[str, Setting], str]  # as Examined.scenes has them


def weakens(first: Examined, before: Examined, after: Examined) -> bool:
    """Would anything be open, or unverified, in any terminal, that is not so now?

    What is private is told by `first`, the files as they are, not as they would be.
    """
    return any(
        _opens(first, one, two) or _verifies_less(first, one, two)
        for one, two in zip(before.scenes(), after.scenes(), strict=True)
    )


def _opens(first: Examined, before: Scene, after: Scene) -> bool:
    exported_private = before[2]
    return bool(_breaches(first, exported_private, after) - _breaches(first, exported_private, before))


def _breaches(first: Examined, exported_private: str, scene: Scene) -> set[tuple[str, str]]:
    _, settings, _ = scene
    rule = first.rule(exported_private, settings["GOPROXY"].value)
    found = privacy.breaches(rule, settings)
    return {(breach.setting.name, pattern) for breach in found for pattern in breach.patterns}


def _verifies_less(first: Examined, before: Scene, after: Scene) -> bool:
    old = {name: setting.value for name, setting in before[1].items()}
    new = {name: setting.value for name, setting in after[1].items()}
    known = first.rule(before[2], old["GOPROXY"]).known
    is_off = new["GOSUMDB"] == "off" != old["GOSUMDB"]
    insecure = uncovered(split_patterns(new["GOINSECURE"]), split_patterns(old["GOINSECURE"]))
    skipped = [one for one in split_patterns(new["GONOSUMDB"]) if one != SWITCH]
    unverified = uncovered(skipped, [*split_patterns(old["GONOSUMDB"]), *known])
    return is_off or bool(insecure or unverified)
