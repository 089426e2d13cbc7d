"""`goenvctl` alone: how things stand in three lines, and the three next things one would do."""

from __future__ import annotations

from goenvctl.cli.status import SCENES
from goenvctl.cli.terminal import BOLD, DIM, GREEN, YELLOW, Terminal
from goenvctl.errors import GoenvctlError
from goenvctl.language import N_, tr, trn
from goenvctl.output.table import text_width
from goenvctl.redact import mask_value
from goenvctl.session import Session
from goenvctl.status import Status, status

NEW = (
    ("goenvctl setup", N_("a few questions, and it is set up")),
    ("goenvctl use cn", N_("mirrors in mainland China, at once")),
    ("goenvctl list", N_("the profiles to choose from")),
)
SET = (
    ("goenvctl check", N_("are its mirrors healthy, and which is the fastest?")),
    ("goenvctl status", N_("every value, and where it comes from")),
    ("goenvctl undo", N_("take the last change back")),
)
ODD = (
    ("goenvctl doctor", N_("what is wrong, and what to do about it")),
    ("goenvctl status", N_("every value, and where it comes from")),
)


def show_front(terminal: Terminal) -> None:
    """Asks nobody, and always has an answer."""
    try:
        found = status(Session())
    except GoenvctlError as exc:  # a broken config.toml: what can be done is what matters here
        terminal.error(exc)
        _show_next(terminal, ODD)
        return
    _show_state(terminal, found)
    usual = SET if found.profile else NEW
    last = SET[-1] if found.profile else NEW[0]  # nothing of ours is in force: nothing to take back
    _show_next(terminal, (*ODD, last) if found.problems or _anew(found) else usual)


def _show_state(terminal: Terminal, found: Status) -> None:
    terminal.answer(_profile(found), BOLD)
    for setting in found.settings:
        if setting.name == "GOPROXY":
            value = mask_value(setting.name, setting.value)
            terminal.answer(f"GOPROXY={value}" if value else tr("GOPROXY is not set"))
    count, anew = len(found.problems), _anew(found)
    if count:
        said = trn(
            "{number} problem: {message}", "{number} problems, first: {message}", count,
            message=found.problems[0].message,
        )  # fmt: skip
        terminal.answer(said, YELLOW)
    elif anew:
        terminal.answer(anew, YELLOW)
    else:
        terminal.answer(tr("nothing is wrong, as far as can be told without asking a mirror"), GREEN)


def _anew(found: Status) -> str:
    """The first value that would be another in a new terminal, or wherever go is started; empty for none."""
    here = {setting.name: setting.value for setting in found.settings}
    for fresh in found.elsewhere if found.profile else ():
        for setting in fresh.settings.values():
            if setting.value != here[setting.name]:
                value = mask_value(setting.name, setting.value) or tr("(empty)")
                scene = tr(SCENES[fresh.scene])
                return tr("in {scenes}: {name}={value}", scenes=scene, name=setting.name, value=value)
    return ""


def _profile(found: Status) -> str:
    if found.profile is None:
        return tr("no profile is active")
    if found.drift:
        return tr("profile: {profile} (changed since)", profile=found.profile)
    if found.served_by:
        return tr(
            "profile: {profile} (served by {served_by})", profile=found.profile, served_by=found.served_by
        )
    return tr("profile: {profile}", profile=found.profile)


def _show_next(terminal: Terminal, steps: tuple[tuple[str, str], ...]) -> None:
    terminal.answer("")
    terminal.answer(tr("next:"), BOLD)
    width = max(text_width(line) for line, _ in steps)
    for line, purpose in steps:
        terminal.advise(f"  {line:<{width}}  {tr(purpose)}")
    terminal.advise(tr("goenvctl --help shows all commands"), DIM)
