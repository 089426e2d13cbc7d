"""Nushell."""

from __future__ import annotations

import os

from goenvctl.host import Host
from goenvctl.syntax.nu import Nu as NuSyntax
from goenvctl.targets.managed import Managed


class Nu(Managed):
    """config.nu, which terminals and logins read; `nu -c` reads no file at all."""

    name = "nu"
    shell = "nu"
    syntax = NuSyntax()
    advice = "source {path}"

    def paths(self, host: Host) -> tuple[str, ...]:
        folder = host.config_home
        if host.platform == "darwin" and not host.environ.get("XDG_CONFIG_HOME"):
            folder = os.path.join(host.home, "Library", "Application Support")
        elif host.platform == "win32":
            folder = host.environ.get("APPDATA") or folder
        return (os.path.join(folder, "nushell", "config.nu"),)
