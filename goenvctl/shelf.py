"""Keeping profiles and private patterns: every verb that writes the user's own configuration.

Texts are made by profiles/editor, judged before they are written, and written atomically
under the lock. None of this is a change of Go's settings: `use` puts it in force.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple

from goenvctl.active import current
from goenvctl.apply.journal import open_journal
from goenvctl.apply.lock import locked
from goenvctl.config import read_config
from goenvctl.errors import AnswerIsNo, InvalidInput, NotApplied, Problem
from goenvctl.go.patterns import trimmed_patterns
from goenvctl.go.variables import VARIABLES
from goenvctl.host import make_folder, reason, remove_file, write_atomically
from goenvctl.profiles.profile import NAME, Profile, parse_profile
from goenvctl.profiles.store import SUFFIX
from goenvctl.profiles.template import arguments
from goenvctl.profiles.validate import Context, check_profile, judge_pattern
from goenvctl.session import Session


class Kept(NamedTuple):
    """The profile written (None for private patterns), its file, and the line that puts it in force."""

    name: str | None
    path: str
    then: str


class Private(NamedTuple):
    """A pattern known as private, and where it says so."""

    pattern: str
    places: tuple[str, ...]


def add(
    session: Session,
    name: str,
    *,
    origin: str = "",
    values: Mapping[str, str | None] | None = None,
    parameters: Mapping[str, str] | None = None,
    summary: str = "",
    trust: str = "",
    aliases: Sequence[str] | None = None,
) -> Kept:
    """A new profile of the user's: from nothing, or from another profile or template (`origin`)."""
    from goenvctl.profiles import editor

    _check_name(name)
    path = _user_path(session, name)
    if os.path.lexists(path):
        raise InvalidInput(
            "profile-exists", f"you have a profile {name} already", f"goenvctl profile edit {name}"
        )
    values, parameters = values or {}, parameters or {}
    if not (origin or values):
        raise InvalidInput(
            "nothing-to-add", "a profile needs values", "give GOPROXY=… and so on, or --from PROFILE"
        )
    text = _origin_text(session, origin, parameters) if origin else ""
    if parameters and not origin:
        raise InvalidInput(
            "unknown-variable",
            f"{next(iter(parameters))} is no variable of a profile",
            f"known are {', '.join(VARIABLES)}",
        )
    draft = editor.Draft(values, summary, trust, aliases)
    return _write(session, name, path, lambda: editor.edited_text(text, draft))


def edit(
    session: Session,
    name: str,
    *,
    values: Mapping[str, str | None] | None = None,
    summary: str = "",
    trust: str = "",
    aliases: Sequence[str] | None = None,
    in_editor: Callable[[str], str | None] | None = None,
) -> Kept:
    """Change a profile; one that is not the user's is first copied to where the user's are.

    `in_editor` gets the text and returns the new one, or None where the person gave up.
    """
    from goenvctl.profiles import editor

    original = _path_of(session, name)
    path = _user_path(session, os.path.basename(original).removesuffix(SUFFIX))
    text = _text(session, original)
    if in_editor:
        changed = in_editor(text)
        if changed is None or changed == text:
            raise AnswerIsNo("not-edited", "nothing was changed")
        return _write(session, name, path, lambda: changed)
    draft = editor.Draft(values or {}, summary, trust, aliases)
    return _write(session, name, path, lambda: editor.edited_text(_text(session, original), draft))


def remove(session: Session, name: str) -> Kept:
    """Take a profile of the user's away. The settings it has left behind stay until `use` or `undo`."""
    path = _own_path(session, name)
    with _writing(session, path):
        remove_file(path)
    return Kept(name, path, "")


def rename(session: Session, old: str, new: str) -> Kept:
    """Give a profile of the user's another name, in the history too."""
    _check_name(new)
    source, path = _own_path(session, old), _user_path(session, new)
    if os.path.lexists(path):
        raise InvalidInput("profile-exists", f"you have a profile {new} already", "choose another name")
    with _writing(session, path):
        os.rename(source, path)
        if os.path.exists(session.paths.journal):
            with open_journal(session.paths.journal) as journal:
                journal.rename_profile(old, new)
    return Kept(new, path, f"goenvctl use {new}")


def private_patterns(session: Session) -> list[Private]:
    """Every pattern known here as private, each with everything that says so."""
    found: dict[str, list[str]] = {pattern: [session.paths.config_file] for pattern in session.config.private}
    for profile in session.store.added():
        if not profile.is_template:
            for pattern in trimmed_patterns(
                ",".join(profile.go.get(name, "") for name in ("GOPRIVATE", "GONOSUMDB"))
            ):
                found.setdefault(pattern, []).append(f"profile {profile.name}")
    setting = session.settings()["GOPRIVATE"]
    for pattern in trimmed_patterns(setting.value):
        found.setdefault(pattern, []).append("GOPRIVATE")
    return [Private(pattern, tuple(places)) for pattern, places in sorted(found.items())]


