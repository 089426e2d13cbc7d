"""dotenv: a .env file, in the words that all its readers understand alike.

They are `set -a; . ./.env` of a shell, docker compose (compose-go), python-dotenv, and dotenv of
Node. Between single quotes they agree, but python-dotenv takes `\\\\` and `\\'` for escapes there and
expands `${`, and Node knows no escape. So what holds an apostrophe stands between double quotes,
where it must not hold what any of them expands; what fits neither cannot be said.
"""

from __future__ import annotations

from collections.abc import Mapping

from goenvctl.language import tr
from goenvctl.syntax.base import CannotSay, sayable


class DotEnv:
    """NAME='VALUE'."""

    name = "dotenv"

    def render(self, values: Mapping[str, str]) -> str:
        return "\n".join(f"{name}={_quoted(name, sayable(name, value))}" for name, value in values.items())


def _quoted(name: str, value: str) -> str:
    if "${" in value:
        raise CannotSay(tr("{name} holds `${{`, which some readers of .env files expand", name=name))
    if "'" not in value:
        if "\\\\" in value or value.endswith("\\"):
            raise CannotSay(
                tr("{name} holds backslashes that readers of .env files read differently", name=name)
            )
        return f"'{value}'"
    if any(letter in value for letter in '"$`\\'):
        raise CannotSay(tr("{name} holds quotes that readers of .env files read differently", name=name))
    return f'"{value}"'
