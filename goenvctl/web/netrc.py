"""The logins of .netrc, as Go reads them.

Source: cmd/go/internal/auth/netrc.go. `default` has no effect, the mode of the file does not matter.
"""

from __future__ import annotations

import os
import re
from typing import NamedTuple

from goenvctl.go.proxylist import SPACE
from goenvctl.go.version import Version
from goenvctl.host import Host

FALLS_BACK = Version(1, 24)  # from _netrc to .netrc, on Windows

_WORDS = re.compile(f"[^{SPACE}]+")


class Login(NamedTuple):
    """`machine` is a host with its port, and from Go 1.24 on may go on with a path."""

    machine: str
    login: str
    password: str

    def __repr__(self) -> str:
        return f"Login({self.machine!r}, ***)"


def read_netrc(host: Host, version: Version | None = None) -> tuple[Login, ...]:
    """The logins of the user's file in its order; none where there is no file, or where it is no file."""
    return parse_netrc(host.peek(netrc_path(host, version)) or b"")


def netrc_path(host: Host, version: Version | None = None) -> str:
    """Where this Go (None: the newest) looks: $NETRC, else in the home; empty where neither is known."""
    if path := host.environ.get("NETRC"):
        return os.path.join(host.cwd, path)
    windows = host.platform == "win32"
    home = host.environ.get("USERPROFILE" if windows else "HOME")
    if not home:
        return ""
    legacy = os.path.join(home, "_netrc")
    if windows and ((version or FALLS_BACK) < FALLS_BACK or os.path.exists(legacy)):
        return legacy
    return os.path.join(home, ".netrc")


def parse_netrc(data: bytes) -> tuple[Login, ...]:
    """Every `machine` that has both `login` and `password`; macros are passed over."""
    logins: list[Login] = []
    found = Login("", "", "")
    in_macro = False
    for line in data.decode("utf-8", "surrogateescape").split("\n"):
        if in_macro:
            in_macro = line != ""
            continue
        words: list[str] = _WORDS.findall(line)
        for key, value in zip(words[::2], words[1::2], strict=False):
            if key == "machine":
                found = Login(value, "", "")
            elif key in ("login", "password"):
                found = found._replace(**{key: value})
            elif key == "macdef":
                in_macro = True
            if all(found):
                logins.append(found)
                found = Login("", "", "")
        if len(words) % 2 and words[-1] == "default":
            break
    return tuple(logins)
