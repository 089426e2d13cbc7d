"""The visible table of syntaxes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goenvctl.syntax.fish import Fish
from goenvctl.syntax.nu import Nu
from goenvctl.syntax.posix import Posix
from goenvctl.syntax.powershell import PowerShell
from goenvctl.syntax.xonsh import Xonsh

if TYPE_CHECKING:
    from goenvctl.syntax.syntax import Syntax

SYNTAXES: dict[str, Syntax] = {
    syntax.name: syntax for syntax in (Posix(), Fish(), PowerShell(), Nu(), Xonsh())
}
