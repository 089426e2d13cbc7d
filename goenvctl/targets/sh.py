"""sh: what a login of any POSIX shell reads."""

from __future__ import annotations

import os

from goenvctl.host import Host
from goenvctl.syntax.posix import Posix
from goenvctl.targets.managed import Managed


class Sh(Managed):
    """~/.profile."""

    name = "sh"
    shell = "sh"
    syntax = Posix()
    advice = ". {path}"

    def paths(self, host: Host) -> tuple[str, ...]:
        return (os.path.join(host.home, ".profile"),)
