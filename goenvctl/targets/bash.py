"""bash: the file of new terminals, and the one of logins."""

from __future__ import annotations

import os

from goenvctl.host import Host
from goenvctl.syntax.posix import Posix
from goenvctl.targets.managed import Managed

LOGIN = (".bash_profile", ".bash_login", ".profile")  # bash(1), INVOCATION: the first one there is


class Bash(Managed):
    """~/.bashrc is not read by logins, and their file need not read it.

    Where there is no file for logins it becomes .profile: a new .bash_profile would hide one.
    """

    name = "bash"
    shell = "bash"
    syntax = Posix()
    advice = ". {path}"

    def paths(self, host: Host) -> tuple[str, ...]:
        logins = (os.path.join(host.home, name) for name in LOGIN)
        login = next(filter(os.path.exists, logins), os.path.join(host.home, LOGIN[-1]))
        return (os.path.join(host.home, ".bashrc"), login)
