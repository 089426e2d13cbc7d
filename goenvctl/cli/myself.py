"""How goenvctl is to be typed here: by its name where PATH has it, else as it was typed."""

from __future__ import annotations

import os
import re
import shlex

from goenvctl.cli.verbs import HELP

NAME = "goenvctl"
_COMMAND = re.compile(rf"(?<![\w/.-]){NAME} (?=[a-z]+\b|-)")


def as_typed(text: str, argv0: str, path: str) -> str:
    """The text with every command line of ours as it has to be typed in this terminal."""
    if f"{NAME} " not in text or os.path.basename(argv0) != NAME or _is_on(path):
        return text

    typed_name = shlex.quote(argv0)

    def typed(found: re.Match[str]) -> str:
        word = text[found.end() :].partition(" ")[0]
        return f"{typed_name} " if word.strip(";,.)") in HELP or word.startswith("-") else found[0]

    return _COMMAND.sub(typed, text)


def _is_on(path: str) -> bool:
    return any(os.access(os.path.join(folder, NAME), os.X_OK) for folder in path.split(os.pathsep) if folder)
