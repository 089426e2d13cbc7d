"""Bytes that some console, log or redirect kept of go's output, as go's own lines again."""

from __future__ import annotations

import json
import re

CAP = 4 << 20  # bytes looked at from either end: go complains at the end, and first things first
_ESCAPES = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b\n]*(?:\x07|\x1b\\)|[@-Z\\^_])")
# what GitHub and GitLab, BuildKit, docker compose and `git` under go put before a line
_STAMPS = re.compile(
    r"^(?:\d{4}-\d\d-\d\dT[\d:.]+Z ?(?:\d\d[OE] )?|#\d+ \d+\.\d+ |\d+\.\d{2,3} (?=\s|go: |verifying )"
    r"|[\w.-]+ +\| |\s*│ |std(?:out|err): )"
)
_POWERSHELL = re.compile(r"^ +\+ (?:CategoryInfo|FullyQualifiedErrorId) ", re.MULTILINE)
_POWERSHELL_OWN = re.compile(
    r"^(?:At line:\d+ char:\d+|\+ |\s+\+ (?:~|CategoryInfo|FullyQualifiedErrorId|[^\s:]+ *$))"
)
_FIELD = re.compile(r'^\s*"(?:Error|Err)": ("(?:[^"\\]|\\.)*"),?\s*$')


def decode(data: bytes) -> str:
    """Text in the encoding that its first bytes tell: PowerShell redirects in UTF-16; else UTF-8."""
    if len(data) > 2 * CAP:
        data = data[:CAP] + b"\n" + data[-CAP:]
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16", "replace")
    if b"\0" in data[:64]:
        little = data[1:64:2].count(0) >= data[0:64:2].count(0)
        return data.decode("utf-16-le" if little else "utf-16-be", "replace")
    return data.decode("utf-8-sig", "replace")


def read_lines(text: str) -> list[str]:
    """Go's lines, without what terminals, CI systems and PowerShell add.

    A lone carriage return parts no lines: text that a server chose may hold one.
    """
    raw = [_STAMPS.sub("", line.rstrip("\r")) for line in _ESCAPES.sub("", text).split("\n")]
    if _POWERSHELL.search(text):
        raw = _unwrapped(raw)
    return [line.replace("\r", " ") for line in raw]


def unpacked(line: str) -> list[str]:
    """The text in a line of `-json` output as lines, or the line itself."""
    try:
        if field := _FIELD.match(line):
            return str(json.loads(field[1])).split("\n")
        if line.startswith('{"') and '"Output":' in line:
            return str(json.loads(line).get("Output", "")).split("\n")
    except (ValueError, AttributeError):
        pass
    return [line]


def _unwrapped(raw: list[str]) -> list[str]:
    """PowerShell shows the first line as its own error, broken at the window's width."""
    lines: list[str] = []
    is_first = False
    for line in raw:
        if _POWERSHELL_OWN.match(line) or not line.strip():
            is_first = False
        elif named := re.match(r"[\w.]+ : (?=\S)", line):
            lines.append(line[named.end() :])
            is_first = True
        elif is_first and lines:
            lines[-1] = f"{lines[-1].rstrip()} {line}"
        else:
            lines.append(line)
    return lines
