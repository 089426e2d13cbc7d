"""zsh (zsh(1), STARTUP/SHUTDOWN FILES): those of the system and those in $ZDOTDIR, in turns."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from goenvctl.host import Host
from goenvctl.startup.assignment import Fresh
from goenvctl.startup.present import present
from goenvctl.startup.scene import Scene, is_interactive, is_login
from goenvctl.startup.started import start_shell

if TYPE_CHECKING:
    from goenvctl.startup.language.dialect import Dialect

_SOLID = ("ZSH_VERSION", "ZSH_NAME", "HOST", "OSTYPE", "MACHTYPE", "UID", "EUID", "PPID", "PWD")
_OWN = (
    *_SOLID,
    "SHLVL",
    "RANDOM",
    "SECONDS",
    "LINENO",
    "OLDPWD",
    "TERM",
    "IFS",
    "TTY",
    "LOGNAME",
    "USERNAME",
)


class Zsh:
    name = "zsh"

    def files(
        self, host: Host, scene: Scene, environ: Mapping[str, str] | None = None, etc: str = "/etc"
    ) -> tuple[str, ...]:
        base = host.environ if environ is None else environ
        system = f"{etc}/zsh" if os.path.isdir(f"{etc}/zsh") else etc
        folder = base.get("ZDOTDIR") or base.get("HOME", "")
        found = [f"{system}/zshenv", os.path.join(folder, ".zshenv")]
        early = present(found)
        folder = self._moved(host, scene, base, early) or folder
        if is_login(scene):
            found += [f"{system}/zprofile", os.path.join(folder, ".zprofile")]
        if is_interactive(scene):
            found += [f"{system}/zshrc", os.path.join(folder, ".zshrc")]
        if is_login(scene):
            found += [f"{system}/zlogin", os.path.join(folder, ".zlogin")]
        return present(found)

    def start(
        self, host: Host, scene: Scene, names: Iterable[str], base: Mapping[str, str], etc: str = "/etc"
    ) -> Fresh:
        return self._start(host, scene, names, base, self.files(host, scene, base, etc))

    def _start(
        self, host: Host, scene: Scene, names: Iterable[str], base: Mapping[str, str], files: tuple[str, ...]
    ) -> Fresh:
        own: dict[str, str | None] = {name: None for name in _OWN if name not in base}
        solid: tuple[str, ...] = _SOLID
        if is_interactive(scene):
            own["PS1"] = None
            solid = (*_SOLID, "PS1")
        return start_shell(host, zsh_commands, scene, names, base, files, own, solid)

    def _moved(self, host: Host, scene: Scene, base: Mapping[str, str], files: tuple[str, ...]) -> str:
        """Where a .zshenv says that the other files are. An unexported ZDOTDIR counts as well."""
        early = self._start(host, scene, ("ZDOTDIR",), {"ZDOTDIR": "", **base}, files)
        return early.variables["ZDOTDIR"].value if "ZDOTDIR" in early.variables else ""


def zsh_commands() -> Dialect:
    from goenvctl.startup.posix_language.commands import PosixCommands

    return PosixCommands("zsh")
