"""Nushell."""

from __future__ import annotations

import re

from goenvctl.syntax.base import hash_comment, sayable


class Nu:
    """One `$env.NAME = "…"` a line."""

    name = "nu"

    def assign(self, name: str, value: str) -> str:
        return f"$env.{name} = {quoted(sayable(name, value))}"

    def read(self, line: str) -> tuple[str, str]:
        name, _, word = line.removeprefix("$env.").partition(" = ")
        return name, re.sub(r"\\(.)", r"\1", word[1:-1])

    def comment(self, text: str) -> str:
        return hash_comment(text)


def quoted(value: str) -> str:
    r"""A string, of NUON too: between double quotes `\` escapes and `$` stands for itself."""
    return '"' + value.replace("\\", r"\\").replace('"', r"\"") + '"'
