"""Go's env file as bytes: read as Go reads it, changed as `go env -w` and `-u` change it.

Sources: cmd/go/internal/cfg/cfg.go (readEnvFile) and cmd/go/internal/envcmd/env.go
(updateEnvFile). The two disagree on what a line is (an indented or lower-case
`key=value` is ignored when read, but sorted when written), so each has its own rule here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple


class Line(NamedTuple):
    """One line that Go reads: `number` counts from 1, `value` keeps every byte after the `=`."""

    number: int
    key: str
    value: str


def read_lines(data: bytes) -> Iterator[Line]:
    """The lines that count, in order. Bytes that are no UTF-8 come as surrogates."""
    for number, line in enumerate(data.split(b"\n"), 1):
        key, equals, value = line.partition(b"=")
        if equals and b"A" <= line[:1] <= b"Z":
            yield Line(number, _text(key), _text(value))


def read_values(data: bytes) -> dict[str, str]:
    """Key to value; of duplicates the last one wins."""
    return {line.key: line.value for line in read_lines(data)}


def update(data: bytes, changes: Mapping[str, str | None]) -> bytes:
    """The text `go env -w` (and `-u`, for None) would leave: the same bytes, made without Go.

    Go runs `-w` and `-u` apart, and each deletes duplicates and sorts; so does this.
    """
    set_, unset = split_changes(changes)
    for step in (set_, dict.fromkeys(unset)):
        if step:
            data = _updated(data, step)
    return data


def split_changes(changes: Mapping[str, str | None]) -> tuple[dict[str, str], list[str]]:
    """What `-w` gets and what `-u` gets, each sorted: Go refuses the two together."""
    set_ = {key: value for key, value in sorted(changes.items()) if value is not None}
    return set_, sorted(key for key, value in changes.items() if value is None)


def _updated(data: bytes, changes: Mapping[str, str | None]) -> bytes:
    lines = _lines(data)
    last: dict[bytes, int] = {}
    for at, line in enumerate(lines):
        if key := _key(line):
            if key in last:
                lines[last[key]] = b""
            last[key] = at
    for name, value in changes.items():
        if value is not None and "\n" in value:
            raise ValueError(f"{name}: a value in Go's env file cannot hold a line end")
        new = b"" if value is None else _bytes(f"{name}={value}\n")
        if _bytes(name) in last:
            lines[last[_bytes(name)]] = new
        elif new:
            lines.append(new)
    return b"".join(_sorted_runs(lines))


def _lines(data: bytes) -> list[bytes]:
    """With their ends, a missing last one added (envcmd/env.go:readEnvFileLines)."""
    lines = [line + b"\n" for line in data.split(b"\n")]
    lines.pop() if data.endswith(b"\n") or not data else None
    return lines


def _sorted_runs(lines: Sequence[bytes]) -> Iterator[bytes]:
    run: list[bytes] = []
    for line in lines:
        if _key(line):
            run.append(line)
        else:  # also a line that was emptied above: it ends a run, as in Go
            yield from sorted(run, key=_key)
            run = []
            yield line
    yield from sorted(run, key=_key)


def _key(line: bytes) -> bytes:
    key, equals, _ = line.partition(b"=")
    return key if equals and b"#" not in key else b""


def _text(data: bytes) -> str:
    return data.decode("utf-8", "surrogateescape")


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape")
