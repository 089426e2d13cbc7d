"""Single lines of somebody's file that `doctor --fix` has put out of force, with a mark that tells so.

A "variable" of this target is the line itself, as it stood.
"""

from __future__ import annotations

from collections.abc import Mapping

from goenvctl.host import Host
from goenvctl.language import N_
from goenvctl.targets.base import Changes, Rendered, Workshop

MARK = "# goenvctl: "
OUT = N_("commented out")


class Commented:
    """Nobody chooses it: `doctor` does, and `undo` needs to know it."""

    name = "line"
    shell = ""
    is_shared = True
    advice = ""
    blank = b""

    def paths(self, _host: Host) -> tuple[str, ...]:
        return ()

    def values(self, data: bytes | None) -> dict[str, str]:
        lines = (line.removesuffix("\r") for line in _lines(data))
        return {line.removeprefix(MARK): OUT for line in lines if line.startswith(MARK)}

    def render(self, _workshop: Workshop, data: bytes | None, changes: Changes) -> Rendered:
        text = [_changed(line, changes) for line in _lines(data)]
        return Rendered("\n".join(text).encode("utf-8", "surrogateescape"))

    def mended(self, data: bytes) -> bytes:
        return data

    def lines(self, values: Mapping[str, str]) -> list[str]:
        return [MARK + line for line in values]


def _lines(data: bytes | None) -> list[str]:
    return (data or b"").decode("utf-8", "surrogateescape").split("\n")


def _changed(line: str, changes: Changes) -> str:
    text = line.removesuffix("\r")
    if changes.get(text):
        return MARK + line
    inner = text.removeprefix(MARK)
    if text.startswith(MARK) and inner in changes and changes[inner] is None:
        return line.removeprefix(MARK)
    return line
