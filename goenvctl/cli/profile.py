"""goenvctl profile"""

from __future__ import annotations

import functools
import os
from collections.abc import Callable, Iterable

import click

from goenvctl import exits, shelf
from goenvctl.active import current
from goenvctl.cli import offers
from goenvctl.cli.app import Group, terminal_of
from goenvctl.cli.asking import agrees
from goenvctl.cli.list import show_profiles
from goenvctl.cli.terminal import BOLD, Terminal
from goenvctl.cli.types import Choice
from goenvctl.errors import AnswerIsNo, GoenvctlError, InvalidInput
from goenvctl.go.variables import VARIABLES
from goenvctl.keep import Kept
from goenvctl.language import tr
from goenvctl.profiles.draft import Draft
from goenvctl.profiles.profile import Profile
from goenvctl.profiles.validate import check_profile
from goenvctl.redact import mask_value
from goenvctl.session import Session


@click.group("profile", cls=Group)
def profile_command() -> None:
    """Show, add, edit and check profiles."""


@profile_command.command("list")
@click.pass_context
def list_command(context: click.Context) -> None:
    """The profiles there are."""
    show_profiles(terminal_of(context), Session(), "profile list")


@profile_command.command("show")
@click.argument("name", shell_complete=offers.any_profiles)
@click.pass_context
def show_command(context: click.Context, name: str) -> None:
    """What a profile sets, and where it stands."""
    terminal, session = terminal_of(context), Session()
    profile = session.store.find(name)
    if terminal.json:
        from goenvctl.output import json

        terminal.as_json("profile show", {**json.profile(profile, current(session)), "path": profile.path})
        return
    _show(terminal, profile)


def drafting(
    command: Callable[..., None], offered: Callable[..., offers.Items] | None = None
) -> Callable[..., None]:
    """Give a command NAME, KEY=VALUE and the options of a profile, packed as `draft` and `parameters`.

    `offered` completes the name.
    """

    @functools.wraps(command)
    def packed(
        *args: object,
        values: tuple[str, ...],
        unset: tuple[str, ...],
        summary: str,
        trust: str | None,
        aliases: tuple[str, ...],
        **rest: object,
    ) -> None:
        variables, parameters = _assignments(values)
        draft = Draft({**variables, **dict.fromkeys(unset)}, summary, trust or "", aliases)
        command(*args, draft=draft, parameters=parameters, **rest)

    trusts, names = Choice(["public", "private"]), Choice(VARIABLES)
    for option in (
        click.option(
            "--alias", "aliases", metavar="ALIAS", multiple=True, help="Another name, as often as you like."
        ),
        click.option("--trust", type=trusts, help="May its mirrors see private modules?"),
        click.option("--summary", metavar="TEXT", default="", help="One line about it."),
        click.option("--unset", multiple=True, type=names, metavar="VARIABLE", help="Unset it."),
        click.argument("values", nargs=-1, metavar="[KEY=VALUE]..."),
        click.argument("name", shell_complete=offered),
    ):
        packed = option(packed)
    return packed


@profile_command.command("add")
@drafting
@click.option(
    "--from",
    "origin",
    default="",
    metavar="PROFILE",
    shell_complete=offers.any_profiles,
    help="Start from a profile or template.",
)
@click.pass_context
def add_command(
    context: click.Context, name: str, draft: Draft, parameters: dict[str, str], origin: str
) -> None:
    """Make a profile NAME of variables (GOPROXY=…), or of a template's parameters (proxy=…)."""
    kept = shelf.add(Session(), name, draft, origin=origin, parameters=parameters)
    _show_kept(terminal_of(context), "profile add", kept)


@profile_command.command("edit")
@functools.partial(drafting, offered=offers.own_profiles)
@click.pass_context
def edit_command(context: click.Context, name: str, draft: Draft, parameters: dict[str, str]) -> None:
    """Change a profile, comments kept; with nothing but NAME, in $EDITOR."""
    shelf.refuse_parameters(parameters)
    terminal = terminal_of(context)
    kept = shelf.edit(Session(), name, draft, in_editor=functools.partial(_in_editor, terminal))
    _show_kept(terminal, "profile edit", kept)


@profile_command.command("remove")
@click.argument("name", shell_complete=offers.own_profiles)
@click.pass_context
def remove_command(context: click.Context, name: str) -> None:
    """Take a profile of yours away."""
    terminal = terminal_of(context)
    path = shelf.path_of(session := Session(), name)
    if not terminal.yes:
        if not terminal.can_ask:
            raise InvalidInput("usage", tr("profile remove asks on a terminal"), tr("add --yes"))
        if not agrees(tr("remove {path}?", path=path)):
            raise AnswerIsNo(
                "not-removed",
                tr("nothing was removed"),
                tr("goenvctl profile remove NAME --yes does not ask"),
            )
    kept = shelf.remove(session, name)
    if terminal.json:
        terminal.as_json("profile remove", {"name": kept.name, "path": kept.path})
    else:
        terminal.answer(tr("removed {path}", path=kept.path))
        if current(session) == name:
            said = tr(
                "its values are still in force; goenvctl undo takes them back, goenvctl use replaces them"
            )
            terminal.say(said)


