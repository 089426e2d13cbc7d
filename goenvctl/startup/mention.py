"""A quick look, without a parser: do the files, and those they source, name a variable at all?"""

from __future__ import annotations

import glob
import os
import re
from collections.abc import Iterable, Mapping
from itertools import pairwise
from typing import NamedTuple

from goenvctl.host import Host
from goenvctl.startup.assignment import Unread
from goenvctl.startup.outside import spoken_of
from goenvctl.startup.reading import is_named, read_startup

MAX_FILES = 300
LIBRARY_SIZE = 16_384  # a sourced file of that size is taken for one: only what it names counts
_SETTERS = frozenset("export typeset declare readonly integer float unset".split())
_PARAMETER = re.compile(r"\$(?:\{([A-Za-z_][A-Za-z0-9_]*)\}|([A-Za-z_][A-Za-z0-9_]*))")


class Reached(NamedTuple):
    """`names_any` is true also where a line sources what only a closer look can tell."""

    names_any: bool
    files: tuple[str, ...] = ()
    unread: tuple[Unread, ...] = ()


def reached(
    host: Host, files: tuple[str, ...], names: tuple[str, ...], environ: Mapping[str, str]
) -> Reached:
    """Every file that may be read, as far as paths are plain; ends at the first that names a variable."""
    todo = list(files)
    seen: list[str] = []
    unread: list[Unread] = []
    while todo and len(seen) < MAX_FILES:
        path = todo.pop(0)
        if path in seen:
            continue
        text, why = read_startup(host, path)
        if why:
            unread.append(Unread(path, why))
        if text is None:
            continue
        if why or is_named(text, names):
            return Reached(True)
        seen.append(path)
        if (path in files or len(text) <= LIBRARY_SIZE) and _sets_unnamed(text, names):
            return Reached(True)
        for plain in _sourced(text, environ):
            if plain is None:
                return Reached(True)
            todo += sorted(glob.glob(plain)) if "*" in plain else [plain]
    return Reached(bool(todo), tuple(seen), tuple(unread))


def _sets_unnamed(text: str, names: tuple[str, ...]) -> bool:
    """Is there a line that may set a variable without its name (outside.py)?"""
    lines = text.replace("\\\n", " ").split("\n")
    return any(_is_unnamed(line, names) for line in lines if not line.lstrip().startswith("#"))


def _is_unnamed(line: str, names: tuple[str, ...]) -> bool:
    words = line.split()
    for index, word in enumerate(words):
        behind = words[index + 1 :]
        match word.lstrip("\\({;&|\"'`$"):
            case "eval":
                return _is_evaluated(" ".join(behind), names)
            case "source" | "." if (behind[:1] and "<(" in behind[0]) or (index and words[index - 1] == "|"):
                return _is_evaluated(line, names)
            case "set":
                first = next((word for word in behind if not word.startswith("-")), "")
                if not first.startswith("$-") and ("$" in first or "(" in first):
                    return True
            case command if command in _SETTERS:
                if any("$" in name or "`" in name for name in (word.partition("=")[0] for word in behind)):
                    return True
    return False


def _is_evaluated(code: str, names: tuple[str, ...]) -> bool:
    """Does what is evaluated matter? Text in variables does, and output that goes on in later lines."""
    has_output = "(" in code or "`" in code
    return bool(spoken_of(code, names)) or (
        "$" in code if not has_output else code.count("(") > code.count(")")
    )


def _sourced(text: str, environ: Mapping[str, str]) -> Iterable[str | None]:
    """The absolute paths behind `.` and `source`, or None for one that needs a closer look."""
    if ". " not in text and "source" not in text and ".\t" not in text:
        return
    known = {**environ, "ZDOTDIR": environ.get("ZDOTDIR") or environ.get("HOME", "")}
    for line in text.split("\n"):
        words = _without_remark(line.split())
        if not words:
            continue
        _note(words, known)
        for command, word in pairwise(words):
            if command.lstrip("\\({;&|") in (".", "source") and not word.startswith(
                ("#", "-", "&", "|", ";", ")")
            ):
                plain = _plain(word.rstrip(";)&|"), known)
                if plain != "":
                    yield plain


def _without_remark(words: list[str]) -> list[str]:
    for index, word in enumerate(words):
        if word.startswith("#"):
            before = " ".join(words[:index])
            if before.count("'") % 2 == 0 and before.count('"') % 2 == 0:
                return words[:index]
    return words


def _note(words: list[str], known: dict[str, str]) -> None:
    """Remember `NAME=VALUE` and the first word of `for NAME in WORD`, so that a path made of them is told."""
    if words[0] in ("for", "foreach") and words[2:3] == ["in"]:
        names = [(words[1], word.rstrip(";")) for word in words[3:4]]
        if len(words) > 4 and not words[3].endswith(";") and words[4] not in ("do", ";"):
            names = [(words[1], "$")]
    else:
        names = [
            (name, value.rstrip(";"))
            for name, sign, value in (word.partition("=") for word in words[:2])
            if sign
        ]
    for name, value in names:
        if name.isidentifier():
            known[name] = _plain(value, known) or "$"


def _plain(word: str, known: Mapping[str, str]) -> str | None:
    """The absolute path that a word means, empty where it is none to follow, None where it cannot be told."""
    if word.startswith("<("):
        return ""
    word = word.replace('"', "").replace("'", "")
    if word.startswith("~/"):
        word = known.get("HOME", "") + word[1:]
    word = word.replace("${XDG_CONFIG_HOME:-$HOME/.config}", known.get("XDG_CONFIG_HOME") or "$HOME/.config")
    word = word.replace("${ZDOTDIR:-$HOME}", "$ZDOTDIR").replace("${ZDOTDIR:-~}", "$ZDOTDIR")
    word = _PARAMETER.sub(lambda found: known.get(found[1] or found[2], "$"), word)
    if "$" in word or "`" in word or "{" in word:
        return None
    return word if os.path.isabs(word) and not word.startswith(("/dev/", "/proc/")) else None
