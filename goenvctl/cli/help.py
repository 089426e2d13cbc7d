"""goenvctl help"""

from __future__ import annotations

from difflib import get_close_matches

import click

from goenvctl.cli.app import Command, terminal_of
from goenvctl.cli.offers import pages
from goenvctl.cli.pages import PAGES, read_page
from goenvctl.cli.terminal import Terminal
from goenvctl.errors import InvalidInput
from goenvctl.language import spoken, tr


@click.command("help", cls=Command)
@click.argument("words", metavar="[PAGE|COMMAND]", nargs=-1, shell_complete=pages)
@click.pass_context
def help_command(context: click.Context, words: tuple[str, ...]) -> None:
    """Help on a command, or a page to read; without either, all commands and pages.

    On a terminal a page is shown with headings and tables; elsewhere it is Markdown.
    """
    terminal, root = terminal_of(context), context.find_root()
    name = " ".join(words)
    if name in PAGES:
        _show_page(terminal, name)
        return
    shown = _context_of(root, words)
    if terminal.json:
        hint = tr("goenvctl help shows them")
        raise InvalidInput("usage", tr("help is text: it has no JSON"), hint)
    terminal.raw(shown.get_help())
    if not words:
        terminal.answer("")
        _show_names(terminal)


def _context_of(root: click.Context, words: tuple[str, ...]) -> click.Context:
    """That of the command which the words name. Raises InvalidInput where there is none."""
    found = root
    for word in words:
        group = found.command
        command = group.get_command(found, word) if isinstance(group, click.Group) else None
        if command is None:
            known = (
                [*PAGES, *root.command.list_commands(root)] if isinstance(root.command, click.Group) else []
            )
            close = get_close_matches(word, known, n=1)
            hint = tr("did you mean {close}?", close=close[0]) if close else tr("goenvctl help shows them")
            said = tr("there is no page and no command {name}", name=repr(" ".join(words)))
            raise InvalidInput("unknown-page", said, hint)
        found = click.Context(command, found, info_name=command.name)
    return found


def _show_page(terminal: Terminal, name: str) -> None:
    text = read_page(name, spoken())
    if terminal.json:
        terminal.as_json("help", {"page": name, "text": text})
    elif terminal.width is None:
        terminal.raw(text.rstrip("\n"))
    else:
        from goenvctl.output.markdown import rendered

        terminal.raw(rendered(text, terminal.width, color=terminal.color).rstrip("\n"))


def _show_names(terminal: Terminal) -> None:
    terminal.advise(tr("Pages (goenvctl help PAGE):"))
    width = max(map(len, PAGES))
    for name, about in PAGES.items():
        terminal.answer(f"  {name:<{width}}  {tr(about)}")
