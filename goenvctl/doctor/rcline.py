"""Lines of somebody's startup file that can be commented out without changing anything else."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence

from goenvctl.doctor.examined import Examined
from goenvctl.doctor.finding import Fix
from goenvctl.go.environment import Setting
from goenvctl.places import STORES
from goenvctl.redact import mask
from goenvctl.targets.block import Damaged, find_block
from goenvctl.targets.commented import OUT

_VALUE = r"""(?P<value>'[^'\\]*'|"[^"\\$`!]*"|[^\s'"\\$`;&|<>()#*?~{}!\[\]]+)"""
_LINES = (
    r"(?:export\s+)?NAME=" + _VALUE + r"\s*;?",  # sh, environment.d
    r"set\s+(?:--?[A-Za-z-]+\s+)+NAME\s+" + _VALUE + r"\s*;?",  # fish
    r"setenv\s+NAME\s+" + _VALUE + r"\s*;?",  # csh
    r"\$NAME\s*=\s*" + _VALUE,  # xonsh
    r"\$env\.NAME\s*=\s*" + _VALUE,  # nu
)
_COMMENT = r"(?:\s+#.*)?"
_OPENER = re.compile(r"(?:if|for|while|until|case|select|function|begin|switch|foreach|repeat)\b")
_CLOSER = re.compile(r"(?:fi|done|esac|end|endif|\})(?:$|[\s;)&|>])")
_CLOSED_AT_END = re.compile(r"(?:^|[\s;])(?:fi|done|esac|end|\})\s*;?$")


def literal_line(examined: Examined, setting: Setting) -> Fix | None:
    """The fix that comments out the line that exports it: one literal assignment, outside any block.

    None for everything else, for files that are not the user's own to write, and for our own lines.
    """
    path, number = setting.origin.path, setting.origin.line
    if not path or not number or not _is_users(examined, path):
        return None
    data = examined.host.peek(path) or b""
    lines = [line.removesuffix("\r") for line in data.decode("utf-8", "surrogateescape").split("\n")]
    if number > len(lines) or is_in_our_block(data, number) or not _assigns(lines[number - 1], setting):
        return None
    line = lines[number - 1]
    if mask(line) != line or not line.isprintable():
        return None  # a change is told by its lines: in the journal, in JSON
    same = [at for at, one in enumerate(lines) if one == line]
    if len(same) > 1 and any("<<" in one for one in lines):
        return None  # one of them may be text
    return Fix("line", path, {line: OUT}) if all(_is_by_itself(lines, at) for at in same) else None


def is_in_our_block(data: bytes, number: int) -> bool:
    """Is it one of the lines that goenvctl wrote there? Of a damaged block any line may be."""
    try:
        block = find_block(data)
    except Damaged:
        return True
    return block is not None and block.first < number <= block.last + 1


def _assigns(line: str, setting: Setting) -> bool:
    for form in _LINES:
        if found := re.fullmatch(form.replace("NAME", setting.name) + _COMMENT, line):
            value = found["value"]
            return (value[1:-1] if value[0] in "'\"" else value) == setting.value
    return False


def _is_by_itself(lines: Sequence[str], at: int) -> bool:
    """Outside of `if`, loops, functions and what a line before goes on with."""
    depth = 0
    before = ""
    for line in lines[:at]:
        text = line.strip()
        if text and not text.startswith("#"):
            depth += _opens(text) - bool(_CLOSER.match(text))
            before = text
    goes_on = before.endswith(("\\", "&&", "||", "|", "(", "then", "else", "do"))
    return depth == 0 and not goes_on


def _opens(text: str) -> bool:
    starts = bool(_OPENER.match(text)) or text.endswith(("{", "("))
    return starts and not _CLOSED_AT_END.search(text)


def _is_users(examined: Examined, path: str) -> bool:
    """Below the home, by its real name too, and writable."""
    home, real = os.path.realpath(examined.host.home), os.path.realpath(path)
    is_below = path.startswith(examined.host.home.rstrip("/") + "/") or real.startswith(home + "/")
    if not is_below or real.startswith((*STORES, "/etc/")):
        return False
    try:
        return os.access(real, os.W_OK) and bool(os.stat(real).st_mode & 0o222)
    except OSError:
        return False
