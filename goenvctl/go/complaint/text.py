"""Bytes that some console, log or redirect kept of go's output, as go's own lines again."""

from __future__ import annotations

import json
import re

CAP = 256 << 10  # bytes looked at from either end: go complains at the end, and first things first
LONG = 1 << 13  # characters: no complaint of go's is longer
_ESCAPES = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b\n]*(?:\x07|\x1b\\)|[@-Z\\^_])")
# what GitHub and GitLab, BuildKit, docker compose and `git` under go put before a line
_STAMPS = re.compile(
    r"^(?:\d{4}-\d\d-\d\dT[\d:.]+Z ?(?:\d\d[OE] )?|#\d+ \d+\.\d+ |\d+\.\d{2,3} (?=\s|go: |verifying )"
    r"|[\w.-]+ +\| |\s*│ |std(?:out|err): )"
    # a logger's date, a program's word: only before what go says
    r"|^\[?\d{4}[/-]\d\d[/-]\d\d[ T]\d\d:\d\d:\d\d[.,\d]*(?:Z|[+-]\d\d:?\d\d)?\]? "
    r"(?=go: |(?:\S+ )?verifying |\t)"
    r"|^\s*(?:panic|warning|error|fatal|[A-Z][A-Za-z]+): (?=(?:go: )?(?:\S+ )?verifying )"
)
_POWERSHELL = re.compile(r"^ +\+ (?:CategoryInfo|FullyQualifiedErrorId) ", re.MULTILINE)
_POWERSHELL_OWN = re.compile(
    r"^(?:At line:\d+ char:\d+|\+ |\s+\+ (?:~|CategoryInfo|FullyQualifiedErrorId|[^\s:]+ *$))"
)
_FIELD = re.compile(r'^\s*"(?:Error|Err)": ("(?:[^"\\]|\\.)*+"),?\s*$')
_LOGGED = re.compile(
    r'^(?:\w+=(?:"(?:[^"\\]|\\.)*+"|[^\s"]++) )*?(?:msg|message|error)=(?P<said>"(?:[^"\\]|\\.)*+")'
)
_RECORD = ("Output", "log", "msg", "message", "error")  # of `go -json`, of docker, of loggers
_QUOTED = re.compile(r'"((?:[^"\\]|\\.){0,500}+)(?:[^"\\]|\\.)*+("?)')


def decode(data: bytes) -> str:
    """Text in the encoding that its first bytes tell: PowerShell redirects in UTF-16; else UTF-8.

    Of more than twice CAP both ends, in whole lines: half a line may begin where a server's words do.
    """
    encoding = _encoding(data)
    if len(data) <= 2 * CAP:
        return data.decode(encoding, "replace").removeprefix("\ufeff")
    start = len(data) - CAP
    start += start % 2 if encoding.startswith("utf-16") else 0
    first = data[:CAP].decode(encoding, "replace").removeprefix("\ufeff")
    last = data[start:].decode(encoding, "replace")
    return first[: first.rfind("\n") + 1] + "\n" + last[last.find("\n") if "\n" in last else len(last) :]


def read_lines(text: str) -> list[str]:
    """Go's lines, without what terminals, CI systems and PowerShell add.

    A lone carriage return parts no lines: text that a server chose may hold one. Of a line longer than LONG
    quotations and words are cut first, for what go says stands behind them; then its end.
    """
    raw = [_STAMPS.sub("", line.rstrip("\r")) for line in _ESCAPES.sub("", text).split("\n")]
    if _POWERSHELL.search(text):
        raw = _unwrapped(raw)
    return [_shortened(line.replace("\r", " ").replace("\0", " ")) for line in raw]


def unpacked(line: str) -> list[str]:
    """The text in a line of `-json` output, or of a logger's record, as lines; or the line itself."""
    try:
        if field := _FIELD.match(line):
            return str(json.loads(field[1])).split("\n")
        if logged := _LOGGED.match(line):
            return str(json.loads(logged["said"])).split("\n")
        if line.startswith('{"') and any(f'"{key}":' in line for key in _RECORD):
            record = json.loads(line)
            said = [record[key] for key in _RECORD if isinstance(record.get(key), str)]
            return "\n".join(said).split("\n")
    except (ValueError, RecursionError):
        pass
    return [line]


def _encoding(data: bytes) -> str:
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return "utf-16-le" if data[0] == 0xFF else "utf-16-be"
    if b"\0" in data[:64]:
        little = data[1:64:2].count(0) >= data[0:64:2].count(0)
        return "utf-16-le" if little else "utf-16-be"
    return "utf-8"


def _shortened(line: str) -> str:
    if len(line) <= LONG:
        return line
    return re.sub(r"(\S{1000})\S+", r"\1", _QUOTED.sub(r'"\1\2', line))[:LONG]


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
