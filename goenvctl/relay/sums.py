"""The go.sum files that the command may use: in its folder, above and below, and where its words point."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from goenvctl.go.gosum import read_sums
from goenvctl.host import Host

NAMES = ("go.sum", "go.work.sum")
PASSED_OVER = (".git", "node_modules")
FOLDERS, SEARCH_S = 20_000, 2.0  # how much of what lies below is looked at
STAYING = ("build", "get", "install", "list", "mod", "vet")  # verbs of `go` that run nothing else


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


def read_sums_at_hand(
    host: Host, command: Sequence[str] = (), variables: Mapping[str, str] | None = None, cache: str = ""
) -> SumsAtHand:
    """Read them all; blocks for SEARCH_S at most. `variables` are GOFLAGS and GOWORK, as far as set.

    Those in the module cache, `cache`, are other people's.
    """
    found: dict[str, set[str]] = {}
    words = [*command, *(variables or {}).get("GOFLAGS", "").split()]
    folder = _folder(host.cwd, words)
    for one in dict.fromkeys((host.cwd, folder)):
        for above in (one, *_above(one)):
            _read(host, [os.path.join(above, name) for name in NAMES], found)
    named = [_sum_beside(os.path.join(folder, word), ".mod") for word in _after(words, "-modfile")]
    workspace = (variables or {}).get("GOWORK", "")
    if workspace not in ("", "off"):
        named.append(os.path.join(host.cwd, workspace) + ".sum")
    _read(host, named, found)
    if _stays(host, folder, command, workspace):
        return _frozen(found, is_whole=True)
    seen = [_read_below(host, one, cache, found) for one in dict.fromkeys((host.cwd, folder))]
    return _frozen(found, is_whole=all(seen))


def _read_below(host: Host, root: str, cache: str, found: dict[str, set[str]]) -> bool:
    """Was every folder seen?"""
    until = time.monotonic() + SEARCH_S
    for count, (folder, folders, files) in enumerate(os.walk(root)):
        if count >= FOLDERS or time.monotonic() > until:
            return False
        folders[:] = [
            name for name in folders if name not in PASSED_OVER and os.path.join(folder, name) != cache
        ]
        _read(host, [os.path.join(folder, name) for name in NAMES if name in files], found)
    return True


def _folder(cwd: str, words: Sequence[str]) -> str:
    """Where `go -C FOLDER` goes."""
    named = next(_after(words, "-C"), "")
    return os.path.realpath(os.path.join(cwd, named)) if named else cwd


def _after(words: Sequence[str], flag: str) -> Iterator[str]:
    """The values of a flag, in either spelling of Go's flag package."""
    for at, word in enumerate(words):
        name, is_joined, value = word.partition("=")
        if name in (flag, f"-{flag}"):
            if is_joined:
                yield value
            elif at + 1 < len(words):
                yield words[at + 1]


def _stays(host: Host, folder: str, command: Sequence[str], workspace: str) -> bool:
    """Is it `go` itself, in one module? Then no go.sum further down is any of its own."""
    verbs = [word for word in command[1:2] if word in STAYING]
    if not verbs or os.path.basename(command[0]) != "go" or workspace not in ("", "off"):
        return False
    above = (folder, *_above(folder)) if workspace != "off" else ()
    return not any(os.path.exists(os.path.join(one, "go.work")) for one in above)


def _frozen(found: Mapping[str, set[str]], *, is_whole: bool) -> SumsAtHand:
    return SumsAtHand({key: frozenset(values) for key, values in found.items()}, is_whole)


def _sum_beside(path: str, ending: str) -> str:
    return path.removesuffix(ending) + ".sum"


def _above(folder: str) -> Iterator[str]:
    while (parent := os.path.dirname(folder)) != folder:
        yield parent
        folder = parent


def _read(host: Host, paths: Sequence[str], found: dict[str, set[str]]) -> None:
    for path in paths:
        data = host.peek(path)
        for key, value in read_sums((data or b"").decode("utf-8", "replace")).items():
            found.setdefault(key, set()).add(value)
