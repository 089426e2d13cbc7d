"""xonsh."""

from __future__ import annotations

from goenvctl.syntax.base import hash_comment, sayable


class Xonsh:
    """A literal of Python, in ASCII."""

    name = "xonsh"

    def assign(self, name: str, value: str) -> str:
        return f"${name} = {sayable(name, value)!a}"

    def read(self, line: str) -> tuple[str, str]:
        from ast import literal_eval

        name, _, word = line.removeprefix("$").partition(" = ")
        return name, str(literal_eval(word))

    def comment(self, text: str) -> str:
        return hash_comment(text)
