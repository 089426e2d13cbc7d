"""Go's output parted into messages: each from its first column to the next."""

from __future__ import annotations

import re
from typing import NamedTuple

from goenvctl.go.complaint.foreign import is_progress, own_lines
from goenvctl.go.complaint.text import read_lines

LONG = 1 << 13  # characters: no complaint of go's is longer; what follows is taken for another
_DOWNLOADING = re.compile(r"^go: downloading (\S+) (v\S+)")


class Message(NamedTuple):
    """One complaint: its lines, and the module whose download was announced last before it, or empty."""

    text: str
    announced: str = ""


class Output(NamedTuple):
    """The complaints in order; `made_progress`: go said that it was downloading."""

    messages: tuple[Message, ...]
    made_progress: bool


def read_output(text: str) -> Output:
    """What go complained of in its output, standard error or a log; nothing that others chose."""
    messages: list[Message] = []
    announced, made_progress = "", False
    for whole in own_lines(read_lines(text)):
        if is_progress(whole):
            made_progress = True
            found = _DOWNLOADING.match(whole)
            announced = f"{found[1]}@{found[2]}" if found else announced
            continue
        for line in _pieces(whole):
            if not line.strip():
                continue
            if messages and line[0].isspace() and len(messages[-1].text) + len(line) < LONG:
                messages[-1] = messages[-1]._replace(text=f"{messages[-1].text}\n{line}")
            else:
                messages.append(Message(line, announced))
    return Output(tuple(messages), made_progress)


def _pieces(line: str) -> list[str]:
    return [line[at : at + LONG] for at in range(0, len(line), LONG)]
