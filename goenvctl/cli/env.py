"""goenvctl env"""

from __future__ import annotations

import click

from goenvctl.cli.app import Command, terminal_of
from goenvctl.cli.offers import profiles
from goenvctl.cli.types import Choice
from goenvctl.errors import InvalidInput
from goenvctl.exports import effective_exports, profile_exports
from goenvctl.language import tr
from goenvctl.output.formats.all_formats import DEFAULT, FORMATS
from goenvctl.redact import mask_value
from goenvctl.session import Session
from goenvctl.syntax.base import CannotSay


@click.command("env", cls=Command)
@click.argument("profile", required=False, shell_complete=profiles)
@click.option("--format", "form", type=Choice(FORMATS), default=DEFAULT, help="Who reads it.")
@click.pass_context
def env_command(context: click.Context, profile: str | None, form: str) -> None:
    """The values of PROFILE, or those in effect, for a shell or another program to read.

    \b
    sh          eval "$(goenvctl env)"
    fish        goenvctl env --format fish | source
    powershell  goenvctl env --format powershell | Out-String | Invoke-Expression
    nu          goenvctl env --format nu | from nuon | load-env
    dotenv      docker compose, python-dotenv, Node, `set -a; . ./.env`
    docker      docker run --env-file
    github      goenvctl env --format github >> "$GITHUB_ENV"
    gitlab      `variables:` of .gitlab-ci.yml
    vscode      `go.toolsEnvVars` of settings.json
    ansible     `environment:` of a play
    json        {"GOPROXY": "..."}
    """
    terminal, session = terminal_of(context), Session()
    values = effective_exports(session) if profile is None else profile_exports(session, profile)
    if terminal.json:
        terminal.as_json("env", {"profile": profile, "variables": values})
        return
    for name, value in list(values.items()):
        if mask_value(name, value) != value or not value.isprintable():
            del values[name]
            terminal.say(tr("{name} holds credentials or control characters; it is not printed", name=name))
    try:
        terminal.raw(FORMATS[form].render(values))
    except CannotSay as exc:
        raise InvalidInput(
            "format-cannot-say",
            tr("no {format} can be written: {reason}", format=form, reason=exc),
            tr("choose another --format"),
        ) from exc
