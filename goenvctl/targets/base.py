"""What every target can do."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple, Protocol

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


class Target(Protocol):
    """One kind of place."""

    name: str

    def values(self, data: bytes | None) -> dict[str, str]:
        """The variables that the text sets."""

    def render(self, workshop: Workshop, data: bytes | None, changes: Changes) -> Rendered:
        """The text after the changes; foreign lines keep their bytes."""
