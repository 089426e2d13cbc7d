"""What is wrong with a command line, in a sentence: click's exceptions by their fields, not their words."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches

import click

from goenvctl.language import tr, trn


class NoSuchVerb(click.UsageError):
    """A word stands where a command's name is wanted; `known` are the names there are."""

    def __init__(self, name: str, known: Sequence[str], context: click.Context) -> None:
        super().__init__(name, context)
        self.name, self.known = name, known


class TooManyArguments(click.UsageError):
    """Words are left over."""

    def __init__(self, words: Sequence[str], context: click.Context) -> None:
        super().__init__(" ".join(words), context)
        self.words = words


def sentence(exc: click.ClickException) -> str:
    """One line, without a full stop at its end."""
    return " ".join(_said(exc).split()).rstrip(".。")


def _said(exc: click.ClickException) -> str:
    match exc:
        case NoSuchVerb():
            return _no_such_verb(exc)
        case TooManyArguments():
            return trn(
                "Got unexpected extra argument ({words})",
                "Got unexpected extra arguments ({words})",
                len(exc.words),
                words=" ".join(exc.words),
            )
        case click.NoSuchOption():
            return _no_such_option(exc)
        case click.MissingParameter():
            return _missing(exc)
        case click.BadParameter():
            return tr("Invalid value for {name}: {reason}", name=_named(exc), reason=exc.message)
        case click.BadOptionUsage():
            return _misused(exc)
    return exc.format_message()


def _no_such_verb(exc: NoSuchVerb) -> str:
    close = get_close_matches(exc.name, exc.known, n=1)
    if close:
        return tr("no command {name}; did you mean {close}?", name=repr(exc.name), close=close[0])
    path = exc.ctx.command_path if exc.ctx else "goenvctl"
    return tr("no command {name}; {help} shows them", name=repr(exc.name), help=f"{path} --help")


def _no_such_option(exc: click.NoSuchOption) -> str:
    name, close = repr(exc.option_name), exc.possibilities
    if not close:
        return tr("No such option {name}", name=name)
    return tr("No such option {name}; did you mean {close}?", name=name, close=", ".join(sorted(close)))


def _missing(exc: click.MissingParameter) -> str:
    choices = getattr(exc.param.type, "choices", ()) if exc.param else ()
    if isinstance(exc.param, click.Option):
        said = tr("Missing option {name}", name=_named(exc))
    else:
        said = tr("Missing argument {name}", name=_named(exc))
    return f"{said} ({', '.join(choices)})" if choices else said


def _named(exc: click.BadParameter) -> str:
    hint = exc.param_hint
    if hint is None and exc.param is not None and exc.ctx is not None:
        hint = exc.param.get_error_hint(exc.ctx)
    return hint if isinstance(hint, str) else " / ".join(map(repr, hint or ()))


def _misused(exc: click.BadOptionUsage) -> str:
    params = exc.ctx.command.params if exc.ctx else []
    is_flag = any(
        isinstance(param, click.Option) and exc.option_name in param.opts and param.is_flag
        for param in params
    )
    if is_flag:
        return tr("Option {name} does not take a value", name=repr(exc.option_name))
    return tr("Option {name} requires an argument", name=repr(exc.option_name))
