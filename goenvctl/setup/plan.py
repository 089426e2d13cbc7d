"""From answers to a plan: the profile to use, what is made and kept for it, as data. Nothing is written."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import NamedTuple

from goenvctl.apply.plan import Edit
from goenvctl.errors import InvalidInput
from goenvctl.go.proxylist import ProxyListError, parse_proxy_list
from goenvctl.keep import text_of
from goenvctl.language import tr
from goenvctl.private import pattern_fault
from goenvctl.profiles.draft import Draft
from goenvctl.profiles.profile import NAME, Profile, parse_profile
from goenvctl.profiles.store import SUFFIX
from goenvctl.profiles.template import arguments
from goenvctl.profiles.validate import check_profile
from goenvctl.session import Session
from goenvctl.setup.answers import CN, COMPANY, OFFLINE, PROFILES, Answers, Given

NEW_NAME = "work"
USERS_OWN = ("environment", "user_env_file")


class Making(NamedTuple):
    """A profile of the user's own that is to be made, as `shelf.add` takes it, and what it comes to."""

    profile: Profile
    text: str
    draft: Draft
    origin: str
    parameters: Mapping[str, str]


class SetupPlan(NamedTuple):
    """`profile` is put in force, `making` made before, or None; `patterns` are kept in the config.

    `keeping` are the files of goenvctl's own that change with it; `targets` as for `use`.
    """

    profile: str
    making: Making | None
    patterns: tuple[str, ...]
    keeping: tuple[Edit, ...]
    targets: tuple[str, ...]


def plan_setup(session: Session, answers: Answers) -> SetupPlan:
    """The plan. Raises InvalidInput where an answer cannot be right."""
    for pattern in answers.patterns:
        if fault := pattern_fault(session, pattern):
            raise fault
    if answers.where == OFFLINE and answers.is_own:
        raise InvalidInput(
            "usage",
            tr("without a network there is no module proxy"),
            tr("leave --proxy out, or say where you are"),
        )
    if not answers.is_own:
        if answers.name:
            raise InvalidInput(
                "usage",
                tr("--name is for the profile of a company network"),
                "goenvctl setup --where company",
            )
        patterns = _unknown(session, answers.patterns)
        keeping = (config_edit(session, patterns),) if patterns else ()
        return SetupPlan(PROFILES[answers.where], None, patterns, keeping, answers.targets)
    name, making = _own_profile(session, answers)
    keeping = (Edit("", making.profile.path, None, making.text.encode(), {}, {}),) if making else ()
    return SetupPlan(name, making, (), keeping, answers.targets)


def refuse_flags(session: Session, given: Given) -> None:
    """Before anything is asked. Raises InvalidInput for a name or an address that cannot be right."""
    if given.name:
        _refuse_name(session, given.name)
    if given.proxy:
        _made(session, NEW_NAME, Answers(COMPANY, given.proxy))


def fault_of_proxy(session: Session, proxy: str) -> str:
    """Why the address is no company's proxy, and what is to be done, or empty."""
    try:
        _made(session, NEW_NAME, Answers(COMPANY, proxy))
    except InvalidInput as exc:
        return _said(exc)
    return ""


def fault_of_patterns(session: Session, text: str) -> str:
    """Why a list of patterns, joined by commas or blanks, is no good, and what is to be done, or empty."""
    faults = (pattern_fault(session, pattern) for pattern in split_answer(text))
    return next((_said(fault) for fault in faults if fault), "")


def split_answer(text: str) -> tuple[str, ...]:
    """The patterns that a person typed."""
    return tuple(dict.fromkeys(text.replace(",", " ").replace("，", " ").split()))


def _said(fault: InvalidInput) -> str:
    return tr("{fault}; {remedy}", fault=fault.message, remedy=fault.hint) if fault.hint else fault.message


def _unknown(session: Session, patterns: tuple[str, ...]) -> tuple[str, ...]:
    known = {*session.config.private, *session.known_private}
    return tuple(one for one in dict.fromkeys(patterns) if one not in known)


def config_edit(session: Session, patterns: tuple[str, ...]) -> Edit:
    """What keeping these patterns makes of the config."""
    from goenvctl.profiles import editor

    path = session.paths.config_file
    before = session.read_file(path)
    text = text_of(session, path) if before is not None else ""
    return Edit("", path, before, editor.with_private(text, add=patterns).encode(), {}, {})


