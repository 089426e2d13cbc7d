"""Keeping profiles: every verb that writes the user's own.

Texts are made by profiles/editor, judged before they are written, and written atomically
under the lock. None of this is a change of Go's settings: `use` puts it in force.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping

from goenvctl.apply.journal import open_journal
from goenvctl.atomic import remove_file, write_atomically
from goenvctl.errors import AnswerIsNo, InvalidInput
from goenvctl.go.variables import VARIABLES
from goenvctl.keep import Kept, text_of, writing
from goenvctl.language import tr
from goenvctl.profiles.draft import Draft
from goenvctl.profiles.profile import BUILT_IN, NAME, Profile, parse_profile
from goenvctl.profiles.store import SUFFIX
from goenvctl.profiles.template import arguments
from goenvctl.profiles.validate import check_profile
from goenvctl.session import Session


def add(
    session: Session, name: str, draft: Draft, *, origin: str = "", parameters: Mapping[str, str]
) -> Kept:
    """A new profile of the user's: from nothing, or from another profile or template (`origin`)."""
    from goenvctl.profiles import editor

    path = _user_path(session, name)
    if not origin:
        refuse_parameters(parameters)
    if not (origin or draft.values):
        raise InvalidInput(
            "nothing-to-add",
            tr("a profile needs values"),
            tr("give GOPROXY=… and so on, or --from PROFILE"),
        )
    text = _origin_text(session, origin, parameters) if origin else ""
    return _write(session, path, lambda: editor.edited_text(text, draft), is_new=True)


def edit(session: Session, name: str, draft: Draft, *, in_editor: Callable[[str], str | None]) -> Kept:
    """Change a profile; one that is not the user's is first copied to where the user's are.

    Where the draft is empty, `in_editor` gets the text and returns the new one, or None where
    the person gave up.
    """
    from goenvctl.profiles import editor

    original = path_of(session, name)
    path = _user_path(session, os.path.basename(original).removesuffix(SUFFIX))
    if not draft.is_empty:
        return _write(session, path, lambda: editor.edited_text(text_of(session, original), draft))
    text = text_of(session, original)
    changed = in_editor(text)
    if changed is None or changed == text:
        raise AnswerIsNo(
            "not-edited",
            tr("nothing was changed"),
            tr("goenvctl profile edit NAME KEY=VALUE needs no editor"),
        )
    try:
        return _write(session, path, lambda: changed)
    except InvalidInput as exc:
        draft_path = os.path.join(session.paths.state, os.path.basename(path) + ".draft")
        with writing(session, draft_path):
            write_atomically(draft_path, changed.encode(), new_mode=0o600)
        hint = tr("{hint}; your text is kept in {path}", hint=exc.hint, path=draft_path)
        raise InvalidInput(exc.id, exc.message, hint, exc.problems) from exc


def remove(session: Session, name: str) -> Kept:
    """Take a profile of the user's away. The settings it has left behind stay until `use` or `undo`."""
    path = _own_path(session, name)
    with writing(session, path):
        remove_file(path)
    return Kept(name, path, "")


def rename(session: Session, old: str, new: str) -> Kept:
    """Give a profile of the user's another name, in the history too."""
    source, path = _own_path(session, old), _user_path(session, new)
    if os.path.lexists(path):
        raise InvalidInput(
            "profile-exists", tr("you have a profile {name} already", name=new), tr("choose another name")
        )
    with writing(session, path):
        os.rename(source, path)
        name = os.path.basename(source).removesuffix(SUFFIX)
        hidden = any(
            os.path.isfile(os.path.join(shelf.folder, name + SUFFIX)) for shelf in session.store.shelves
        )
        if os.path.exists(session.paths.journal) and not hidden:  # else it may mean the one that shows now
            with open_journal(session.paths.journal) as journal:
                journal.rename_profile(name, new)
    return Kept(new, path, f"goenvctl use {new}")


def refuse_parameters(parameters: Mapping[str, str]) -> None:
    """Only templates take anything but variables."""
    for name in parameters:
        raise InvalidInput(
            "unknown-variable",
            tr("{name} is no variable of a profile", name=name),
            tr("known are {names}", names=", ".join(VARIABLES)),
        )


def _write(session: Session, path: str, make_text: Callable[[], str], *, is_new: bool = False) -> Kept:
    """Judge the text and write it. Nothing is written that `use` would refuse."""
    from tomlkit.exceptions import TOMLKitError

    name = os.path.basename(path).removesuffix(SUFFIX)
    with writing(session, path):
        if is_new and os.path.lexists(path):
            raise InvalidInput(
                "profile-exists",
                tr("you have a profile {name} already", name=name),
                f"goenvctl profile edit {name}",
            )
        try:
            text = make_text()
        except TOMLKitError as exc:
            raise InvalidInput(
                "profile-syntax",
                tr("{path}: not valid TOML: {fault}", path=path, fault=exc),
                tr("goenvctl profile validate shows the line"),
            ) from exc
        profile = parse_profile(text, name, path, "user")
        check_profile(profile, session.store.catalogue)
        write_atomically(path, text.encode())
    then = (
        f"goenvctl profile add NAME --from {profile.name}"
        if profile.is_template
        else f"goenvctl use {profile.name}"
    )
    return Kept(profile.name, path, then)


def _origin_text(session: Session, origin: str, parameters: Mapping[str, str]) -> str:
    from goenvctl.profiles import editor

    source: Profile = session.store.find(origin)
    text = text_of(session, source.path)
    if source.is_template:
        settings = session.settings()
        effective = {name: setting.value for name, setting in settings.items() if setting.value}
        return editor.filled_text(text, arguments(source, parameters, effective))
    if parameters:
        raise InvalidInput(
            "not-a-template",
            tr("{profile} has no parameter {name}", profile=source.name, name=next(iter(parameters))),
            tr("only templates have; give variables in capitals"),
        )
    return editor.copied_text(text)


def path_of(session: Session, name: str) -> str:
    """The file of a profile, broken ones included."""
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
            tr("{name} is a built-in profile; only your own can go", name=name)
            if source.source == BUILT_IN
            else tr("{name} is a site profile; only your own can go", name=name),
            tr("your own are in {folder}", folder=session.paths.user_profiles),
        )
    return path


def _user_path(session: Session, name: str) -> str:
    _check_name(name)
    return os.path.join(session.paths.user_profiles, name + SUFFIX)


def _check_name(name: str) -> None:
    if not NAME.fullmatch(name):
        raise InvalidInput(
            "bad-name",
            tr("{name!r} is no name for a profile", name=name),
            tr("use a-z, 0-9, `.`, `_` and `-`"),
        )
