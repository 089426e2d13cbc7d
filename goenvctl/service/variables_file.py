"""The file of variables that systemd reads (EnvironmentFile=), and on Windows `watch run`.

Source: systemd.exec(5), src/basic/env-file.c. Between double quotes a backslash escapes `"`, `$`, a backtick
and itself, and nothing is expanded.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from goenvctl.host import Host
from goenvctl.service.scheduler import MARK, File

NAME = "watch.env"


def variables_file(path: str, variables: Mapping[str, str]) -> File:
    """Nobody but its owner may read it: an address of a proxy may hold a password."""
    lines = [f"# {MARK}", *(f'{name}="{_escaped(value)}"' for name, value in variables.items())]
    return File(path, ("\n".join(lines) + "\n").encode(), 0o600)


def read_variables(host: Host, path: str) -> dict[str, str]:
    """What `variables_file` wrote; none where there is no such file."""
    text = (host.peek(path) or b"").decode("utf-8", "replace")
    return {name: re.sub(r"\\(.)", r"\1", value) for name, value in re.findall(r'(?m)^(\w+)="(.*)"$', text)}


def _escaped(value: str) -> str:
    return re.sub(r'(["\\`$])', r"\\\1", value)