@profile_command.command("rename")
@click.argument("old", shell_complete=offers.own_profiles)
@click.argument("new")
@click.pass_context
def rename_command(context: click.Context, old: str, new: str) -> None:
    """Give a profile of yours another name."""
    _show_kept(terminal_of(context), "profile rename", shelf.rename(Session(), old, new))


@profile_command.command("validate")
@click.argument("names", nargs=-1, metavar="[NAME|FILE]...", shell_complete=offers.profiles_or_files)
@click.pass_context
def validate_command(context: click.Context, names: tuple[str, ...]) -> int:
    """Check profiles by name or file; without any, all of them."""
    terminal, session = terminal_of(context), Session()
    faults = [fault for fault in (_fault(session, name) for name in _to_validate(session, names)) if fault]
    if terminal.json:
        from goenvctl.output import json

        problems = [problem for fault in faults for problem in fault.problems]
        terminal.as_json("profile validate", {"valid": not faults, "problems": json.problems(problems)})
    else:
        for fault in faults:
            terminal.error(fault)
        if not faults:
            terminal.answer(tr("all is well"))
    return exits.INVALID if faults else exits.DONE


@profile_command.command("path")
@click.argument("name", required=False, shell_complete=offers.any_profiles)
@click.pass_context
def path_command(context: click.Context, name: str | None) -> None:
    """The file of a profile, or the folder of yours."""
    terminal, session = terminal_of(context), Session()
    path = shelf.path_of(session, name) if name else session.paths.user_profiles
    if terminal.json:
        terminal.as_json("profile path", {"name": name, "path": path})
    else:
        terminal.answer(path)


def _assignments(words: Iterable[str]) -> tuple[dict[str, str | None], dict[str, str]]:
    """Variables (capitals) and parameters, apart."""
    variables: dict[str, str | None] = {}
    parameters: dict[str, str] = {}
    for word in words:
        key, equals, value = word.partition("=")
        if not equals or not key:
            raise InvalidInput(
                "usage", tr("{word} is no KEY=VALUE", word=repr(word)), tr("write GOPROXY=… or proxy=…")
            )
        if key.isupper():
            if key not in VARIABLES:
                raise InvalidInput(
                    "unknown-variable",
                    tr("{name} is no variable of a profile", name=key),
                    tr("known are {names}", names=", ".join(VARIABLES)),
                )
            variables[key] = value
        else:
            parameters[key] = value
    return variables, parameters


def _in_editor(terminal: Terminal, text: str) -> str | None:
    """Raises InvalidInput where nobody can type into it; an editor that is named may be a script."""
    if not (terminal.can_ask or os.environ.get("VISUAL") or os.environ.get("EDITOR")):
        said = tr("profile edit without KEY=VALUE opens an editor, and here is no terminal")
        raise InvalidInput("usage", said, "goenvctl profile edit --help")
    try:
        changed = click.edit(text, extension=".toml")
    except click.ClickException as exc:
        said = tr("the editor failed: {reason}", reason=exc.message)
        hint = tr("set EDITOR to one that runs here, or give KEY=VALUE")
        raise InvalidInput("editor-failed", said, hint) from exc
    return str(changed) if changed is not None else None


def _to_validate(session: Session, names: tuple[str, ...]) -> list[str]:
    if names:
        return list(names)
    broken = [one.problems[0].path or "" for one in session.store.broken()]
    return [*(profile.path for profile in session.store.profiles()), *broken]


def _fault(session: Session, name: str) -> GoenvctlError | None:
    try:
        is_file = os.sep in name or name.endswith(".toml")
        check_profile(
            session.store.load(name) if is_file else session.store.find(name), session.store.catalogue
        )
    except InvalidInput as exc:
        return exc
    return None


def _show(terminal: Terminal, profile: Profile) -> None:
    terminal.answer(f"{profile.name}: {profile.about}" if profile.about else profile.name, BOLD)
    facts = {
        "aliases": ", ".join(profile.aliases),
        "trust": profile.trust,
        "fallback": ", ".join(profile.fallback),
        "control": ", ".join(profile.control),
        "source": profile.source,
        "path": profile.path,
    }
    rows = [(key, value) for key, value in facts.items() if value]
    rows += [
        (name, tr("(unset)") if value is None else mask_value(name, value))
        for name, value in profile.values.items()
    ]
    rows += [(f"{{{name}}}", profile.about_param(name)) for name in profile.params]
    for key, value in rows:
        terminal.answer(f"  {key:<11} {value}")


def _show_kept(terminal: Terminal, command: str, kept: Kept) -> None:
    if terminal.json:
        terminal.as_json(command, {"name": kept.name, "path": kept.path, "then": kept.then})
        return
    terminal.answer(tr("wrote {path}", path=kept.path))
    terminal.advise(tr("put it in force: {line}", line=kept.then))
