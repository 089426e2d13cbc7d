"""`use`: from a profile's name to values in effect, and the receipt that says what was done."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import NamedTuple

from goenvctl.apply.files import FileChanged
from goenvctl.apply.journal import Change
from goenvctl.apply.ownership import USE, Ownership, holdings, replay
from goenvctl.apply.plan import Edit, Plan, Values
from goenvctl.apply.transaction import ATTEMPTS, history, staging_folder, transaction
from goenvctl.effect import read_back
from goenvctl.errors import AnswerIsNo, InvalidInput, NotApplied
from goenvctl.exported import shell_values
from goenvctl.go import envfile
from goenvctl.go.environment import with_env_data
from goenvctl.go.variables import VARIABLES, is_known
from goenvctl.intent import Intent, intend
from goenvctl.language import tr
from goenvctl.places import chosen_files, target_edits
from goenvctl.profiles.profile import BUILT_IN, Profile, with_values
from goenvctl.receipt import Receipt, by_hand
from goenvctl.safeguard import other_mirrors, refuse_breaches
from goenvctl.session import Session
from goenvctl.targets.all_targets import CHOICES, DEFAULT, TARGETS
from goenvctl.targets.base import Rendered, Workshop

Commit = Callable[[Plan], int]


class Choice(NamedTuple):
    """Values in place of the profile's own, all of them, and who chose them.

    `command` is the verb in the history, `served_by` the fallback they come from, or empty. `basis`
    is the newest change that stood when it was chosen, 0 where that is no matter.
    """

    values: Values
    command: str = USE
    served_by: str = ""
    basis: int | None = 0


def use(
    session: Session,
    name: str,
    choice: Choice | None = None,
    *,
    to: Collection[str] = (),
    also: Sequence[Edit] = (),
    dry_run: bool = False,
    force: bool = False,
) -> Receipt:
    """Put the profile (or `-`: the one before) in force. Raises GoenvctlError with everything as before.

    `choice` is what a check found better than the profile's own values. `to` names the targets,
    else they are the configured ones. `also` are edits of other files that become part of the
    change. `force` also puts back what an earlier profile wrote and somebody has changed since,
    and writes over our lines where somebody edited or deleted them.
    """
    order = _Order(name, choice, to or _configured(session), tuple(also), force)
    path = session.writable_env_file()
    if dry_run:
        changes, _ = history(session.host, session.paths)
        return _use(session, path, order, changes, None)
    for _ in range(ATTEMPTS):
        try:
            with transaction(session.host, session.paths) as change:
                return _use(session, path, order, change.journal.changes(), change.commit)
        except FileChanged:
            continue
    raise NotApplied("file-busy", tr("{path}: somebody keeps changing it", path=path), tr("try again"))


def checked_profile(session: Session, name: str) -> Profile:
    """The profile, fit for use. Raises InvalidInput for unknown, broken and refused ones, and templates."""
    profile = session.store.find(name)
    if profile.source != BUILT_IN:  # those are held to the rules by the tests
        from goenvctl.profiles.validate import check_profile

        check_profile(profile, session.store.catalogue)
    if profile.is_template:
        blanks = [name for name, param in profile.params.items() if not (param.default or param.effective)]
        raise InvalidInput(
            "template",
            tr("{profile} is a template", profile=profile.name),
            f"goenvctl profile add NAME --from {profile.name} " + " ".join(f"{blank}=…" for blank in blanks),
        )
    unknown = [broken for broken in session.store.broken() if broken.patterns is None]
    if unknown and profile.trust == "public":
        problem = unknown[0].problems[0]
        raise InvalidInput(
            "patterns-unknown",
            tr(
                "{place}: {fault}; while that profile cannot be read, its private patterns "
                "are unknown and {profile} could show them to a public mirror",
                place=problem.place,
                fault=problem.message,
                profile=profile.name,
            ),
            problem.hint,
            unknown[0].problems,
        )
    return profile


def named_profile(session: Session, name: str) -> Profile:
    """The profile that `use` of this name (or `-`) would put in force. Raises as `use` does."""
    if name != "-":
        return checked_profile(session, name)
    path = session.writable_env_file()
    changes, _ = history(session.host, session.paths)
    return checked_profile(session, _previous(replay([one for one in changes if one.env_file == path])))


def rendered(
    session: Session, target: str, data: bytes | None, changes: Mapping[str, str | None]
) -> Rendered:
    """A target's text after the changes; that of go-env is made by a `go` on a copy, where there is one."""
    if not changes:
        return Rendered(data or b"")
    with staging_folder(session.paths) as folder:
        return TARGETS[target].render(Workshop(session.host, session.go, folder), data, changes)


