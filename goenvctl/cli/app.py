"""The tree of commands. A verb's file is loaded when the verb is typed."""

from __future__ import annotations

from importlib import import_module

import click

from goenvctl.cli.language import OPTION as LANGUAGE_OPTION
from goenvctl.cli.terminal import Terminal
from goenvctl.language import LANGUAGES

# verb (its other names) -> the file that holds it
EVERYDAY = ("use", "list", "current", "status", "check", "undo", "exec")
BY_ITSELF = ("auto", "watch")
UNDERSTAND = (
    "doctor",
    "explain",
    "why",
    "history",
)
KEEP = ("profile", "private", "env")
SECTIONS = (("Everyday", EVERYDAY), ("By itself", BY_ITSELF), ("Understand", UNDERSTAND), ("Keep", KEEP))
SHORT = {"ls": "list"}
HELP = {
    "use": "Put a profile in force (`-`: the one before).",
    "list": "The profiles there are (ls).",
    "current": "The profile in force.",
    "status": "What is in effect, and from where.",
    "check": "Which mirrors are healthy, and which is the fastest.",
    "undo": "Take the last change back.",
    "exec": "Run a command that a failing mirror does not fail.",
    "auto": "Keep the mirrors that work, else move to others.",
    "watch": "The same over time, as a service or from cron.",
    "doctor": "What is wrong here, and what to do about it.",
    "explain": "Who is asked for a module or a folder's modules, and what leaks.",
    "why": "Whose fault it is that go failed, and what to do.",
    "history": "What was changed, and when.",
    "profile": "Show, add, edit and check profiles.",
    "private": "Patterns of modules that stay private.",
    "env": "The values, for a shell or another program to read.",
}


class GlobalOption(click.Option):
    """An option that every command takes, before or after its name."""

    def __init__(self, *names: str, field: str, help: str, value: bool = True) -> None:
        def remember(context: click.Context, _param: click.Parameter, given: bool) -> None:
            if given:
                setattr(terminal_of(context), field, value)

        super().__init__(list(names), is_flag=True, expose_value=False, callback=remember, help=help)


def global_options() -> list[click.Parameter]:
    return [
        GlobalOption("--json", field="json", help="Answer in JSON."),
        GlobalOption("--quiet", "-q", field="quiet", help="Errors and answers only."),
        GlobalOption("--verbose", "-v", field="verbose", help="Say more."),
        GlobalOption("--no-color", field="color", value=False, help="No colour (also NO_COLOR)."),
        GlobalOption("--yes", "-y", field="yes", help="Do not ask."),
        click.Option(
            [LANGUAGE_OPTION],
            type=click.Choice(LANGUAGES),
            expose_value=False,
            help="The language (also GOENVCTL_LANG, language in config.toml, the locale).",
        ),
    ]


class Command(click.Command):
    """A verb."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # click's own signature
        self.params += global_options()


class Group(click.Group):
    """A verb with verbs under it."""

    command_class = Command

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.params += global_options()


class App(Group):
    """goenvctl itself: its verbs are loaded one at a time."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return [*EVERYDAY, *BY_ITSELF, *UNDERSTAND, *KEEP]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        verb = SHORT.get(cmd_name, cmd_name)
        if verb not in HELP:
            return None
        command = getattr(import_module(f"goenvctl.cli.{verb}"), f"{verb}_command")
        assert isinstance(command, click.Command)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        name = args[0]
        if self.get_command(ctx, name) is None and not name.startswith("-"):
            from difflib import get_close_matches

            close = get_close_matches(name, HELP, n=1)
            hint = f"did you mean {close[0]}?" if close else "goenvctl --help shows them"
            raise click.UsageError(f"no command {name!r}; {hint}", ctx)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        for title, verbs in SECTIONS:
            with formatter.section(title):
                formatter.write_dl([(verb, HELP[verb]) for verb in verbs])


def terminal_of(context: click.Context) -> Terminal:
    """The run's one Terminal."""
    terminal: Terminal = context.find_root().ensure_object(Terminal)
    return terminal


def _show_version(context: click.Context, _param: click.Parameter, given: bool) -> None:
    if given:
        from importlib.metadata import version

        terminal_of(context).raw(f"goenvctl {version('goenvctl')}")
        context.exit()


app = App(
    name="goenvctl",
    help="Decide from where Go fetches its modules, and take it back.",
    params=[
        click.Option(
            ["--version"],
            is_flag=True,
            is_eager=True,
            expose_value=False,
            callback=_show_version,
            help="The version.",
        )
    ],
    context_settings={"help_option_names": ["-h", "--help"]},
)
