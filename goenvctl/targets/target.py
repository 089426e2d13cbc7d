"""What every target can do. Apart from base.py, for a Protocol costs 0.7 ms and only mypy needs it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from goenvctl.host import Host
from goenvctl.targets.base import Changes, Rendered, Workshop


class Target(Protocol):
    """One kind of place.

    `shell` is the shell that reads it when it starts, or empty. `is_shared`: other values of
    Go's variables may stand in it, and are not ours. `advice` is what brings a written file
    `{path}` into force here, or empty. `blank` is a text that nobody has anything in.
    """

    name: str
    shell: str
    is_shared: bool
    advice: str
    blank: bytes

    def paths(self, host: Host) -> tuple[str, ...]:
        """The files, absolute, in which the values have to stand; there may be none yet."""

    def values(self, data: bytes | None) -> dict[str, str]:
        """The variables that the text sets. Raises Damaged or Unfit."""

    def render(self, workshop: Workshop, data: bytes | None, changes: Changes) -> Rendered:
        """The text after the changes; foreign lines keep their bytes. Raises Damaged, Unfit or CannotSay."""

    def mended(self, data: bytes) -> bytes:
        """The text without the remains of a damaged block, for who insists."""

    def lines(self, values: Mapping[str, str]) -> list[str]:
        """What a person would write into the file."""
