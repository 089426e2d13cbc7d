"""go-env: Go's own env file.

`go env -w` writes without lock and not atomically, so it works on a staged copy; the
transaction puts the copy in place. Without a `go`, or when it fails, hangs or answers with
something else than it should, goenvctl makes the same text itself.
"""

from __future__ import annotations

import os
from collections.abc import Mapping

from goenvctl.go import envfile
from goenvctl.go.environment import locate_env_file
from goenvctl.go.installation import quiet_environ
from goenvctl.go.variables import VARIABLES
from goenvctl.host import CommandFailed, Host
from goenvctl.language import tr
from goenvctl.targets.base import Changes, Rendered, Workshop

TIMEOUT_S = 5.0  # under the lock, for which others wait 10


class GoEnv:
    """The default target."""

    name = "go-env"
    shell = ""
    is_shared = True
    advice = ""
    blank = b""

    def paths(self, host: Host) -> tuple[str, ...]:
        path = locate_env_file(host.environ, host.platform, host.cwd).path
        return (path,) if path else ()

    def values(self, data: bytes | None) -> dict[str, str]:
        found = envfile.read_values(data or b"")
        return {name: found[name] for name in VARIABLES if name in found}

    def render(self, workshop: Workshop, data: bytes | None, changes: Changes) -> Rendered:
        ours = envfile.update(data or b"", changes)
        if workshop.go is None:
            return Rendered(ours, tr("no go was found: goenvctl wrote Go's env file itself"))
        if workshop.go.fault:
            return Rendered(ours, _no_help(workshop.go.fault))
        try:
            theirs = _staged(workshop, data, changes)
        except (CommandFailed, OSError) as exc:
            return Rendered(ours, _no_help(str(exc)))
        if theirs != ours:
            return Rendered(
                ours, tr("`go env` wrote something else than asked: goenvctl wrote Go's env file itself")
            )
        return Rendered(ours)

    def mended(self, data: bytes) -> bytes:
        return data

    def lines(self, values: Mapping[str, str]) -> list[str]:
        return [f"{name}={value}" for name, value in values.items()]


def _no_help(why: str) -> str:
    return tr("`go env` was no help ({reason}): goenvctl wrote Go's env file itself", reason=why)


def _staged(workshop: Workshop, data: bytes | None, changes: Changes) -> bytes:
    """What `go env -w` and `-u` make of a copy."""
    host, go = workshop.host, workshop.go
    assert go is not None
    copy = os.path.join(workshop.folder, "env")
    with open(os.open(copy, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(data or b"")
    environ = {
        name: value
        for name, value in quiet_environ(host, GOENV=copy).items()
        if name not in VARIABLES or name == "GOTOOLCHAIN"
    }
    set_, unset = envfile.split_changes(changes)
    for flag, words in (("-w", [f"{name}={value}" for name, value in set_.items()]), ("-u", unset)):
        if words:
            argv = [go.binary, "env", flag, *words]
            done = host.run(argv, environ=environ, cwd=workshop.folder, timeout_s=TIMEOUT_S)
            if done.code != 0:
                first = done.stderr.decode("utf-8", "replace").strip().partition("\n")[0]
                raise CommandFailed(first or tr("exit code {code}", code=done.code))
    return host.read(copy) or b""
