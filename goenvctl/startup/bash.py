"""bash (bash(1), INVOCATION), with /etc/bash.bashrc where the system has one, as Debian and Arch do."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from goenvctl.host import Host
from goenvctl.startup.assignment import Fresh
from goenvctl.startup.posix import named_file
from goenvctl.startup.present import first_readable, present
from goenvctl.startup.scene import Scene, is_interactive, is_login
from goenvctl.startup.started import start_shell

if TYPE_CHECKING:
    from goenvctl.startup.language.dialect import Dialect

_PROFILES = (".bash_profile", ".bash_login", ".profile")  # the first that can be read hides the others
_SOLID = ("BASH_VERSION", "BASH", "HOSTNAME", "HOSTTYPE", "OSTYPE", "MACHTYPE", "UID", "EUID", "PPID", "PWD")
_OWN = (
    *_SOLID,
    "SHLVL",
    "RANDOM",
    "SECONDS",
    "LINENO",
    "BASHOPTS",
    "SHELLOPTS",
    "GROUPS",
    "OLDPWD",
    "TERM",
    "IFS",
)


class Bash:
    name = "bash"

    def files(
        self, host: Host, scene: Scene, environ: Mapping[str, str] | None = None, etc: str = "/etc"
    ) -> tuple[str, ...]:
        base = host.environ if environ is None else environ
        home = base.get("HOME", "")
        found: tuple[str, ...] = ()
        if is_login(scene):
            profiles = first_readable(os.path.join(home, name) for name in _PROFILES)
            found = (*present([f"{etc}/profile"]), *profiles)
        elif is_interactive(scene):
            found = present([f"{etc}/bash.bashrc", os.path.join(home, ".bashrc")])
        if not is_interactive(scene):
            found += present([self._bash_env(host, scene, base, found)])
        return found

    def start(
        self, host: Host, scene: Scene, names: Iterable[str], base: Mapping[str, str], etc: str = "/etc"
    ) -> Fresh:
        return self._start(host, scene, names, base, self.files(host, scene, base, etc))

    def _start(
        self, host: Host, scene: Scene, names: Iterable[str], base: Mapping[str, str], files: tuple[str, ...]
    ) -> Fresh:
        own: dict[str, str | None] = {name: None for name in _OWN if name not in base}
        own["BASH"] = host.which("bash") or "/bin/bash"
        kept = dict(base)
        kept.pop("PS1", None)
        if is_interactive(scene):
            own["PS1"] = None
        return start_shell(
            host, bash_commands, scene, names, kept, files, own, (*_SOLID, "PS1") if "PS1" in own else _SOLID
        )

    def _bash_env(self, host: Host, scene: Scene, base: Mapping[str, str], files: tuple[str, ...]) -> str:
        """The file that $BASH_ENV names, which a profile may have set: `bash -lc` reads it too."""
        early = self._start(host, scene, ("BASH_ENV",), base, files)
        return named_file(early.variables["BASH_ENV"].value if "BASH_ENV" in early.variables else "", base)


def bash_commands() -> Dialect:
    from goenvctl.startup.posix_language.commands import PosixCommands

    return PosixCommands("bash")
