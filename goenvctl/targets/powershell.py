"""PowerShell: the profile of all its hosts. Not tried in a real one."""

from __future__ import annotations

import os

from goenvctl.host import Host
from goenvctl.syntax.powershell import PowerShell as PowerShellSyntax
from goenvctl.targets.managed import Managed


class PowerShell(Managed):
    """`$PROFILE.CurrentUserAllHosts` of PowerShell 6 and later."""

    name = "powershell"
    shell = "powershell"
    syntax = PowerShellSyntax()
    advice = ". {path}"

    def paths(self, host: Host) -> tuple[str, ...]:
        if host.platform == "win32":
            return (os.path.join(host.home, "Documents", "PowerShell", "profile.ps1"),)
        return (os.path.join(host.config_home, "powershell", "profile.ps1"),)
