"""Nushell (nushell.sh/book/configuration): a script reads nothing unless it is a login."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping

from goenvctl.host import Host
from goenvctl.startup.assignment import Fresh
from goenvctl.startup.plain_lines import Syntax, read_plain
from goenvctl.startup.present import present
from goenvctl.startup.scene import Scene, is_interactive, is_login
from goenvctl.syntax.nu import Nu as NuQuoting


class Nu:
    name = "nu"

    def files(
        self, host: Host, scene: Scene, environ: Mapping[str, str] | None = None, etc: str = "/etc"
    ) -> tuple[str, ...]:
        base = host.environ if environ is None else environ
        home = base.get("HOME", "")
        default = "Library/Application Support" if host.platform == "darwin" else ".config"
        folder = os.path.join(base.get("XDG_CONFIG_HOME") or os.path.join(home, default), "nushell")
        if scene == "script":
            return ()
        found = [f"{folder}/env.nu", f"{folder}/config.nu"]
        if is_interactive(scene):
            autoload = os.path.join(folder, "autoload")
            names = sorted(os.listdir(autoload)) if os.path.isdir(autoload) else []
            found += [os.path.join(autoload, name) for name in names if name.endswith(".nu")]
        if is_login(scene):
            found.append(f"{folder}/login.nu")
        return present(found)

    def start(
        self, host: Host, scene: Scene, names: Iterable[str], base: Mapping[str, str], etc: str = "/etc"
    ) -> Fresh:
        syntax = Syntax(
            quoting=NuQuoting(),
            sets=re.compile(r"\$env\.(?P<name>\w+)\s*=\s*(?P<value>[^#;]*?)\s*;?\s*(?:#.*)?"),
            unsets=re.compile(r"hide-env\s+(?:-i\s+)?(?P<name>\w+)"),
            sources=re.compile(r"source(?:-env)?\s+(?P<path>\S+)"),
        )
        return read_plain(host, syntax, self.files(host, scene, base, etc), names, base)
