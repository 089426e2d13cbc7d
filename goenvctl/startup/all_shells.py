"""The visible table of shells."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goenvctl.startup.bash import Bash
from goenvctl.startup.fish import Fish
from goenvctl.startup.nu import Nu
from goenvctl.startup.posix import Posix
from goenvctl.startup.powershell import PowerShell
from goenvctl.startup.xonsh import Xonsh
from goenvctl.startup.zsh import Zsh

if TYPE_CHECKING:
    from goenvctl.startup.shell import Shell

_ALL: tuple[Shell, ...] = (
    Posix("sh"),
    Posix("dash"),
    Bash(),
    Zsh(),
    Fish(),
    Nu(),
    Xonsh(),
    PowerShell("powershell"),
    PowerShell("pwsh"),
)
SHELLS = {shell.name: shell for shell in _ALL}
