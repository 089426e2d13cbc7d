"""In effect, not just written: what is read back after `use`, here and in terminals yet to be opened."""

from __future__ import annotations

import shlex
from collections.abc import Collection, Iterable, Mapping

from goenvctl.apply.ownership import Holding
from goenvctl.errors import Problem
from goenvctl.fresh import fresh_everywhere, fresh_settings, traced
from goenvctl.go.environment import Setting, Sources, lookup, resolve, with_env_data
from goenvctl.intent import Intent
from goenvctl.language import tr
from goenvctl.notices import bad_patterns, looks_private, plain_http
from goenvctl.places import is_ours
from goenvctl.profiles.profile import Profile
from goenvctl.receipt import Receipt
from goenvctl.redact import mask_value
from goenvctl.session import Session
from goenvctl.startup.all_shells import SHELLS
from goenvctl.targets.all_targets import DEFAULT, TARGETS
from goenvctl.targets.sh import Sh
from goenvctl.verdict import go_disagrees, shadow_problems, shadowed, voided, without_variables


def read_back(
    session: Session,
    profile: Profile,
    targets: Collection[str],
    values: Mapping[str, str],
    held: Mapping[str, Holding],
    intent: Intent,
    receipt: Receipt,
) -> Receipt:
    """The receipt with what is really in effect, and everything worth saying.

    `values` are those written for shells; without go-env among the targets they are what is wanted.
    `held` are the files that held values of ours before.
    """
    sources = session.sources()
    env_edit = next((edit for edit in receipt.edits if edit.path == receipt.env_file), None)
    if receipt.dry_run and env_edit:
        sources = with_env_data(sources, env_edit.after)
    settings = resolve(sources)
    wanted = values if DEFAULT not in targets else _from_files(sources, profile.values)
    over = _shadowed_here(targets, profile.values, wanted, held, sources)
    elsewhere = [] if receipt.dry_run else _in_new_terminals(session, targets, wanted)
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
        in_effect=not (over or void or differ or any(one.id != "maybe-shadowed" for one in elsewhere)),
        problems=(
            *shadow_problems(over, _traced(session, settings, over), session.host.environ),
            *elsewhere,
            *void,
            *differ,
            *_left_alone(intent),
            *plain_http(profile),
            *looks_private(session, profile, settings["GOPRIVATE"].value),
            *(problem for broken in session.store.broken() for problem in broken.problems),
            *bad_patterns(session),
        ),
        remarks=(*remarks, *_advice(session, targets, settings, wanted)) if not receipt.dry_run else remarks,
    )


def _from_files(sources: Sources, names: Iterable[str]) -> dict[str, str]:
    """What the files say, in a terminal that exports nothing."""
    settings = resolve(sources._replace(environ=without_variables(sources.environ)))
    return {name: settings[name].value for name in names if name in settings}


def _shadowed_here(
    targets: Collection[str],
    names: Iterable[str],
    wanted: Mapping[str, str],
    held: Mapping[str, Holding],
    sources: Sources,
) -> list[str]:
    """The variables that somebody has exported in this terminal as something else than was written.

    What our own file exported here before is merely old: the line that brings the new values is said.
    """
    if DEFAULT in targets:
        return shadowed(names, sources)  # what privacy added holds, or we would not be here
    exported = {name: one for name, one in resolve(sources).items() if one.origin.kind == "environment"}
    return [
        name
        for name, setting in exported.items()
        if setting.value != wanted.get(name, setting.value) and not is_ours(held, setting)
    ]


def _in_new_terminals(session: Session, targets: Collection[str], wanted: Mapping[str, str]) -> list[Problem]:
    """What the files of the shells concerned would make of the values, each line once."""
    shells = [TARGETS[name].shell for name in targets if TARGETS[name].shell in SHELLS]
    if DEFAULT in targets or not shells:
        from goenvctl.startup.fresh import login_shell

        shells = [*shells, login_shell(session.host)] if DEFAULT in targets else []
    found: dict[tuple[object, ...], Problem] = {}
    for shell in dict.fromkeys(shells):
        is_login_only = shell == Sh.shell and DEFAULT not in targets
        for fresh in fresh_settings(
            session, shell, ("login",) if is_login_only else ("login", "interactive")
        ):
            for problem in (
                *(_lost(fresh.settings[name]) for name in wanted if _differs(fresh.settings, name, wanted)),
                *(_doubt(one.name, one.path, one.line) for one in fresh.doubts if one.name in wanted),
            ):
                found.setdefault((problem.path, problem.line, problem.message), problem)
    return list(found.values())


def _traced(
    session: Session, settings: Mapping[str, Setting], names: Collection[str]
) -> Mapping[str, Setting]:
    """With the lines that export them, as far as the files of new terminals tell."""
    if not names:
        return settings
    fresh = fresh_everywhere(session)
    return {name: traced(setting, fresh) for name, setting in settings.items()}


def _differs(settings: Mapping[str, Setting], name: str, wanted: Mapping[str, str]) -> bool:
    return name in settings and settings[name].value != wanted[name]


def _lost(setting: Setting) -> Problem:
    value, origin = mask_value(setting.name, setting.value), setting.origin
    if origin.kind == "environment":
        said = tr("{name} becomes {value} here, which wins in a new terminal", name=setting.name, value=value)
        hint = tr("goenvctl doctor --fix takes it out where that is safe; else do it by hand")
        return Problem("shadowed-in-new-terminals", said, hint, origin.path, origin.line)
    said = tr(
        "{name} is {value} in a new terminal: the file that was written is not read there",
        name=setting.name,
        value=value,
    )
    hint = tr("goenvctl status shows what is read")
    return Problem("not-read-in-new-terminals", said, hint, origin.path or None)


def _doubt(name: str, path: str, line: int) -> Problem:
    said = tr("this line may set {name} in a new terminal", name=name)
    return Problem("maybe-shadowed", said, tr("look at it"), path, line)


def _advice(
    session: Session, targets: Collection[str], settings: Mapping[str, Setting], wanted: Mapping[str, str]
) -> list[str]:
    """What brings the files that have the values into force here, where they are not yet."""
    if all(name not in settings or settings[name].value == value for name, value in wanted.items()):
        return []
    chosen = [TARGETS[name] for name in TARGETS if name in targets and TARGETS[name].advice]
    lines = [one.advice.format(path=shlex.quote(one.paths(session.host)[0])) for one in chosen]
    return [tr("for this terminal: {line}", line=line) for line in lines]


def _left_alone(intent: Intent) -> list[Problem]:
    return [
        Problem(
            "left-alone",
            tr("{name} was changed by somebody else since; it was left as it is", name=name),
            tr("goenvctl use --force puts it back; go env -u {name} goes to the default", name=name),
        )
        for name in intent.left
    ]
