"""sh and dash: /etc/profile and ~/.profile at a login, then $ENV where interactive (dash(1), INVOCATION)."""

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


class Posix:
    """`sh` is taken for what Debian has; bash under that name reads the same files."""

    def __init__(self, name: str) -> None:
        self.name = name

    def files(
        self, host: Host, scene: Scene, environ: Mapping[str, str] | None = None, etc: str = "/etc"
    ) -> tuple[str, ...]:
        base = host.environ if environ is None else environ
        found: tuple[str, ...] = ()
        if is_login(scene):
            found = (f"{etc}/profile", os.path.join(base.get("HOME", ""), ".profile"))
        found = present(found)
        if is_interactive(scene):
            found += present([self._env(host, scene, base, found)])
        return found

    def start(
        self, host: Host, scene: Scene, names: Iterable[str], base: Mapping[str, str], etc: str = "/etc"
    ) -> Fresh:
        files = self.files(host, scene, base, etc)
        return start_shell(host, sh_commands, scene, names, base, files, {"PS1": "$ "})

    def _env(self, host: Host, scene: Scene, base: Mapping[str, str], files: tuple[str, ...]) -> str:
        """The file that $ENV names, which a profile may have set."""
        early = start_shell(host, sh_commands, scene, ("ENV",), base, files, {"PS1": "$ "})
        named = early.variables["ENV"].value if "ENV" in early.variables else ""
        return named_file(named, base)


def named_file(named: str, base: Mapping[str, str]) -> str:
    """The absolute path that a value of ENV or BASH_ENV means, or empty."""
    home = base.get("HOME", "")
    path = named.replace("${HOME}", home).replace("$HOME", home)
    if path.startswith("~/"):
        path = home + path[1:]
    return path if os.path.isabs(path) else ""


def sh_commands() -> Dialect:
    from goenvctl.startup.posix_language.commands import PosixCommands

    return PosixCommands("sh")
