"""The real `go`, asked to fetch one module through one mirror into a throwaway cache."""

from __future__ import annotations

import json
import os
import tempfile

from goenvctl.go.installation import Installation
from goenvctl.go.variables import SWITCH, VARIABLES
from goenvctl.host import CommandFailed, Host
from goenvctl.language import tr
from goenvctl.probe.endpoint import Endpoint, Module

GO_S = 15.0  # a silent mirror hangs `go` for ever


def download(host: Host, go: Installation, endpoint: Endpoint, module: Module) -> str:
    """Empty where `go mod download` succeeds with this mirror alone, else what it says. Blocks."""
    with tempfile.TemporaryDirectory(prefix="goenvctl-") as folder:
        try:
            done = host.run(
                [go.binary, "mod", "download", "-json", str(module)],
                environ=_environ(host, endpoint, module, folder),
                cwd=folder,
                timeout_s=GO_S,
            )
        except CommandFailed as exc:
            return str(exc)
    if done.code == 0:
        return ""
    said = _message(done.stdout) or done.stderr.decode("utf-8", "replace").strip()
    return said or tr("exit code {code}", code=done.code)


def _environ(host: Host, endpoint: Endpoint, module: Module, folder: str) -> dict[str, str]:
    """As the user's, but for where modules come from and go to."""
    kept = {name: value for name, value in host.environ.items() if name not in (*VARIABLES, "GOFLAGS")}
    return {
        **kept,
        "GOENV": "off",
        "GOPROXY": endpoint.url,
        "GOSUMDB": endpoint.terms.gosumdb if endpoint.terms.database_for(module) else "off",
        "GONOPROXY": SWITCH,
        "GONOSUMDB": SWITCH,
        "GOPRIVATE": "",
        "GOTOOLCHAIN": "local",
        "GOWORK": "off",
        "GOFLAGS": "-modcacherw",
        "GOAUTH": host.environ.get("GOAUTH", ""),
        **{name: os.path.join(folder, name.lower()) for name in ("GOPATH", "GOMODCACHE", "GOCACHE")},
    }


def _message(stdout: bytes) -> str:
    try:
        found = json.loads(stdout)
    except ValueError:
        return ""
    return str(found.get("Error", "")) if isinstance(found, dict) else ""
