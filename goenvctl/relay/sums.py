"""The go.sum files that the command may use: in its folder, above and below."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from goenvctl.go.gosum import read_sums
from goenvctl.host import Host

NAMES = ("go.sum", "go.work.sum")
PASSED_OVER = ("node_modules", "testdata", "vendor")
FOLDERS, SEARCH_S = 20_000, 2.0  # how much of what lies below is looked at


class SumsAtHand(NamedTuple):
    """The sums by `PATH VERSION[/go.mod]`, all that any file says. `is_whole`: every folder was seen.

    Where it is not, a sum that is missing here may still be known to `go`.
    """

    sums: Mapping[str, frozenset[str]]
    is_whole: bool

    def of_zip(self, path: str, version: str) -> frozenset[str]:
        return self.sums.get(f"{path} {version}", frozenset())

    def of_mod(self, path: str, version: str) -> frozenset[str]:
        return self.sums.get(f"{path} {version}/go.mod", frozenset())


def read_sums_at_hand(host: Host) -> SumsAtHand:
    """Read them all. Blocks for SEARCH_S at most."""
    found: dict[str, set[str]] = {}
    is_whole = True
    for folder in _above(host.cwd):
        _read(host, folder, NAMES, found)
    until = time.monotonic() + SEARCH_S
    for count, (folder, folders, files) in enumerate(os.walk(host.cwd)):
        if count >= FOLDERS or time.monotonic() > until:
            is_whole = False
            break
        folders[:] = [name for name in folders if name not in PASSED_OVER and not name.startswith((".", "_"))]
        _read(host, folder, [name for name in NAMES if name in files], found)
    return SumsAtHand({key: frozenset(values) for key, values in found.items()}, is_whole)


def _above(folder: str) -> Iterator[str]:
    while (parent := os.path.dirname(folder)) != folder:
        yield parent
        folder = parent


def _read(host: Host, folder: str, names: tuple[str, ...] | list[str], found: dict[str, set[str]]) -> None:
    for name in names:
        data = host.peek(os.path.join(folder, name))
        for key, value in read_sums((data or b"").decode("utf-8", "replace")).items():
            found.setdefault(key, set()).add(value)
