"""What Go would use for each variable, from where, and what loses: computed without running Go.

Source: cmd/go/internal/cfg/cfg.go (Getenv, EnvFile, initEnvCache). Order: a non-empty
variable of the environment, the user's env file (an empty value there counts), the
go.env of GOROOT, the built-in default; GONOPROXY and GONOSUMDB copy GOPRIVATE when empty.
"""

from __future__ import annotations

import os.path
from collections.abc import Mapping
from typing import NamedTuple

from goenvctl.go import envfile
from goenvctl.go.variables import VARIABLES, is_known
from goenvctl.go.version import Version
from goenvctl.language import N_, tr


class Origin(NamedTuple):
    """`kind` is environment, user_env_file, goroot, default or derived; `line` counts from 1, or None."""

    kind: str
    path: str = ""
    line: int | None = None


class Value(NamedTuple):
    """A value and where it stands."""

    value: str
    origin: Origin


class Setting(NamedTuple):
    """A variable with its effective value, its origin, and the values that lose, nearest first."""

    name: str
    value: str
    origin: Origin
    shadowed: tuple[Value, ...]


class EnvFile(NamedTuple):
    """Where the user's env file is: `path` is empty where Go reads none, and `reason` says why."""

    path: str
    reason: str = ""


class Sources(NamedTuple):
    """All that Go looks at. `goroot` and `version` are empty and None where no Go was found."""

    environ: Mapping[str, str]
    env_file: EnvFile
    env_data: bytes | None
    goroot: str
    goroot_data: bytes | None
    version: Version | None


def locate_env_file(
    environ: Mapping[str, str], platform: str, cwd: str, version: Version | None = None
) -> EnvFile:
    """The file that `go env -w` of this Go means (cfg.EnvFile, os.UserConfigDir)."""
    named = environ.get("GOENV", "")
    if named == "off":
        return EnvFile("", "GOENV=off")
    if named:
        return EnvFile(os.path.join(cwd, named))
    folder, reason = _user_config_dir(environ, platform)
    if not folder:
        return EnvFile("", tr(reason))
    is_xdg = platform not in ("darwin", "win32") and bool(environ.get("XDG_CONFIG_HOME"))
    if is_xdg and not os.path.isabs(folder) and (version is None or version >= (1, 24)):
        return EnvFile("", tr("$XDG_CONFIG_HOME is relative"))
    return EnvFile(os.path.join(cwd, folder, "go", "env"))


def goroot_in_force(environ: Mapping[str, str], env_data: bytes | None, found: str) -> str:
    """Whose go.env counts: a GOROOT line of the user's file, the environment's, the binary's own.

    Source: cfg.go (findGOROOT).
    """
    return envfile.read_values(env_data or b"").get("GOROOT") or environ.get("GOROOT") or found


def resolve(sources: Sources) -> dict[str, Setting]:
    """Every variable this Go knows, by name, in the order of the table."""
    layers = _layers(sources)
    settings: dict[str, Setting] = {}
    for name in VARIABLES:
        if is_known(name, sources.version):
            settings[name] = _resolve_one(name, layers, settings)
    return settings


def with_env_data(sources: Sources, data: bytes | None) -> Sources:
    """The same surroundings with another content of the env file."""
    return sources._replace(env_data=data)


def lookup(sources: Sources, name: str) -> str:
    """Any other variable of Go's, such as GOFLAGS, without a default."""
    found = (layer[name].value for layer in _layers(sources) if name in layer)
    return sources.environ.get(name) or next(found, "")


def module_cache(sources: Sources, home: str) -> str:
    """GOMODCACHE, by default within the first GOPATH."""
    gopath = lookup(sources, "GOPATH").split(os.pathsep)[0]
    return lookup(sources, "GOMODCACHE") or os.path.join(gopath or os.path.join(home, "go"), "pkg", "mod")


def _layers(sources: Sources) -> list[dict[str, Value]]:
    env = {
        name: Value(value, Origin("environment"))
        for name, value in sources.environ.items()
        if value and name in VARIABLES
    }
    user = _file_values(sources.env_data, "user_env_file", sources.env_file.path)
    goroot = _file_values(
        sources.goroot_data, "goroot", os.path.join(sources.goroot, "go.env") if sources.goroot else ""
    )
    return [env, user, goroot]


def _file_values(data: bytes | None, kind: str, path: str) -> dict[str, Value]:
    """Of duplicates the last counts in the user's file, the first in go.env."""
    lines = list(envfile.read_lines(data or b""))
    if kind == "goroot":
        lines.reverse()
    return {line.key: Value(line.value, Origin(kind, path, line.number)) for line in lines}


def _resolve_one(name: str, layers: list[dict[str, Value]], settings: Mapping[str, Setting]) -> Setting:
    found = [layer[name] for layer in layers if name in layer]
    variable = VARIABLES[name]
    if found and (found[0].value or not (variable.follows or variable.default)):
        return Setting(name, *found[0], tuple(found[1:]))
    lost = tuple(found)  # an empty line is there, and yields the default
    if variable.follows:
        leader = settings[variable.follows]
        return Setting(name, leader.value, leader.origin._replace(kind="derived"), lost)
    return Setting(name, variable.default, Origin("default"), lost)


def _user_config_dir(environ: Mapping[str, str], platform: str) -> tuple[str, str]:
    if platform == "win32":
        return environ.get("AppData") or environ.get("APPDATA", ""), N_("%AppData% is not defined")
    home = environ.get("HOME", "")
    if platform == "darwin":
        return home and home + "/Library/Application Support", N_("$HOME is not defined")
    folder = environ.get("XDG_CONFIG_HOME") or (home and home + "/.config")
    return folder or "", N_("neither $XDG_CONFIG_HOME nor $HOME are defined")
