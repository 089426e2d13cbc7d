"""What every target can do. Apart from base.py, for a Protocol costs 0.7 ms and only mypy needs it."""

from __future__ import annotations

from typing import Protocol

from goenvctl.targets.base import Changes, Rendered, Workshop


class Target(Protocol):
    """One kind of place."""

    name: str

    def values(self, data: bytes | None) -> dict[str, str]:
        """The variables that the text sets."""

    def render(self, workshop: Workshop, data: bytes | None, changes: Changes) -> Rendered:
        """The text after the changes; foreign lines keep their bytes."""
