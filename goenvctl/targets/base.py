"""What a target works with, and how it says no."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from goenvctl.go.installation import Installation
from goenvctl.host import Host

Changes = Mapping[str, str | None]  # new value by variable, None to unset


class Workshop(NamedTuple):
    """What a target may use while it makes a text: the machine, its Go, a private folder for copies."""

    host: Host
    go: Installation | None
    folder: str


class Rendered(NamedTuple):
    """The new text, and a remark where it was not made the usual way."""

    data: bytes
    remark: str = ""


class Unfit(Exception):
    """The text is none that the target can change (UTF-16, broken JSON); the message says why."""
