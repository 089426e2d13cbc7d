"""The visible table of targets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goenvctl.targets.bash import Bash
from goenvctl.targets.commented import Commented
from goenvctl.targets.direnv import Direnv
from goenvctl.targets.fish import Fish
from goenvctl.targets.goenv import GoEnv
from goenvctl.targets.nu import Nu
from goenvctl.targets.powershell import PowerShell
from goenvctl.targets.sh import Sh
from goenvctl.targets.vscode import VsCode, VsCodeWorkspace
from goenvctl.targets.xonsh import Xonsh
from goenvctl.targets.zsh import Zsh

if TYPE_CHECKING:
    from goenvctl.targets.target import Target

DEFAULT = "go-env"
TARGETS: dict[str, Target] = {
    target.name: target
    for target in (
        GoEnv(),
        Sh(),
        Bash(),
        Zsh(),
        Fish(),
        PowerShell(),
        Nu(),
        Xonsh(),
        Direnv(),
        VsCode(),
        VsCodeWorkspace(),
        Commented(),
    )
}
CHOICES = tuple(name for name in TARGETS if name != Commented.name)  # what `--to` takes
