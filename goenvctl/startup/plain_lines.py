"""Shells whose language is not gone through: plain lines count, others that name a variable are doubts."""

from __future__ import annotations

import contextlib
import os
import re
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, NamedTuple

from goenvctl.host import Host
from goenvctl.startup.assignment import Assignment, Found, Fresh, Unread
from goenvctl.startup.reading import is_named, read_startup

if TYPE_CHECKING:
    from goenvctl.syntax.syntax import Syntax as Quoting

MAX_FILES = 100
_STRINGS = re.compile(r"'[^']*'|\"(?:[^\"\\]|\\.)*\"|#.*")


class Syntax(NamedTuple):
    """Patterns for whole lines: `sets` has groups `name` and `value`, `unsets` `name`, `sources` `path`.

    What `quoting` would write is read back by it, whatever is in the value.
    """

    quoting: Quoting
    sets: re.Pattern[str]
    unsets: re.Pattern[str]
    sources: re.Pattern[str]


def read_plain(
    host: Host, syntax: Syntax, files: Iterable[str], names: Iterable[str], base: Mapping[str, str]
) -> Fresh:
    """What the files set, line by line. One that is indented, or in brackets, is not sure to be reached."""
    reader = _Reader(host, syntax, frozenset(names), base)
    for path in files:
        reader.read(path)
    doubts = (doubt for name in sorted(reader.doubts) for doubt in reader.doubts[name])
    found = {name: reader.found[name] for name in sorted(reader.found)}
    return Fresh(found, tuple(doubts), tuple(reader.files), tuple(reader.unread))


class _Reader:
    def __init__(self, host: Host, syntax: Syntax, names: frozenset[str], base: Mapping[str, str]) -> None:
        self.host = host
        self.syntax = syntax
        self.names = names
        self.home = base.get("HOME", "")
        self.found = {name: Found(base[name]) for name in names if name in base}
        self.doubts: dict[str, list[Assignment]] = {}
        self.files: list[str] = []
        self.unread: list[Unread] = []

    def read(self, path: str) -> None:
        if path in self.files or len(self.files) >= MAX_FILES:
            return
        text, why = read_startup(self.host, path)
        if why:
            self.unread.append(Unread(path, why))
        if text is None or why:
            return
        self.files.append(path)
        if not is_named(text, self.names) and "source" not in text and "\n. " not in text:
            return
        depth = 0
        for number, line in enumerate(text.replace("\r\n", "\n").removeprefix("\ufeff").split("\n"), 1):
            if line.lstrip().startswith("#"):
                continue
            is_sure = depth == 0 and not line[:1].isspace()
            self._line(path, number, line.strip(), is_sure=is_sure)
            bare = _STRINGS.sub("", line)
            depth += sum(bare.count(char) for char in "{[(") - sum(bare.count(char) for char in "}])")

    def _line(self, path: str, number: int, line: str, *, is_sure: bool) -> None:
        if found := self.syntax.sources.fullmatch(line):
            self._source(found["path"].strip("'\""), path, number, is_sure=is_sure)
            return
        unset = self.syntax.unsets.fullmatch(line)
        if unset and unset["name"] in self.names and is_sure:
            self.found.pop(unset["name"], None)
            self.doubts.pop(unset["name"], None)
            return
        set_ = self.syntax.sets.fullmatch(line)
        ours = self._as_we_write(line)
        for name in sorted(self.names):
            if not re.search(rf"(?<!\w){name}(?!\w)", line):
                continue
            value = _plain_value(set_["value"]) if set_ and set_["name"] == name else None
            value = ours[1] if ours and ours[0] == name else value
            if is_sure and value is not None:
                self.found[name] = Found(value, path, number)
                self.doubts.pop(name, None)
                continue
            kind = "unset" if unset else "export"
            certain = is_sure and bool(set_)
            doubt = Assignment(name, value, path, number, line, kind, certain, value is not None)
            self.doubts.setdefault(name, []).append(doubt)

    def _as_we_write(self, line: str) -> tuple[str, str] | None:
        with contextlib.suppress(ValueError, SyntaxError):  # what is no line of ours may be anything
            name, value = self.syntax.quoting.read(line)
            if self.syntax.quoting.assign(name, value) == line:
                return name, value
        return None

    def _source(self, named: str, by: str, number: int, *, is_sure: bool) -> None:
        path = self.home + named[1:] if named.startswith("~/") else named
        if not is_sure or not os.path.isabs(path) or "$" in path:
            self.unread.append(Unread(path, "which file it is can only be told by running it", by, number))
        else:
            self.read(path)


def _plain_value(text: str) -> str | None:
    """The inside of a quoted string without escapes and expansions."""
    quote, inside = text[:1], text[1:-1]
    if len(text) < 2 or quote not in ("'", '"') or text[-1] != quote or quote in inside:
        return None
    return inside if quote == "'" and "\\" not in inside else None if re.search(r"[\\$`]", inside) else inside
