"""The tree of commands. A verb's file is loaded when the verb is typed."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

import click

from goenvctl.cli.language import OPTION as LANGUAGE_OPTION
from goenvctl.cli.terminal import Terminal
from goenvctl.cli.types import Choice
from goenvctl.cli.verbs import HELP, SECTIONS, SHORT
from goenvctl.errors import InvalidInput
from goenvctl.language import LANGUAGES, tr

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem


class GlobalOption(click.Option):
    """An option that every command takes, before or after its name."""

    def __init__(self, *names: str, field: str, help: str, value: bool = True) -> None:
        def remember(context: click.Context, _param: click.Parameter, given: bool) -> None:
            if given and not context.resilient_parsing:
                setattr(terminal_of(context), field, value)

        super().__init__(list(names), is_flag=True, expose_value=False, callback=remember, help=help)


class LanguageOption(click.Option):
    """`--lang`: cli/language.py reads it before the line is parsed, and tells the line's faults in it."""


EVERYWHERE = (GlobalOption, LanguageOption)  # every command takes them


def global_options() -> list[click.Parameter]:
    return [
        GlobalOption("--json", field="json", help="Answer in JSON."),
        GlobalOption("--quiet", "-q", field="quiet", help="Errors and answers only."),
        GlobalOption("--verbose", "-v", field="verbose", help="Say more."),
        GlobalOption("--no-color", field="color", value=False, help="No colour (also NO_COLOR)."),
        GlobalOption("--yes", "-y", field="yes", help="Do not ask."),
        LanguageOption(
            [LANGUAGE_OPTION],
            type=Choice(LANGUAGES),
            expose_value=False,
            help="The language (also GOENVCTL_LANG, language in config.toml, the locale).",
        ),
    ]


def help_option() -> click.Option:
    """click's own would look for a catalogue of click first, for 2 ms."""

    def show(context: click.Context, _param: click.Parameter, given: bool) -> None:
        if given and not context.resilient_parsing:
            terminal_of(context).raw(context.get_help())
            context.exit()

    return click.Option(["-h", "--help"], is_flag=True, is_eager=True, expose_value=False, callback=show)


class Spoken(click.Command):
    """What has its help in the language spoken."""

    own_help_option: click.Option | None = None

    def get_help(self, ctx: click.Context) -> str:
        return _help(ctx)

    def get_help_option(self, ctx: click.Context) -> click.Option:
        self.own_help_option = self.own_help_option or help_option()
        return self.own_help_option


class Command(Spoken):
    """A verb."""

    allow_extra_args = True  # said in our own words, below

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # click's own signature
        self.params += global_options()

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        try:
            rest = super().parse_args(ctx, args)
        except click.BadOptionUsage as exc:  # click's parser does not tell whose option it is
            exc.ctx = ctx
            raise
        if rest and not ctx.resilient_parsing:
            from goenvctl.cli.usage import TooManyArguments

            raise TooManyArguments(rest, ctx)
        return rest


class Group(Spoken, click.Group):
    """A verb with verbs under it."""

    command_class = Command

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.params += global_options()

    def list_commands(self, ctx: click.Context) -> list[str]:
        return [name for name, command in self.commands.items() if not command.hidden]

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if self.get_command(ctx, args[0]) is None and not ctx.resilient_parsing:
            from goenvctl.cli.usage import NoSuchVerb

            raise NoSuchVerb(args[0], self.list_commands(ctx), ctx)
        return super().resolve_command(ctx, args)

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem[str]]:
        from goenvctl.cli.offers import verbs

        return [*verbs(self, ctx, incomplete), *click.Command.shell_complete(self, ctx, incomplete)]


class App(Group):
    """goenvctl itself: its verbs are loaded one at a time."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return [verb for _, verbs in SECTIONS for verb in verbs]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        verb = SHORT.get(cmd_name, cmd_name)
        if verb not in HELP:
            return None
        command = getattr(import_module(f"goenvctl.cli.{verb}"), f"{verb}_command")
        assert isinstance(command, click.Command)
        return command


def terminal_of(context: click.Context) -> Terminal:
    """The run's one Terminal."""
    terminal: Terminal = context.find_root().ensure_object(Terminal)
    return terminal


def _help(context: click.Context) -> str:
    from goenvctl.cli.helptext import help_text

    return help_text(context)


def _show_version(context: click.Context, _param: click.Parameter, given: bool) -> None:
    if given and not context.resilient_parsing:
        from importlib.metadata import version

        terminal_of(context).raw(f"goenvctl {version('goenvctl')}")
        context.exit()


def _show_front(context: click.Context) -> None:
    """Without a verb: how things stand, and what one would do next."""
    if context.invoked_subcommand:
        return
    terminal = terminal_of(context)
    if terminal.json:
        raise InvalidInput("usage", tr("which command?"), tr("goenvctl --help shows them"))
    from goenvctl.cli.front import show_front

    show_front(terminal)


app = App(
    name="goenvctl",
    help="Decide from where Go fetches its modules, and take it back.",
    callback=click.pass_context(_show_front),
    invoke_without_command=True,
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
