"""PowerShell (about_Profiles): the same files in every scene; all hosts first, then the console's own."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping

from goenvctl.host import Host
from goenvctl.startup.assignment import Fresh
from goenvctl.startup.plain_lines import Syntax, read_plain
from goenvctl.startup.present import present
from goenvctl.startup.scene import Scene
from goenvctl.syntax.powershell import PowerShell as PowerShellQuoting

_NAMES = ("profile.ps1", "Microsoft.PowerShell_profile.ps1")


class PowerShell:
    """Known by its own name and by that of its program."""

    def __init__(self, name: str) -> None:
        self.name = name

    def files(
        self, host: Host, scene: Scene, environ: Mapping[str, str] | None = None, etc: str = "/etc"
    ) -> tuple[str, ...]:
        base = host.environ if environ is None else environ
        if host.platform == "win32":
            home = os.path.join(base.get("USERPROFILE", ""), "Documents", "PowerShell")
        else:
            config = base.get("XDG_CONFIG_HOME") or os.path.join(base.get("HOME", ""), ".config")
            home = os.path.join(config, "powershell")
        program = host.which("pwsh")
        folders = [os.path.dirname(os.path.realpath(program))] if program else []
        return present(os.path.join(folder, name) for folder in (*folders, home) for name in _NAMES)

    def start(
        self, host: Host, scene: Scene, names: Iterable[str], base: Mapping[str, str], etc: str = "/etc"
    ) -> Fresh:
        syntax = Syntax(
            quoting=PowerShellQuoting(),
            sets=re.compile(r"(?i:\$\{?env:)(?P<name>\w+)\}?\s*=\s*(?P<value>[^#;]*?)\s*;?\s*(?:#.*)?"),
            unsets=re.compile(r"(?i:remove-item)\s+(?i:env:)[\\/]?(?P<name>\w+)"),
            sources=re.compile(r"\.\s+(?P<path>\S+)"),
        )
        return read_plain(host, syntax, self.files(host, scene, base, etc), names, base)
