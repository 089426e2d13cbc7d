"""The environment of a shell, or of a program of the desktop, that is started anew."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping

from goenvctl.host import Host
from goenvctl.startup.all_shells import SHELLS
from goenvctl.startup.assignment import Assignment as Assignment
from goenvctl.startup.assignment import Found, Fresh
from goenvctl.startup.assignment import Unread as Unread
from goenvctl.startup.scene import Scene
from goenvctl.startup.session_files import read_pam_env

OF_ONE_SESSION = ("XDG_S", "XDG_V", "XDG_CURRENT_")
INHERITED = (
    "HOME",
    "USER",
    "LOGNAME",
    "SHELL",
    "PATH",
    "LANG",
)  # what a login has, as the present one has it


def fresh_environ(
    host: Host,
    shell_name: str,
    scene: Scene,
    names: Iterable[str],
    base: Mapping[str, str],
    etc: str = "/etc",
) -> Fresh:
    """What a fresh `shell_name` exports of `names`, when started with `base` as its environment.

    A shell that is not in SHELLS leaves `base` as it is, and no file is said to be read.
    """
    shell = SHELLS.get(shell_name)
    if shell is None:
        return Fresh({name: Found(base[name]) for name in names if name in base})
    return shell.start(host, scene, tuple(names), base, etc)


def fresh_base(host: Host, etc: str = "/etc") -> dict[str, str]:
    """The environment a new login starts with, as far as files tell.

    Who and where one is, as it is here; then the lines of /etc/environment (pam_env), the only ones
    that may set a variable of Go's.
    """
    base = {
        name: value
        for name, value in host.environ.items()
        if name in INHERITED or (name.startswith("XDG_") and not name.startswith(OF_ONE_SESSION))
    }
    base.setdefault("HOME", host.home)
    for line in read_pam_env(host, f"{etc}/environment"):
        if line.value:
            base[line.name] = line.value
        else:
            base.pop(line.name, None)
    return base


def login_shell(host: Host) -> str:
    """The name of the user's shell: of $SHELL where known here, else of the password file, else `sh`."""
    named = _name_of(host.environ.get("SHELL", ""))
    if named in SHELLS:
        return named
    try:
        import pwd

        named = _name_of(pwd.getpwuid(os.getuid()).pw_shell)
    except (ImportError, KeyError, AttributeError):
        named = ""
    return named if named in SHELLS else "sh"


def _name_of(path: str) -> str:
    return os.path.basename(path).removesuffix(".exe").lstrip("-")
