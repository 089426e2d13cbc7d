"""sh, bash, dash, zsh, and the .envrc of direnv."""

from __future__ import annotations

from string import ascii_letters, digits

from goenvctl.syntax.base import hash_comment, sayable

BARE = frozenset(ascii_letters + digits + "-_./:,@")  # not `=`: zsh expands a word that begins with it


class Posix:
    """Between single quotes everything stands for itself; an apostrophe leaves them for a moment."""

    name = "sh"

    def assign(self, name: str, value: str) -> str:
        return f"export {name}={_quoted(sayable(name, value))}"

    def read(self, line: str) -> tuple[str, str]:
        name, _, word = line.removeprefix("export ").partition("=")
        return name, word[1:-1].replace(r"'\''", "'") if word.startswith("'") else word

    def comment(self, text: str) -> str:
        return hash_comment(text)


def _quoted(value: str) -> str:
    if value and BARE.issuperset(value):
        return value
    return "'" + value.replace("'", r"'\''") + "'"
