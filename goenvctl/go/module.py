"""Module paths: which are well formed, how a mirror's address spells them, which a go.mod names.

Source: golang.org/x/mod/module (CheckPath, EscapePath, EscapeVersion) and x/mod/modfile.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from goenvctl.language import tr

_FILE_MARKS = frozenset("0123456789!#$%&()+,-.=@[]^_{}~ ")  # that stand in names of files beside letters
_ELEMENT = re.compile(r"[A-Za-z0-9\-._~]+")
_FIRST = re.compile(r"[a-z0-9.][a-z0-9.\-]*")
_MAJOR = re.compile(r"/v([0-9.]+)$")
_GOPKG = re.compile(r"gopkg\.in/.*\.v(?:0|[1-9][0-9]*(?:-unstable)?|0?-unstable)$")
_UPPER = re.compile("[A-Z]")
_ESCAPED = re.compile("!([a-z])")
_RESERVED = re.compile(r"(?i)con|prn|aux|nul|com[1-9]|lpt[1-9]")  # names of devices on Windows
_SHORT_NAME = re.compile(r"~[0-9]+$")


class ModulePathError(ValueError):
    """The path or version is none that Go would ask for."""


class Requirement(NamedTuple):
    """A module that a go.mod names, with the line (from 1) where it stands."""

    path: str
    line: int


class Statement(NamedTuple):
    """One line of a go.mod: `verb` is `require`, `replace` …, `words` what follows it, without comments."""

    line: int
    verb: str
    words: tuple[str, ...]


def check_path(path: str) -> None:
    """Raise ModulePathError unless module.CheckPath accepts the path."""
    first = path.partition("/")[0]
    for element in path.split("/"):
        _check_element(element)
    if "." not in first:
        raise ModulePathError(tr("missing dot in first path element"))
    if not _FIRST.fullmatch(first):
        raise ModulePathError(tr("invalid character in first path element"))
    if path.startswith("gopkg.in/"):
        if not _GOPKG.match(path):
            raise ModulePathError(tr("invalid version"))
    elif (major := _MAJOR.search(path)) and ("." in major[1] or major[1].startswith("0") or major[1] == "1"):
        raise ModulePathError(tr("invalid version"))


def check_file_path(path: str) -> None:
    """Raise ModulePathError unless module.CheckFilePath takes it for a file of a module."""
    for element in path.split("/"):
        if not element:
            raise ModulePathError(tr("empty path element"))
        if element.endswith("."):  # `.` and `..` among them
            raise ModulePathError(tr("trailing dot in path element"))
        if not all(char in _FILE_MARKS or char.isalpha() for char in element):
            raise ModulePathError(tr("invalid character"))
        if _RESERVED.fullmatch(element.partition(".")[0]):
            raise ModulePathError(tr("a name that Windows reserves"))


def escape_path(path: str) -> str:
    """The path as it stands in a mirror's address: `!` and lower case for each capital."""
    check_path(path)
    return _escape(path)


def escape_version(version: str) -> str:
    """The version likewise. Raises ModulePathError where module.EscapeVersion does."""
    if version.endswith(".") or _RESERVED.fullmatch(version.partition(".")[0]):
        raise ModulePathError(tr("disallowed version string"))
    if not version or not version.isascii() or re.search(r"[!/\\:*?\"<>|'`;\x00-\x1f\x7f]", version):
        raise ModulePathError(tr("disallowed version string"))
    return _escape(version)


def unescape(text: str) -> str:
    """The inverse of both. Raises ModulePathError where x/mod's unescapeString fails."""
    if _UPPER.search(text) or not text.isascii() or "!" in _ESCAPED.sub("", text):
        raise ModulePathError(tr("invalid escaped text"))
    return _ESCAPED.sub(lambda match: match[1].upper(), text)


def declared_path(gomod: str) -> str:
    """The path that a go.mod declares (modfile.ModulePath), or empty."""
    for line in gomod.split("\n"):
        words = _words(line)
        if len(words) == 2 and words[0] == "module":
            return words[1]
    return ""


def required_modules(gomod: str) -> list[Requirement]:
    """The modules under `module`, `require` and `replace … =>` of a go.mod; odd lines are passed over."""
    return [
        Requirement(path, statement.line)
        for statement in statements(gomod)
        for path in _named(statement.verb, statement.words)
    ]


def statements(text: str) -> Iterator[Statement]:
    """The statements of a go.mod or go.work, those within parentheses one by one."""
    block = ""
    for number, line in enumerate(text.split("\n"), 1):
        words = _words(line)
        if not words:
            continue
        if words[0] == ")":
            block = ""
        elif len(words) > 1 and words[1] == "(":
            block = words[0] if words[-1] != ")" else ""
        else:
            verb, rest = (block, words) if block else (words[0], words[1:])
            yield Statement(number, verb, tuple(rest))


def _words(line: str) -> list[str]:
    """The tokens of a line (modfile/read.go): quoted texts are one, parentheses stand alone, comments go."""
    tokens = re.findall(r"""//.*|"(?:\\.|[^"\\])*"|`[^`]*`|[()]|(?:(?!//)[^\s()"`])+""", line, re.DOTALL)
    comment = next((at for at, token in enumerate(tokens) if token.startswith("//")), len(tokens))
    return [token.strip('"`') for token in tokens[:comment]]


def _named(verb: str, words: Sequence[str]) -> Sequence[str]:
    if verb in ("module", "require") and words:
        return words[:1]
    if verb == "replace" and "=>" in words:
        target = words[words.index("=>") + 1 :]
        return target[:1] if len(target) == 2 else []  # one word is a directory
    return []


def _check_element(element: str) -> None:
    if not element:
        raise ModulePathError(tr("empty path element"))
    if element.startswith(".") or element.endswith("."):
        raise ModulePathError(tr("leading or trailing dot in path element"))
    if not _ELEMENT.fullmatch(element):
        raise ModulePathError(tr("invalid character"))
    short = element.partition(".")[0]
    if _RESERVED.fullmatch(short):
        raise ModulePathError(tr("a name that Windows reserves"))
    if _SHORT_NAME.search(short):
        raise ModulePathError(tr("trailing tilde and digits in path element"))


def _escape(text: str) -> str:
    return _UPPER.sub(lambda match: "!" + match[0].lower(), text)
