"""`nox -s share`: the man page and the completions under share/, made of the commands themselves."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import click

from goenvctl.cli.app import app
from goenvctl.cli.helptext import LITERAL, Row, described, examples, sections, usage
from goenvctl.cli.tabkey import SHELLS, script

ROOT = Path(__file__).parent.parent
SHARE = ROOT / "share"
MAN = "man/man1/goenvctl.1"
COMPLETIONS = {
    "bash": "bash-completion/completions/goenvctl",
    "zsh": "zsh/site-functions/_goenvctl",
    "fish": "fish/vendor_completions.d/goenvctl.fish",
}
FILES = (
    ("~/.config/go/env", "Go's env file: where profiles are written unless --to or targets say otherwise."),
    ("~/.config/goenvctl/profiles/NAME.toml", "Profiles of the user."),
    ("/etc/xdg/goenvctl/profiles/NAME.toml", "Profiles of the site."),
    ("~/.config/goenvctl/config.toml", "Private patterns, targets, language."),
    ("~/.local/state/goenvctl/journal.sqlite", "Every change, for undo."),
    ("~/.local/state/goenvctl/records.sqlite", "What checks found."),
)
ENVIRONMENT = (
    (
        "GOENVCTL_LANG",
        "The language: en or zh. --lang is stronger, config.toml and the locale are weaker.",
    ),
    ("NO_COLOR", "Set to anything: no colour."),
    ("GOENV", "Names Go's env file."),
    ("HTTP_PROXY, HTTPS_PROXY, NO_PROXY", "The way to the mirrors, by the rules of go."),
    ("SSL_CERT_FILE, SSL_CERT_DIR", "The certificates to trust, by the rules of go."),
    ("XDG_CONFIG_HOME, XDG_STATE_HOME, XDG_CACHE_HOME", "Where the files above are, instead."),
)


def made() -> dict[str, str]:
    """What share/ holds: paths below it, and texts."""
    return {MAN: manpage(), **{path: script(shell) for shell, path in COMPLETIONS.items() if shell in SHELLS}}


def manpage() -> str:
    """In troff, for man(1)."""
    return "\n".join(_page()) + "\n"


def _page() -> Iterator[str]:
    version = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]
    root = click.Context(app, info_name="goenvctl", **app.context_settings)
    yield '.\\" Made by scripts/manpage.py; do not edit.'
    yield f'.TH GOENVCTL 1 "" "goenvctl {version}" "User Commands"'
    yield ".SH NAME"
    yield "goenvctl \\- decide from where Go fetches its modules, and take it back"
    yield ".SH SYNOPSIS"
    yield f".B {_escaped(usage(root))}"
    yield ".SH DESCRIPTION"
    yield from _text(described(app))
    for title, rows in sections(root):
        if title in ("Options", "Everywhere"):
            yield f'.SH "{"OPTIONS" if title == "Options" else "OPTIONS OF EVERY COMMAND"}"'
            yield from _rows(rows)
    yield ".SH COMMANDS"
    for verb in app.list_commands(root):
        yield from _command(root, verb)
    yield ".SH EXAMPLES"
    yield from _rows(examples("goenvctl"))
    yield '.SH "EXIT STATUS"'
    yield from _rows(list(_exit_codes()))
    yield ".SH FILES"
    yield from _rows(FILES)
    yield ".SH ENVIRONMENT"
    yield from _rows(ENVIRONMENT)
    yield '.SH "SEE ALSO"'
    yield ".BR go (1)"


def _command(parent: click.Context, name: str) -> Iterator[str]:
    group = parent.command
    assert isinstance(group, click.Group)
    command = group.get_command(parent, name)
    assert command
    context = click.Context(command, parent, info_name=name)
    yield f'.SS "{_escaped(usage(context))}"'
    yield from _text(described(command))
    for title, rows in sections(context):
        if title == "Options":
            yield from _rows(rows)
    if rows := examples(context.command_path):
        yield ".PP"
        yield "Examples:"
        yield from _rows(rows)
    if isinstance(command, click.Group):
        for below in command.list_commands(context):
            yield from _command(context, below)


def _exit_codes() -> Iterator[Row]:
    """The first two columns of the table in docs/exit-codes.md."""
    page = (ROOT / "docs" / "exit-codes.md").read_text("utf-8")
    for code, meaning in re.findall(r"^\| (\d+) \| (.*?) \|", page, re.MULTILINE):
        yield code, meaning.replace("`", "")


def _text(text: str) -> Iterator[str]:
    for number, paragraph in enumerate(text.split("\n\n")):
        if number:
            yield ".PP"
        first, _, rest = paragraph.partition("\n")
        if first == LITERAL:
            yield from (".nf", *map(_line, rest.split("\n")), ".fi")
        else:
            yield _line(" ".join(paragraph.split()))


def _rows(rows: list[Row] | tuple[Row, ...]) -> Iterator[str]:
    for term, text in rows:
        yield ".TP"
        yield f".B {_escaped(term)}"
        yield _line(text or "\\&")


def _line(text: str) -> str:
    """A line that begins with a dot or a quote would be a request."""
    return f"\\&{_escaped(text)}" if text.startswith((".", "'")) else _escaped(text)


def _escaped(text: str) -> str:
    table = {"\\": "\\e", "-": "\\-", "`": "\\(ga", "'": "\\(aq", "~": "\\(ti", "^": "\\(ha", '"': "\\(dq"}
    return "".join(table.get(character, character) for character in text.replace("…", "..."))


def main() -> None:
    for path, text in made().items():
        (SHARE / path).parent.mkdir(parents=True, exist_ok=True)
        (SHARE / path).write_text(text, "utf-8")
        print(f"share/{path}")


if __name__ == "__main__":
    main()
