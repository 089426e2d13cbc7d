"""Go's output parted into messages: each from its first column to the next."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from goenvctl.go.complaint.foreign import is_progress, own_lines
from goenvctl.go.complaint.text import LONG, read_lines

_DOWNLOADING = re.compile(r"^go: downloading (\S+) (v[^\s:]+)")


class Message(NamedTuple):
    """One complaint: its lines, and the module whose download was announced last before it, or empty."""

    text: str
    announced: str = ""


class Output(NamedTuple):
    """The complaints in order; `made_progress`: go said that it was downloading."""

    messages: tuple[Message, ...]
    made_progress: bool


def read_output(text: str) -> Output:
    """What go complained of in its output, standard error or a log; nothing that others chose.

    A complaint stands once, however often it was repeated. One is not longer than LONG: what follows is taken
    for another.
    """
    messages: dict[str, Message] = {}
    made_progress = False
    for message in _parted(own_lines(read_lines(text))):
        if message.text:
            messages.setdefault(message.text, message)
        else:
            made_progress = True
    return Output(tuple(messages.values()), made_progress)


def _parted(lines: Iterable[str]) -> Iterator[Message]:
    """The complaints; one without text for a line of progress."""
    parts: list[str] = []
    size, announced, before = 0, "", ""
    for line in lines:
        if found := _DOWNLOADING.match(line):
            announced = f"{found[1]}@{found[2]}"
        if is_progress(line):
            yield Message("")
        elif parts and line[:1].isspace() and size + len(line) < LONG:
            if line.strip():
                parts.append(line)
                size += len(line) + 1
        elif line.strip():
            if parts:
                yield Message("\n".join(parts), before)
            parts, size, before = [line], len(line), announced
    if parts:
        yield Message("\n".join(parts), before)
