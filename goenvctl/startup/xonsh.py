"""xonsh (xon.sh/xonshrc): the system's and the user's files, ~/.xonshrc only where interactive."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping

from goenvctl.host import Host
from goenvctl.startup.assignment import Fresh
from goenvctl.startup.plain_lines import Syntax, read_plain
from goenvctl.startup.present import present
from goenvctl.startup.scene import Scene, is_interactive
from goenvctl.syntax.xonsh import Xonsh as XonshQuoting


class Xonsh:
    name = "xonsh"

    def files(
        self, host: Host, scene: Scene, environ: Mapping[str, str] | None = None, etc: str = "/etc"
    ) -> tuple[str, ...]:
        base = host.environ if environ is None else environ
        home = base.get("HOME", "")
        folder = os.path.join(base.get("XDG_CONFIG_HOME") or os.path.join(home, ".config"), "xonsh")
        found = [f"{etc}/xonsh/xonshrc", f"{folder}/rc.xsh"]
        if is_interactive(scene):
            found.append(os.path.join(home, ".xonshrc"))
        for snippets in (f"{etc}/xonsh/rc.d", f"{folder}/rc.d"):
            names = sorted(os.listdir(snippets)) if os.path.isdir(snippets) else []
            found += [os.path.join(snippets, name) for name in names if name.endswith((".xsh", ".py"))]
        return present(found)

    def start(
        self, host: Host, scene: Scene, names: Iterable[str], base: Mapping[str, str], etc: str = "/etc"
    ) -> Fresh:
        syntax = Syntax(
            quoting=XonshQuoting(),
            sets=re.compile(r"\$(?P<name>\w+)\s*=\s*(?P<value>[^#;]*?)\s*(?:#.*)?"),
            unsets=re.compile(r"del\s+\$(?P<name>\w+)"),
            sources=re.compile(r"source\s+(?P<path>\S+)"),
        )
        return read_plain(host, syntax, self.files(host, scene, base, etc), names, base)
