"""goenvctl completion"""

from __future__ import annotations

import os

import click

from goenvctl.cli.app import Command, terminal_of
from goenvctl.cli.types import Choice
from goenvctl.errors import InvalidInput
from goenvctl.language import tr

PLACES = {
    "bash": "~/.local/share/bash-completion/completions/goenvctl",
    "zsh": "~/.zfunc/_goenvctl",
    "fish": "~/.config/fish/completions/goenvctl.fish",
}


@click.command("completion", cls=Command)
@click.argument("shell", required=False, type=Choice(PLACES))
@click.pass_context
def completion_command(context: click.Context, shell: str | None) -> None:
    """Print what makes the Tab key complete commands, options, profiles and changes in SHELL.

    SHELL is bash, zsh or fish; without it, that of $SHELL. Where to put it:

    \b
    bash  ~/.local/share/bash-completion/completions/goenvctl
    zsh   ~/.zfunc/_goenvctl   (before compinit: fpath=(~/.zfunc $fpath))
    fish  ~/.config/fish/completions/goenvctl.fish
    """
    from goenvctl.cli.tabkey import script

    terminal = terminal_of(context)
    name = shell or _own_shell()
    if terminal.json:
        terminal.as_json("completion", {"shell": name, "script": script(name)})
        return
    terminal.raw(script(name).rstrip("\n"))
    if terminal.is_watched:
        terminal.say(
            tr("put it into a file: goenvctl completion {shell} > {path}", shell=name, path=PLACES[name])
        )


def _own_shell() -> str:
    name = os.path.basename(os.environ.get("SHELL", ""))
    if name in PLACES:
        return name
    raise InvalidInput(
        "which-shell",
        tr("which shell? {shells}", shells=", ".join(PLACES)),
        "goenvctl completion bash",
    )
