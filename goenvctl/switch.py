"""`use`: from a profile's name to values in effect, and the receipt that says what was done."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from goenvctl.apply.files import FileChanged
from goenvctl.apply.journal import Change
from goenvctl.apply.ownership import Ownership, replay
from goenvctl.apply.plan import Edit, Plan
from goenvctl.apply.transaction import ATTEMPTS, history, staging_folder, transaction
from goenvctl.errors import AnswerIsNo, InvalidInput, NotApplied, Problem
from goenvctl.go import envfile
from goenvctl.go.environment import lookup, resolve, with_env_data
from goenvctl.go.variables import VARIABLES, is_known
from goenvctl.intent import Intent, intend
from goenvctl.notices import bad_patterns, looks_private, plain_http
from goenvctl.profiles import privacy
from goenvctl.profiles.profile import Profile
from goenvctl.receipt import Receipt, by_hand
from goenvctl.session import Session
from goenvctl.targets.all_targets import DEFAULT, TARGETS
from goenvctl.targets.base import Rendered, Workshop
from goenvctl.verdict import go_disagrees, shadow_problems, shadowed, unset_line, voided

Commit = Callable[[Plan], int]


Chosen = Mapping[str, str]  # values in place of the profile's own


def use(
    session: Session,
    name: str,
    chosen: Chosen | None = None,
    *,
    dry_run: bool = False,
    force: bool = False,
) -> Receipt:
    """Put the profile (or `-`: the one before) in force. Raises GoenvctlError with everything as before.

    `chosen` are values that a check found better than the profile's own. `force` also puts back
    what an earlier profile wrote and somebody has changed since.
    """
    chosen = chosen or {}
    path = session.writable_env_file()
    if dry_run:
        changes, _ = history(session.host, session.paths)
        return _use(session, path, name, chosen, changes, None, force=force)
    for _ in range(ATTEMPTS):
        try:
            with transaction(session.host, session.paths) as change:
                changes = change.journal.changes()
                return _use(session, path, name, chosen, changes, change.commit, force=force)
        except FileChanged:
            continue
    raise NotApplied("file-busy", f"{path}: somebody keeps changing it", "try again")


def checked_profile(session: Session, name: str) -> Profile:
    """The profile, fit for use. Raises InvalidInput for unknown, broken and refused ones, and templates."""
    profile = session.store.find(name)
    if profile.source != "built-in":  # those are held to the rules by the tests
        from goenvctl.profiles.validate import check_profile

        check_profile(profile, session.store.catalogue)
    if profile.is_template:
        blanks = [name for name, param in profile.params.items() if not (param.default or param.effective)]
        raise InvalidInput(
            "template",
            f"{profile.name} is a template",
            f"goenvctl profile add NAME --from {profile.name} " + " ".join(f"{blank}=…" for blank in blanks),
        )
    unknown = [broken for broken in session.store.broken() if broken.patterns is None]
    if unknown and profile.trust == "public":
        problem = unknown[0].problems[0]
        raise InvalidInput(
            "patterns-unknown",
            f"{problem.place}: {problem.message}; while that profile cannot be read, its private patterns "
            f"are unknown and {profile.name} could show them to a public mirror",
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


def rendered(session: Session, data: bytes | None, changes: Mapping[str, str | None]) -> Rendered:
    """The env file's text after the changes, made by `go env` on a copy where there is a `go`."""
    if not changes:
        return Rendered(data or b"")
    with staging_folder(session.paths) as folder:
        return TARGETS[DEFAULT].render(Workshop(session.host, session.go, folder), data, changes)


def _use(
    session: Session,
    path: str,
    name: str,
    chosen: Chosen,
    changes: Sequence[Change],
    commit: Commit | None,
    *,
    force: bool,
) -> Receipt:
    ownership = replay([change for change in changes if change.env_file == path])
    profile = checked_profile(session, _previous(ownership) if name == "-" else name)
    profile = profile._replace(go={**profile.go, **chosen})
    data = session.read_env_file(path)
    intent = _intent(session, profile, data, ownership, force=force)
    _refuse_unknown_variables(session, intent.changes)
    _refuse_breaches(session, intent)
    if commit:
        made = rendered(session, data, intent.changes)
    else:
        made = Rendered(envfile.update(data or b"", intent.changes))
    edits = (_edit(path, data, made.data, intent.changes),) if intent.changes else ()
    switched = bool(edits) or ownership.active != profile.name
    change = None
    if switched and commit:
        change = commit(Plan("use", profile.name, path, edits, intent.ledger))
    receipt = Receipt(
        command="use",
        change=change,
        profile=profile.name,
        env_file=path,
        edits=edits,
        switched=switched,
        in_effect=True,
        remarks=(made.remark,) if made.remark else (),
        by_hand=by_hand(intent.ledger, edits),
        dry_run=commit is None,
    )
    return _read_back(session, profile, intent, receipt)


def _previous(ownership: Ownership) -> str:
    if ownership.previous is None:
        raise AnswerIsNo("no-previous", "no other profile was active before", "goenvctl list shows them all")
    return ownership.previous


def _intent(
    session: Session, profile: Profile, data: bytes | None, ownership: Ownership, *, force: bool
) -> Intent:
    sources = with_env_data(session.sources(), data)
    exported = session.host.environ.get("GOPRIVATE", "")
    return intend(
        profile.values,
        profile.trust,
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
                f"{name} needs Go {VARIABLES[name].since}; this is Go {version}",
                "upgrade Go, or take the variable out of the profile",
            )


def _refuse_breaches(session: Session, intent: Intent) -> None:
    for breach in privacy.breaches(intent.rule, intent.settings):
        setting = breach.setting
        name = setting.name if session.host.environ.get(setting.name) else "GOPRIVATE"
        raise NotApplied(
            "privacy-breach",
            f"{name}={setting.value} is exported in this terminal and leaves private modules open: "
            + ", ".join(breach.patterns),
            f"{unset_line([name], session.host.environ)}; and take it out of the shell file that exports it",
        )


def _read_back(session: Session, profile: Profile, intent: Intent, receipt: Receipt) -> Receipt:
    """The receipt with what is really in effect, and everything worth saying."""
    sources = session.sources()
    if receipt.dry_run and receipt.edits:
        sources = with_env_data(sources, receipt.edits[0].after)
    settings = resolve(sources)
    environ = session.host.environ
    over = shadowed(profile.values, sources)  # what privacy added holds, or we would not be here
    void = voided(settings, lookup(sources, "GOFLAGS"), profile.values)
    differ: list[Problem] = []
    remarks = receipt.remarks
    if session.go and not session.go.fault and not receipt.dry_run and not remarks:
        differ, remark = go_disagrees(session.host, session.go, settings)
        if differ:  # somebody may have written in between
            settings = session.settings()
            differ, remark = go_disagrees(session.host, session.go, settings)
        remarks = (remark,) if remark else ()
    return receipt._replace(
        in_effect=not (over or void or differ),
        problems=(
            *shadow_problems(over, settings, environ),
            *void,
            *differ,
            *_left_alone(intent),
            *plain_http(profile),
            *looks_private(session, profile, settings["GOPRIVATE"].value),
            *(problem for broken in session.store.broken() for problem in broken.problems),
            *bad_patterns(session),
        ),
        remarks=remarks,
    )


def _left_alone(intent: Intent) -> list[Problem]:
    return [
        Problem(
            "left-alone",
            f"{name} was changed by somebody else since; it was left as it is",
            f"goenvctl use --force puts it back; go env -u {name} goes to the default",
        )
        for name in intent.left
    ]