def _configured(session: Session) -> tuple[str, ...]:
    """The targets of config.toml, or go-env."""
    for name in session.config.targets:
        if name not in CHOICES:
            raise InvalidInput(
                "unknown-target",
                tr("{path}: there is no target {target!r}", path=session.paths.config_file, target=name),
                tr("targets are {targets}", targets=", ".join(CHOICES)),
            )
    return session.config.targets or (DEFAULT,)


class _Order(NamedTuple):
    """What `use` was asked for."""

    name: str
    choice: Choice | None
    to: Collection[str]
    also: tuple[Edit, ...]
    force: bool


def _use(
    session: Session, path: str, order: _Order, changes: Sequence[Change], commit: Commit | None
) -> Receipt:
    to, force = order.to, order.force
    here = [change for change in changes if change.env_file == path]
    ownership, held = replay(here), holdings(here)
    profile = checked_profile(session, _previous(ownership) if order.name == "-" else order.name)
    choice = order.choice or Choice(profile.values)
    _refuse_outdated(choice, ownership)
    profile = with_values(profile, choice.values)
    data = session.read_file(path)
    others = other_mirrors(session, profile, to, held, {edit.path: edit.after for edit in order.also})
    trusted = profile._replace(trust="public") if others else profile
    named = trusted if DEFAULT in to else None
    intent = _intent(session, named, data, ownership, force=force)
    _refuse_unknown_variables(session, intent.changes)
    refuse_breaches(session, intent, envfile.update(data or b"", intent.changes), held)
    if commit:
        made = rendered(session, DEFAULT, data, intent.changes)
    else:
        made = Rendered(envfile.update(data or b"", intent.changes))
    values = shell_values(session, trusted, ownership) if set(to) - {DEFAULT} else {}
    edits = (
        *([_edit(path, data, made.data, intent.changes)] if intent.changes else ()),
        *target_edits(session, to, values, held, force=force),
        *order.also,
    )
    ledger = intent.ledger._replace(
        targets=tuple(name for name in CHOICES if name in to),
        files=chosen_files(session.host, to, held),
        served_by=choice.served_by,
    )
    standing = (ownership.active, ownership.served_by, set(ownership.targets))
    switched = bool(edits) or standing != (profile.name, choice.served_by, set(to))
    change = None
    if switched and commit:
        change = commit(Plan(choice.command, profile.name, path, edits, ledger))
    receipt = Receipt(
        command=choice.command,
        change=change,
        profile=profile.name,
        env_file=path,
        edits=edits,
        switched=switched,
        in_effect=True,
        remarks=(made.remark,) if made.remark else (),
        by_hand=by_hand(intent.ledger, edits) if named else "",
        dry_run=commit is None,
        served_by=choice.served_by,
    )
    receipt = read_back(session, profile, to, values, held, intent, receipt)
    return receipt._replace(in_effect=receipt.in_effect and not others, problems=(*others, *receipt.problems))


def _refuse_outdated(choice: Choice, ownership: Ownership) -> None:
    """What was chosen on other grounds is no choice any more."""
    if choice.basis != 0 and choice.basis != ownership.change:
        raise NotApplied(
            "changed-meanwhile",
            tr("another goenvctl has made or undone a change meanwhile; nothing was changed"),
            tr("try again"),
        )


def _previous(ownership: Ownership) -> str:
    if ownership.previous is None:
        raise AnswerIsNo(
            "no-previous", tr("no other profile was active before"), tr("goenvctl list shows them all")
        )
    return ownership.previous


def _intent(
    session: Session, profile: Profile | None, data: bytes | None, ownership: Ownership, *, force: bool
) -> Intent:
    """What shall stand in Go's env file; without a profile, what an earlier one wrote goes."""
    sources = with_env_data(session.sources(), data)
    exported = session.host.environ.get("GOPRIVATE", "")
    return intend(
        profile.values if profile else {},
        profile.trust if profile else "public",
        session.known_private,
        sources,
        ownership,
        exported,
        force=force,
        unfit=lambda pattern: session.fault_of(pattern) is not None,
    )


def _edit(path: str, before: bytes | None, after: bytes, changes: Mapping[str, str | None]) -> Edit:
    old = envfile.read_values(before or b"")
    return Edit(DEFAULT, path, before, after, {name: old.get(name) for name in changes}, dict(changes))


def _refuse_unknown_variables(session: Session, changes: Mapping[str, str | None]) -> None:
    version = session.go.version if session.go else None
    for name, value in changes.items():
        if value is not None and not is_known(name, version):
            raise NotApplied(
                "go-too-old",
                tr(
                    "{name} needs Go {since}; this is Go {version}",
                    name=name,
                    since=VARIABLES[name].since,
                    version=version,
                ),
                tr("upgrade Go, or take the variable out of the profile"),
            )
