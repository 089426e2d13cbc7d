"""What other switchers and installers left in the files of this user, and what it still does."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from goenvctl.doctor.examined import Examined
from goenvctl.doctor.finding import INFO, WARNING, Finding
from goenvctl.go.variables import VARIABLES
from goenvctl.language import tr
from goenvctl.targets.block import START

_NAMES = "|".join(VARIABLES)
_OPENS = re.compile(rb"#\s*>>>\s*(.+?)\s*>>>")
_CLOSES = re.compile(rb"#\s*<<<")
_SETS = re.compile(rf"(?<![\w.])(?:{_NAMES})\s*=|\bset\s+-\S+\s+(?:{_NAMES})\s".encode())
_RUNS = re.compile(rf"\bgo\s+env\s+-[wu]\s.*?({_NAMES})".encode())


class Switcher(NamedTuple):
    """A tool that chooses the Go, and how it is started."""

    name: str
    line: re.Pattern[bytes]


SWITCHERS = (
    Switcher("g", re.compile(rb"\.g/env\b|\bG_MIRROR=|/\.g/go\b|stefanmaric/g\b")),
    Switcher("gvm", re.compile(rb"\.gvm/scripts/gvm\b")),
    Switcher("goenv", re.compile(rb"\bgoenv init\b")),
    Switcher("goup", re.compile(rb"\.goup?/(?:env|bin|current)\b|\.go/env\b")),
    Switcher("gobrew", re.compile(rb"\.gobrew/")),
    Switcher("asdf", re.compile(rb"plugins/golang/set-env")),
)


def blocks(examined: Examined) -> Iterator[Finding]:
    for path, number, line, owner in _lines(examined):
        if owner and _SETS.search(line):
            message = tr(
                "a block of {owner} sets one of Go's variables here, and may be written anew by it",
                owner=owner,
            )
            remedy = tr("take the block out with {owner}", owner=owner)
            yield Finding("foreign-block", WARNING, message, remedy, path, number)


def writers(examined: Examined) -> Iterator[Finding]:
    """A `go env -w` in a startup file undoes every `use` at the next terminal."""
    for path, number, line, _ in _lines(examined):
        if found := _RUNS.search(line):
            message = tr(
                "every new shell that comes by here writes {name} into Go's env file", name=found[1].decode()
            )
            yield Finding("env-writer", WARNING, message, tr("take that line out"), path, number)


def switchers(examined: Examined) -> Iterator[Finding]:
    seen: set[str] = set()
    for path, number, line, _ in _lines(examined):
        for switcher in SWITCHERS:
            if switcher.name not in seen and switcher.line.search(line):
                seen.add(switcher.name)
                message = tr(
                    "{switcher} chooses the Go here; goenvctl chooses its mirrors, the two do not meet",
                    switcher=switcher.name,
                )
                yield Finding("switcher", INFO, message, "", path, number)


def _lines(examined: Examined) -> Iterator[tuple[str, int, bytes, str]]:
    """Path, number and text of each line that is no comment, and whose block holds it; none of ours."""
    for path, data in examined.rc_files.items():
        owner = b""
        for number, line in enumerate(data.split(b"\n"), 1):
            if found := _OPENS.search(line):
                owner = found[1]
            elif _CLOSES.search(line):
                owner = b""
            elif not line.lstrip().startswith(b"#") and b">>> %s >>>" % owner not in START:
                yield path, number, line, owner.decode("utf-8", "replace")
