"""What every shell can tell. Apart, for a Protocol costs 0.7 ms and only mypy needs it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Protocol

from goenvctl.host import Host
from goenvctl.startup.assignment import Fresh
from goenvctl.startup.scene import Scene


class Shell(Protocol):
    """One shell. `environ` is the environment it starts in, the host's own where None; `etc` is for tests."""

    name: str

    def files(
        self, host: Host, scene: Scene, environ: Mapping[str, str] | None = None, etc: str = "/etc"
    ) -> tuple[str, ...]:
        """The startup files that are there, in the order it reads them; not those they source."""

    def start(
        self, host: Host, scene: Scene, names: Iterable[str], base: Mapping[str, str], etc: str = "/etc"
    ) -> Fresh:
        """What it exports of `names` once it has read them and what they source."""
