"""An editor that the desktop starts: no shell stands between it and the session.

What pam_env(8) and environment.d(5) say holds. ~/.profile and its like are read by some display
managers and not by others: what they would set is a doubt.
"""

from __future__ import annotations

import os
from collections.abc import Iterable

from goenvctl.host import Host
from goenvctl.startup.all_shells import SHELLS
from goenvctl.startup.assignment import Assignment, Found, Fresh
from goenvctl.startup.fresh import fresh_base
from goenvctl.startup.posix import sh_commands
from goenvctl.startup.reading import read_startup
from goenvctl.startup.session_files import read_environment_d, read_pam_env
from goenvctl.startup.started import start_shell

XSESSION = (".xprofile", ".xsessionrc")  # ~/.profile aside


def desktop_environ(host: Host, names: Iterable[str], etc: str = "/etc", lib: str = "/usr/lib") -> Fresh:
    """What a program started from the desktop has of `names`; `doubts` depend on the display manager."""
    wanted = tuple(names)
    base = fresh_base(host, etc)
    pam = f"{etc}/environment"
    files = [pam] if read_startup(host, pam)[0] is not None else []
    found = {
        line.name: Found(line.value, pam, line.number)
        for line in read_pam_env(host, pam)
        if line.name in wanted
    }
    values = dict(base)
    for path in _environment_d(host, base.get("HOME", ""), base.get("XDG_CONFIG_HOME", ""), etc, lib):
        files.append(path)
        for line in read_environment_d(host, path, lambda name: values.get(name, "")):
            values[line.name] = line.value
            if line.name in wanted:
                found[line.name] = Found(line.value, path, line.number)
    perhaps = _session_scripts(host, wanted, values, etc)
    doubts = [*perhaps.doubts]
    for name, other in perhaps.variables.items():
        if other.path and other.value != values.get(name):
            doubts.append(Assignment(name, other.value, other.path, other.line, "", "export", False))
    read = (*files, *(path for path in perhaps.files if path not in files))
    known = {name: found[name] for name in sorted(found) if found[name].value}
    return Fresh(known, tuple(doubts), read, perhaps.unread)


def _environment_d(host: Host, home: str, config: str, etc: str, lib: str) -> list[str]:
    """The files by name, whatever their folder; of one name the user's hides the system's."""
    own = os.path.join(config or os.path.join(home, ".config"), "environment.d")
    by_name: dict[str, str] = {}
    for folder in (own, f"{etc}/environment.d", "/run/environment.d", f"{lib}/environment.d"):
        for name in sorted(os.listdir(folder)) if os.path.isdir(folder) else ():
            if name.endswith(".conf"):
                by_name.setdefault(name, os.path.join(folder, name))
    return [by_name[name] for name in sorted(by_name)]


def _session_scripts(host: Host, names: tuple[str, ...], base: dict[str, str], etc: str) -> Fresh:
    home = base.get("HOME", "")
    profiles = SHELLS["sh"].files(host, "login_script", base, etc)
    others = (os.path.join(home, name) for name in XSESSION)
    return start_shell(
        host, sh_commands, "login_script", names, base, (*profiles, *filter(os.path.exists, others)), {}
    )
