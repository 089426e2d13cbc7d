"""docker and github: NAME=VALUE to the end of the line, no quoting at all."""

from __future__ import annotations

from collections.abc import Mapping

from goenvctl.syntax.base import sayable


class Raw:
    """For `docker run --env-file`, and to be added to the file that $GITHUB_ENV names.

    The runner of GitHub takes `NAME<<END` for the start of a longer text, but never behind a `=`
    (actions/runner, FileCommandManager.cs).
    """

    def __init__(self, name: str) -> None:
        self.name = name

    def render(self, values: Mapping[str, str]) -> str:
        return "\n".join(f"{name}={sayable(name, value)}" for name, value in values.items())
