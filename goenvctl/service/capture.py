"""The variables that a service would not have: those of this terminal by which `watch` goes.

A proxy, a certificate or a pattern that only a shell's start-up file exports is unknown to a timer, which
would then judge mirrors, and privacy, by other rules than the `go` that is typed here.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping

from goenvctl.errors import InvalidInput
from goenvctl.go.variables import VARIABLES
from goenvctl.host import Host
from goenvctl.language import tr
from goenvctl.redact import MASK, mask_value

FOLDERS = ("HOME", "XDG_CONFIG_HOME", "XDG_CONFIG_DIRS", "XDG_STATE_HOME", "XDG_CACHE_HOME")
PROXIES = ("HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "http_proxy", "https_proxy", "no_proxy")
TRUST = ("SSL_CERT_FILE", "SSL_CERT_DIR", "NETRC")
GO = ("GOENV", "GOROOT", "GOFLAGS", *VARIABLES)
SHELL = ("SHELL", "ZDOTDIR")  # which start-up files tell what a new terminal has
SURROUNDINGS = ("PATH", "PYTHONPATH", "LANG", "LC_ALL", "LC_MESSAGES", "GOENVCTL_LANG")
CAPTURED = (*FOLDERS, *PROXIES, *TRUST, *GO, *SHELL, *SURROUNDINGS)

_RELATIVE_COUNTS = ("SSL_CERT_FILE", "SSL_CERT_DIR", "NETRC", "GOROOT", "PYTHONPATH")  # to this folder
_RELATIVE_IS_NONE = ("PATH", *FOLDERS[1:])
_LISTS = ("SSL_CERT_DIR", "PYTHONPATH", "PATH", "XDG_CONFIG_DIRS")
# Control characters and what is no text: neither systemd nor XML takes them.
_UNSAYABLE = "[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]"


def captured(host: Host) -> dict[str, str]:
    """The variables with their values, by name; paths are absolute. Raises InvalidInput, see `sayable`."""
    values = {name: _anywhere(host, name, host.environ.get(name, "")) for name in sorted(CAPTURED)}
    return {name: sayable(name, value) for name, value in values.items() if value}


def shown(name: str, value: str) -> str:
    """The value without what is secret in it; of a proxy, all that stands before its last `@`."""
    if name.upper() in ("HTTP_PROXY", "HTTPS_PROXY"):
        value = re.sub(r"(?s)^([A-Za-z][A-Za-z0-9+.-]*://)?.*@", rf"\1{MASK}@", value)
    return mask_value(name, value)


def sayable(name: str, value: str) -> str:
    """The value. Raises InvalidInput where it holds what no unit can: control characters, no UTF-8."""
    if re.search(_UNSAYABLE, value):
        raise InvalidInput(
            "unsayable",
            tr("{name} holds control characters or is no UTF-8", name=name),
            tr("mend {name}, then install again", name=name),
        )
    return value


def differing(kept: Mapping[str, str], host: Host) -> tuple[str, ...]:
    """Names of variables that are otherwise here by now; search paths and languages differ anywhere."""
    here = {name: _anywhere(host, name, host.environ.get(name, "")) for name in CAPTURED}
    return tuple(
        name for name in sorted(CAPTURED) if name not in SURROUNDINGS and here[name] != kept.get(name, "")
    )


def _anywhere(host: Host, name: str, value: str) -> str:
    """The value as it reads in any folder."""
    if name in _RELATIVE_COUNTS:
        parts = value.split(os.pathsep) if name in _LISTS else [value]
        return os.pathsep.join(os.path.join(host.cwd, part) for part in parts if part)
    if name in _RELATIVE_IS_NONE:
        parts = value.split(os.pathsep) if name in _LISTS else [value]
        return os.pathsep.join(dict.fromkeys(part for part in parts if os.path.isabs(part)))
    return value
