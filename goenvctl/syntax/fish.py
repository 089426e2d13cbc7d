"""fish, 3 and 4."""

from __future__ import annotations

import re

from goenvctl.syntax.base import hash_comment, sayable


class Fish:
    r"""Between single quotes only `\\` and `\'` are escapes."""

    name = "fish"

    def assign(self, name: str, value: str) -> str:
        quoted = sayable(name, value).replace("\\", r"\\").replace("'", r"\'")
        return f"set -gx {name} '{quoted}'"

    def read(self, line: str) -> tuple[str, str]:
        name, _, word = line.removeprefix("set -gx ").partition(" ")
        return name, re.sub(r"\\(.)", r"\1", word[1:-1])

    def comment(self, text: str) -> str:
        return hash_comment(text)
