"""What the Tab key offers: names that begin with what was typed, and what each is."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import click

from goenvctl.language import tr

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

    from goenvctl.profiles.store import Store

    Items = list[CompletionItem[str]]


def verbs(group: click.Group, context: click.Context, begun: str) -> Items:
    """The commands under this one."""
    from goenvctl.cli.app import App
    from goenvctl.cli.helptext import summary
    from goenvctl.cli.verbs import HELP

    if isinstance(group, App):
        return _begun(begun, [(name, tr(HELP[name])) for name in group.list_commands(context)])
    found = [(name, group.get_command(context, name)) for name in group.list_commands(context)]
    return _begun(begun, [(name, summary(command)) for name, command in found if command])


def profiles(_context: click.Context, _param: click.Parameter, begun: str) -> Items:
    """Names of profiles, not of templates; an alias only where its beginning was typed."""
    usable = [profile for profile in _store().profiles() if not profile.is_template]
    named = [(profile.name, profile.about) for profile in usable]
    also = [(alias, profile.name) for profile in usable for alias in profile.aliases if begun]
    return _begun(begun, [*named, *also])


def any_profiles(_context: click.Context, _param: click.Parameter, begun: str) -> Items:
    """Names of profiles and templates."""
    return _begun(begun, [(profile.name, profile.about) for profile in _store().profiles()])


def own_profiles(_context: click.Context, _param: click.Parameter, begun: str) -> Items:
    """Names of the user's profiles: those that can be edited and removed."""
    own = [profile for profile in _store().profiles() if profile.source == "user"]
    return _begun(begun, [(profile.name, profile.about) for profile in own])


def changes(_context: click.Context, _param: click.Parameter, begun: str) -> Items:
    """Numbers of changes that are not undone, newest first, with what they were."""
    from goenvctl.apply.transaction import history
    from goenvctl.session import Session

    session = Session()
    found, _ = history(session.host, session.paths)
    told = [
        (str(change.id), " ".join(filter(None, (change.command, change.profile, change.time[:10]))))
        for change in reversed(found)
        if not change.undone
    ]
    return _begun(begun, told)


def patterns(_context: click.Context, _param: click.Parameter, begun: str) -> Items:
    """Private patterns that the user keeps."""
    from goenvctl.session import Session

    return _begun(begun, [(pattern, "") for pattern in Session().config.private])


def pages(context: click.Context, _param: click.Parameter, begun: str) -> Items:
    """Pages of help, and commands."""
    from goenvctl.cli.pages import PAGES

    root = context.find_root().command
    assert isinstance(root, click.Group)
    return [
        *_begun(begun, [(name, tr(about)) for name, about in PAGES.items()]),
        *verbs(root, context, begun),
    ]


def files(_context: click.Context, _param: click.Parameter, begun: str) -> Items:
    """The shell knows files better."""
    return [_item(begun, kind="file")]


def folders(_context: click.Context, _param: click.Parameter, begun: str) -> Items:
    return [_item(begun, kind="dir")]


def profiles_or_files(context: click.Context, param: click.Parameter, begun: str) -> Items:
    return any_profiles(context, param, begun) or files(context, param, begun)


def _begun(begun: str, named: Iterable[tuple[str, str]]) -> Items:
    return [_item(name, about) for name, about in named if name.startswith(begun)]


def _item(name: str, about: str = "", kind: str = "plain") -> CompletionItem[str]:
    from click.shell_completion import CompletionItem  # only the Tab key needs it

    return CompletionItem(name, type=kind, help=about or None)


def _store() -> Store:
    from goenvctl.session import Session

    return Session().store
