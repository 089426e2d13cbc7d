"""PowerShell, Windows PowerShell too."""

from __future__ import annotations

import re
from itertools import groupby

from goenvctl.syntax.base import hash_comment, sayable


class PowerShell:
    """Between single quotes everything stands for itself; an apostrophe is doubled.

    The line is ASCII. Windows PowerShell reads a file without a mark, and a pipe, in the code page of
    the machine, and typographic quotes (and bytes that look like one in that page) end a string too.
    So other characters are named by their UTF-16 codes.
    """

    name = "powershell"

    def assign(self, name: str, value: str) -> str:
        return f"$env:{name} = {_expression(sayable(name, value))}"

    def read(self, line: str) -> tuple[str, str]:
        name, _, expression = line.removeprefix("$env:").partition(" = ")
        return name, _value(expression)

    def comment(self, text: str) -> str:
        return hash_comment(text.encode("ascii", "replace").decode())


def _expression(value: str) -> str:
    """A string literal, or a sum of literals and characters that begins with one."""
    terms: list[str] = []
    for is_ascii, letters in groupby(value, str.isascii):
        text = "".join(letters)
        if is_ascii:
            terms.append("'" + text.replace("'", "''") + "'")
        else:
            terms += [f"[char]0x{unit:04X}" for unit in _utf16(text)]
    if not value[:1].isascii() or not value:
        terms.insert(0, "''")
    return " + ".join(terms)


def _utf16(text: str) -> list[int]:
    data = text.encode("utf-16-be")
    return [int.from_bytes(data[at : at + 2]) for at in range(0, len(data), 2)]


def _value(expression: str) -> str:
    terms = re.findall(r"'((?:[^']|'')*)'|\[char\]0x([0-9A-F]{4})", expression)
    parts = (
        text.replace("''", "'").encode("utf-16-be") if not code else bytes.fromhex(code)
        for text, code in terms
    )
    return b"".join(parts).decode("utf-16-be")
