"""direnv: the .envrc of a project."""

from __future__ import annotations

import os

from goenvctl.host import Host
from goenvctl.syntax.posix import Posix
from goenvctl.targets.managed import Managed

FILE = ".envrc"


class Direnv(Managed):
    """The nearest .envrc upwards, for a new one below would hide it; else one here.

    An edit revokes `direnv allow`. To allow it again is for the user: that is what it asks.
    """

    name = "direnv"
    syntax = Posix()
    advice = "direnv allow {path}"

    def paths(self, host: Host) -> tuple[str, ...]:
        folder = host.cwd
        while not os.path.exists(os.path.join(folder, FILE)):
            parent = os.path.dirname(folder)
            if parent == folder:
                return (os.path.join(host.cwd, FILE),)
            folder = parent
        return (os.path.join(folder, FILE),)
