"""Which Go is here: its binary, its GOROOT, its version. Found without running it where possible.

A `go` on PATH may be a shim (a script that picks a toolchain): then it is asked once for
its GOROOT, and the answer is remembered by the shim's path, time of change and folder.
Source for GOROOT: cmd/go/internal/cfg/cfg.go (findGOROOT).
"""

from __future__ import annotations

import os
from collections.abc import MutableMapping
from typing import NamedTuple

from goenvctl.go.version import Version, parse_version
from goenvctl.host import CommandFailed, Host
from goenvctl.language import tr

Memory = MutableMapping[str, str]


class Installation(NamedTuple):
    """`binary` is an absolute path that runs without a shim; `goroot` holds go.env.

    `fault` says why this `go` is not to be asked again: it hung, or failed.
    """

    binary: str
    goroot: str
    version: Version | None
    fault: str = ""


def find_go(host: Host, memory: Memory) -> Installation | None:
    """The Go that a person's `go` is, or None. `memory` keeps what a shim answered."""
    command = host.which("go")
    goroot = host.environ.get("GOROOT", "")
    if not (goroot and _is_goroot(goroot)):
        try:
            goroot = _goroot_of(host, command, memory) if command else ""
        except CommandFailed as exc:
            return Installation(command, "", None, str(exc))
    if not goroot:
        return Installation(command, "", None, tr("it knows no GOROOT")) if command else None
    binary = os.path.join(goroot, "bin", "go.exe" if host.platform == "win32" else "go")
    if not os.access(binary, os.X_OK):
        binary = command
    data = host.peek(os.path.join(goroot, "VERSION")) or b""
    version = parse_version(data.decode("ascii", "replace").partition("\n")[0])
    return Installation(binary, goroot, version) if binary else None


def quiet_environ(host: Host, **changes: str) -> dict[str, str]:
    """An environment in which `go env` neither switches nor downloads a toolchain."""
    environ = {name: value for name, value in host.environ.items() if name != "GOTOOLCHAIN"}
    return {**environ, "GOTOOLCHAIN": "local", **changes}


def _goroot_of(host: Host, command: str, memory: Memory) -> str:
    for binary in dict.fromkeys((command, os.path.realpath(command))):
        for depth in ("../..", "../../.."):  # bin/go or bin/GOOS_GOARCH/go
            folder = os.path.normpath(os.path.join(binary, depth))
            if _is_goroot(folder):
                return folder
    try:
        changed = os.stat(command).st_mtime_ns
    except OSError:
        return ""
    key = f"{command}\0{changed}\0{host.cwd}"
    if (known := memory.get(key)) and _is_goroot(known):
        return known
    # without the env file: what it says of GOROOT is another question, and it may be a fifo
    environ = quiet_environ(host, GOENV="off")
    answer = host.run([command, "env", "GOROOT"], environ=environ, cwd=host.cwd)
    goroot = answer.stdout.decode("utf-8", "surrogateescape").strip()
    if answer.code != 0 or not _is_goroot(goroot):
        return ""
    memory[key] = goroot
    return goroot


def _is_goroot(folder: str) -> bool:
    """As cfg.go's isGOROOT, or by go.env, which distributions may keep elsewhere and link here."""
    parts = (os.path.join(folder, "pkg", "tool"), os.path.join(folder, "go.env"))
    return os.path.isabs(folder) and any(map(os.path.exists, parts))
