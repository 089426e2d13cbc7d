"""zsh: the file that every zsh reads."""

from __future__ import annotations

import os

from goenvctl.host import Host
from goenvctl.syntax.posix import Posix
from goenvctl.targets.managed import Managed


class Zsh(Managed):
    """.zshenv, in ZDOTDIR where that is set before zsh starts.

    Many set ZDOTDIR in ~/.zshenv itself: that one is then the file read, though ZDOTDIR is exported here.
    """

    name = "zsh"
    shell = "zsh"
    syntax = Posix()
    advice = ". {path}"

    def paths(self, host: Host) -> tuple[str, ...]:
        first = os.path.join(host.home, ".zshenv")
        folder = host.environ.get("ZDOTDIR", "")
        if not os.path.isabs(folder) or b"ZDOTDIR=" in (host.peek(first) or b""):
            return (first,)
        return (os.path.join(folder, ".zshenv"),)
