"""The types of options and arguments whose faults are said in the language spoken."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import click

from goenvctl.language import tr

if TYPE_CHECKING:
    _Int = click.ParamType[int]
    _Float = click.ParamType[float]
else:  # before click 8.4 it takes no parameter
    _Int = _Float = click.ParamType

_SECONDS = {"h": 3600.0, "d": 86400.0, "w": 604800.0}


class Choice(click.Choice[str]):
    """One of some words."""

    def __init__(self, choices: Iterable[str]) -> None:
        super().__init__(list(choices))

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> str:
        if value not in self.choices:
            known = ", ".join(map(repr, self.choices))
            self.fail(tr("{value} is not one of {choices}.", value=repr(value), choices=known), param, ctx)
        return str(value)


class Number(_Int):
    """A whole number, from `least` to `most` where they are given."""

    name = "integer"

    def __init__(self, least: int | None = None, most: int | None = None) -> None:
        self._least, self._most = least, most

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> int:
        try:
            number = int(str(value))
        except ValueError:
            self.fail(tr("{value} is not a valid integer.", value=repr(value)), param, ctx)
        if (self._least is not None and number < self._least) or (
            self._most is not None and number > self._most
        ):
            said = tr(
                "{value} is not from {least} to {most}", value=number, least=self._least, most=self._most
            )
            self.fail(said, param, ctx)
        return number


class Period(_Float):
    """`12h`, `7d`, `4w` as seconds."""

    name = "period"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> float:
        if isinstance(value, float):
            return value
        import re

        found = re.fullmatch(r"([1-9][0-9]{0,3})([hdw])", str(value))
        if not found:
            self.fail(tr("{value} is no period; write 12h, 7d or 4w", value=repr(value)), param, ctx)
        return int(found[1]) * _SECONDS[found[2]]