def _own_profile(session: Session, answers: Answers) -> tuple[str, Making | None]:
    """Its name, and what is to be made; None where one just like it is there."""
    wanted = answers.name or NEW_NAME
    if answers.name:
        _refuse_name(session, wanted)
    number = 1
    while True:
        name = wanted if number == 1 else f"{wanted}-{number}"
        if _hidden_by(session, name):
            number += 1
            continue
        making = _made(session, name, answers)
        path = making.profile.path
        if not os.path.lexists(path):
            return name, making
        if session.host.peek(path) == making.text.encode():
            return name, None
        if answers.name:
            raise InvalidInput(
                "profile-exists",
                tr("you have a profile {name} already, and it is another one", name=name),
                tr("name the new one: --name NAME"),
            )
        number += 1


def _refuse_name(session: Session, name: str) -> None:
    if not NAME.fullmatch(name):
        raise InvalidInput(
            "bad-name",
            tr("{name!r} is no name for a profile", name=name),
            tr("use a-z, 0-9, `.`, `_` and `-`"),
        )
    if hidden := _hidden_by(session, name):
        raise InvalidInput(
            "profile-exists",
            tr(
                "{name} means the profile {profile}, which a new one would hide",
                name=name,
                profile=hidden.name,
            ),
            tr("name the new one: --name NAME"),
        )


def _hidden_by(session: Session, name: str) -> Profile | None:
    """The profile that this name or alias means now, where it is none of the user's by that very name."""
    try:
        found = session.store.find(name)
    except InvalidInput:
        return None
    return None if (found.source, found.name) == ("user", name) else found


def _made(session: Session, name: str, answers: Answers) -> Making:
    from goenvctl.profiles import editor

    draft, origin, parameters = _recipe(session, answers)
    text = ""
    if origin:
        source = session.store.find(origin)
        effective = {one.name: one.value for one in session.settings().values() if one.value}
        text = editor.filled_text(text_of(session, source.path), arguments(source, parameters, effective))
    text = editor.edited_text(text, draft)
    path = os.path.join(session.paths.user_profiles, name + SUFFIX)
    profile = parse_profile(text, name, path, "user")
    try:
        check_profile(profile, session.store.catalogue)
    except InvalidInput as exc:  # of a file that is not there yet
        first = exc.problems[0]
        raise InvalidInput(first.id, first.message, first.hint) from exc
    return Making(profile, text, draft, origin, parameters)


def _recipe(session: Session, answers: Answers) -> tuple[Draft, str, Mapping[str, str]]:
    """What `profile add` would be given: the draft, the template or nothing, its parameters."""
    patterns = {"patterns": ",".join(answers.patterns)} if answers.patterns else {}
    if answers.proxy:
        _refuse_no_mirror(answers.proxy)
        sumdb = session.store.find(PROFILES[CN]).go["GOSUMDB"] if answers.where == CN else "sum.golang.org"
        if patterns:
            return Draft(), "corporate", {"proxy": answers.proxy, "sumdb": sumdb, **patterns}
        return Draft({"GOPROXY": answers.proxy, "GOSUMDB": sumdb}, trust="private"), "", {}
    if not patterns:
        raise InvalidInput(
            "usage",
            tr("without a module proxy and without private modules a company network is like any other"),
            tr("say --where cn or --where elsewhere, or name --proxy or --private"),
        )
    if session.settings()["GOPROXY"].origin.kind in USERS_OWN:
        return Draft(), "corporate-direct", patterns
    base = session.store.find(answers.base).go
    return Draft(), "corporate-direct", {"proxy": base["GOPROXY"], "sumdb": base["GOSUMDB"], **patterns}


def _refuse_no_mirror(proxy: str) -> None:
    """`direct` and `off` are GOPROXY's, but no proxy's address. A query may be a secret: it is not said."""
    if "?" in proxy or "#" in proxy:
        raise InvalidInput(
            "goproxy-invalid",
            tr("the address of a module proxy has no query (`?`) and no fragment (`#`)"),
            tr("write https://host/path"),
        )
    try:
        mirrors = parse_proxy_list(proxy).mirrors
    except ProxyListError:
        return  # refused, with its reason, as the profile is
    if not mirrors:
        raise InvalidInput(
            "goproxy-invalid",
            tr("{proxy} is no address of a module proxy", proxy=proxy),
            tr("write https://host/path"),
        )
