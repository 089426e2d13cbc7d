"""xonsh: a file of our own in rc.d."""

from __future__ import annotations

import os

from goenvctl.host import Host
from goenvctl.syntax.xonsh import Xonsh as XonshSyntax
from goenvctl.targets.managed import Managed


class Xonsh(Managed):
    """~/.xonshrc is read after rc.d, and is the user's."""

    name = "xonsh"
    shell = "xonsh"
    syntax = XonshSyntax()
    advice = "source {path}"

    def paths(self, host: Host) -> tuple[str, ...]:
        return (os.path.join(host.config_home, "xonsh", "rc.d", "goenvctl.xsh"),)
