"""fish: a file of our own in conf.d."""

from __future__ import annotations

import os

from goenvctl.host import Host
from goenvctl.syntax.fish import Fish as FishSyntax
from goenvctl.targets.managed import Managed


class Fish(Managed):
    """config.fish is read after conf.d, and is the user's."""

    name = "fish"
    shell = "fish"
    syntax = FishSyntax()
    advice = "source {path}"

    def paths(self, host: Host) -> tuple[str, ...]:
        return (os.path.join(host.config_home, "fish", "conf.d", "goenvctl.fish"),)
