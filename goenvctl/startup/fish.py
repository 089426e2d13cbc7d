"""fish (fish(1), Configuration): snippets, the configuration, and the variables it keeps itself."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from goenvctl.host import Host
from goenvctl.startup.assignment import Found, Fresh
from goenvctl.startup.mention import reached
from goenvctl.startup.present import present
from goenvctl.startup.reading import is_named, read_startup
from goenvctl.startup.scene import Scene, is_interactive, is_login

if TYPE_CHECKING:
    from goenvctl.startup.language.variables import Variable

_KEPT = re.compile(r"SETUVAR ((?:--\w+ )*)([A-Za-z0-9_]+):(.*)")
_CODE = re.compile(r"\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([\\nrteab]))")
_CONTROLS = {"n": "\n", "r": "\r", "t": "\t", "e": "\x1b", "a": "\a", "b": "\b", "\\": "\\"}


class Fish:
    name = "fish"

    def files(
        self, host: Host, scene: Scene, environ: Mapping[str, str] | None = None, etc: str = "/etc"
    ) -> tuple[str, ...]:
        """A snippet hides those of the same name in folders that come later, even where it is not read."""
        base = host.environ if environ is None else environ
        own = _config(base)
        folders = [f"{own}/conf.d", f"{etc}/fish/conf.d", *_vendors(base)]
        found: dict[str, str] = {}
        for folder in folders:
            for name in _listed(folder):
                found.setdefault(name, os.path.join(folder, name))
        return present((*found.values(), f"{etc}/fish/config.fish", f"{own}/config.fish"))

    def start(
        self, host: Host, scene: Scene, names: Iterable[str], base: Mapping[str, str], etc: str = "/etc"
    ) -> Fresh:
        wanted = tuple(names)
        files = self.files(host, scene, base, etc)
        kept = f"{_config(base)}/fish_variables"
        text, _ = read_startup(host, kept)
        found = reached(host, files, wanted, base)
        if not found.names_any and not is_named(text or "", wanted):
            known = {name: Found(base[name]) for name in wanted if name in base}
            return Fresh(known, (), found.files, found.unread)
        from goenvctl.startup.fish_language.commands import FishCommands
        from goenvctl.startup.language.conditions import Facts
        from goenvctl.startup.language.variables import Variables
        from goenvctl.startup.language.walk import Walk

        own: dict[str, str | None] = dict.fromkeys(
            name for name in ("SHLVL", "PWD", "version", "hostname", "FISH_VERSION") if name not in base
        )
        variables = Variables(base, own, wanted, ("version", "FISH_VERSION", "hostname"))
        commands = FishCommands(_universal(text or "", kept))
        walk = Walk(host, commands, variables, Facts(is_interactive(scene), is_login(scene)))
        for path in files:
            walk.read(path)
        read = (*walk.files, *((kept,) if text is not None else ()))
        doubts = tuple(
            doubt
            for name in sorted(variables.doubts)
            for doubt in variables.doubts[name]
            if name in variables.names
        )
        return Fresh(commands.exported(variables), doubts, read, tuple(walk.unread))


def _config(base: Mapping[str, str]) -> str:
    return os.path.join(base.get("XDG_CONFIG_HOME") or os.path.join(base.get("HOME", ""), ".config"), "fish")


def _vendors(base: Mapping[str, str]) -> list[str]:
    """Where packages put snippets: under the user's data folder, then under those of the system."""
    data = base.get("XDG_DATA_HOME") or os.path.join(base.get("HOME", ""), ".local/share")
    dirs = [folder for folder in base.get("XDG_DATA_DIRS", "").split(":") if folder]
    folders = [data, *(dirs or ["/usr/share"]), "/usr/share"]
    return list(dict.fromkeys(os.path.join(folder, "fish/vendor_conf.d") for folder in folders))


def _listed(folder: str) -> list[str]:
    try:
        return sorted(
            name for name in os.listdir(folder) if name.endswith(".fish") and not name.startswith(".")
        )
    except OSError:
        return []


def _universal(text: str, path: str) -> dict[str, Variable]:
    """The variables of `set -U`, as fish writes them to its own file."""
    from goenvctl.startup.language.variables import Place, Variable

    found = {}
    for number, line in enumerate(text.split("\n"), 1):
        if kept := _KEPT.fullmatch(line):
            value = _CODE.sub(_decoded, kept[3]).replace("\x1e", " ")
            place = Place(path, number, line.strip())
            found[kept[2]] = Variable(
                value.replace("\x1d", ""), "--export" in kept[1], place, is_set=value != "\x1d"
            )
    return found


def _decoded(code: re.Match[str]) -> str:
    number = code[1] or code[2] or code[3]
    return chr(int(number, 16)) if number else _CONTROLS[code[4]]
