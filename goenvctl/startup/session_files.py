"""Files of `NAME=VALUE` lines that a login or a desktop session reads, without a shell."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from goenvctl.host import Host
from goenvctl.startup.reading import read_startup


class Line(NamedTuple):
    """One variable; `number` counts from 1, `value` is empty where the line removes it (pam_env)."""

    name: str
    value: str
    number: int
    text: str


_PAIR = re.compile(r"(?:export[ \t]+)?([A-Za-z_][A-Za-z0-9_]*)=(.*)")
_PARAMETER = re.compile(r"\\\$|\$\{([A-Za-z_]\w*)(?::([-+])([^}]*))?\}|\$([A-Za-z_]\w*)")


def read_pam_env(host: Host, path: str) -> Iterator[Line]:
    """/etc/environment as pam_env reads it: `export` is passed over, quotes are optional.

    Source: Linux-PAM, modules/pam_env/pam_env.c (_parse_env_file). Nothing is expanded.
    """
    text, _ = read_startup(host, path)
    for number, line in enumerate((text or "").split("\n"), 1):
        bare = line.strip().partition("#")[0].rstrip()
        if found := _PAIR.fullmatch(bare):
            value = found[2]
            if value[:1] in ("'", '"'):
                value = value[1:]
                value = value[:-1] if value[-1:] in ("'", '"') else value
            yield Line(found[1], value, number, line.strip())


def read_environment_d(host: Host, path: str, known: Callable[[str], str]) -> Iterator[Line]:
    """One file of environment.d(5): quotes as in a shell, `${NAME}` and `$NAME` expanded."""
    text, _ = read_startup(host, path)
    for number, line in enumerate((text or "").split("\n"), 1):
        bare = line.strip()
        found = None if bare[:1] in ("#", ";") else re.fullmatch(r"([A-Za-z_]\w*)=(.*)", bare)
        if found:
            yield Line(found[1], _expanded(_unquoted(found[2]), known), number, bare)


def _unquoted(text: str) -> str:
    """Quotes taken off and backslashes resolved, one but for `\\$`."""
    if len(text) > 1 and text[0] == text[-1] == "'":
        return text[1:-1]
    if len(text) > 1 and text[0] == text[-1] == '"':
        text = text[1:-1]
    return re.sub(r"\\([^$])", r"\1", text)


def _expanded(text: str, known: Callable[[str], str]) -> str:
    def value(found: re.Match[str]) -> str:
        if found[0] == "\\$":
            return "$"
        now = known(found[1] or found[4])
        if found[2] == "-":
            return now or found[3]
        if found[2] == "+":
            return found[3] if now else ""
        return now

    return _PARAMETER.sub(value, text)