def add_private(session: Session, patterns: Sequence[str]) -> Kept:
    """Make patterns known as private. Raises InvalidInput for one that is no good."""
    context = Context(session.store.catalogue)
    for pattern in patterns:
        if fault := _pattern_fault(pattern, context):
            raise fault
    return _write_private(session, add=tuple(dict.fromkeys(patterns)))


def remove_private(session: Session, patterns: Sequence[str]) -> Kept:
    """Take patterns off the list. Raises AnswerIsNo for one that is not on it."""
    return _write_private(session, remove=tuple(dict.fromkeys(patterns)))


def path_of(session: Session, name: str) -> str:
    """The file of a profile, broken ones included."""
    return _path_of(session, name)


def _write_private(session: Session, *, add: Sequence[str] = (), remove: Sequence[str] = ()) -> Kept:
    from goenvctl.profiles import editor

    path = session.paths.config_file
    with _writing(session, path):
        present = read_config(session.host, path).private
        if missing := [pattern for pattern in remove if pattern not in present]:
            raise AnswerIsNo(
                "unknown-pattern", f"{missing[0]} is not on the list", "goenvctl private list shows it"
            )
        new = [pattern for pattern in add if pattern not in present]
        if new or remove:
            text = _text(session, path) if os.path.exists(path) else ""
            write_atomically(path, editor.with_private(text, add=new, remove=remove).encode())
    return Kept(None, path, f"goenvctl use {current(session) or 'PROFILE'}")


def _write(session: Session, name: str, path: str, make_text: Callable[[], str]) -> Kept:
    """Judge the text and write it. Nothing is written that `use` would refuse."""
    from tomlkit.exceptions import TOMLKitError

    with _writing(session, path):
        try:
            text = make_text()
        except TOMLKitError as exc:
            raise InvalidInput(
                "profile-syntax", f"{path}: not valid TOML: {exc}", "goenvctl profile validate shows the line"
            ) from exc
        profile = parse_profile(text, os.path.basename(path).removesuffix(SUFFIX), path, "user")
        check_profile(profile, session.store.catalogue)
        write_atomically(path, text.encode())
    then = (
        f"goenvctl profile add NAME --from {profile.name}"
        if profile.is_template
        else f"goenvctl use {profile.name}"
    )
    return Kept(profile.name, path, then)


@contextlib.contextmanager
def _writing(session: Session, path: str) -> Iterator[None]:
    with locked(session.paths.lock):
        try:
            make_folder(os.path.dirname(path))
            yield
        except OSError as exc:
            raise NotApplied(
                "not-written",
                f"{path}: {reason(exc)}; everything is as before",
                "make room, or make that folder writable",
            ) from exc


def _origin_text(session: Session, origin: str, parameters: Mapping[str, str]) -> str:
    from goenvctl.profiles import editor

    source: Profile = session.store.find(origin)
    text = _text(session, source.path)
    if source.is_template:
        settings = session.settings()
        effective = {name: setting.value for name, setting in settings.items() if setting.value}
        return editor.filled_text(text, arguments(source, parameters, effective))
    if parameters:
        raise InvalidInput(
            "not-a-template",
            f"{source.name} has no parameter {next(iter(parameters))}",
            "only templates have; give variables in capitals",
        )
    return editor.copied_text(text)


def _pattern_fault(pattern: str, context: Context) -> InvalidInput | None:
    if (
        not pattern.strip("/")
        or "," in pattern
        or pattern == "none"
        or not (pattern.isascii() and pattern.isprintable())
    ):
        return InvalidInput(
            "pattern-malformed",
            f"{pattern!r} is no pattern",
            "give one pattern an argument, such as git.example.com/team",
        )
    fault = judge_pattern(pattern, context)
    return InvalidInput(fault.id, fault.reason, fault.remedy) if fault else None


def _path_of(session: Session, name: str) -> str:
    for shelf in session.store.shelves:
        path = os.path.join(shelf.folder, name + SUFFIX)
        if NAME.fullmatch(name) and os.path.isfile(path):
            return path
    return session.store.find(name).path


def _own_path(session: Session, name: str) -> str:
    path = _user_path(session, name)
    if not os.path.lexists(path):
        source = session.store.find(name)
        if source.source == "user":
            return source.path
        raise InvalidInput(
            "not-yours",
            f"{name} is a {source.source} profile; only your own can go",
            f"your own are in {session.paths.user_profiles}",
        )
    return path


def _user_path(session: Session, name: str) -> str:
    return os.path.join(session.paths.user_profiles, name + SUFFIX)


def _check_name(name: str) -> None:
    if not NAME.fullmatch(name):
        problem = Problem("bad-name", f"{name!r} is no name for a profile", "use a-z, 0-9, `.`, `_` and `-`")
        raise InvalidInput(problem.id, problem.message, problem.hint)


def _text(session: Session, path: str) -> str:
    try:
        return (session.host.read(path) or b"").decode("utf-8")
    except (OSError, UnicodeDecodeError) as exc:
        raise InvalidInput(
            "profile-unreadable", f"{path}: cannot be read as UTF-8 text", "mend the file"
        ) from exc
