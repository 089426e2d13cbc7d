"""Which modules a go.mod or go.work makes `go mod download` ask for, one requirement after the other.

Source: cmd/go/internal/modload/buildlist.go (readModGraph, updateRoots) and modcmd/download.go:
go reads the go.mod of every requirement. Behind one that is older than go 1.17, or from a main
module that is, it goes on to what that requires. Behind a newer one it does not (graph
pruning), unless that raises the version of another requirement. In a workspace everything that
was named is downloaded too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

from goenvctl.go.gomod import GoMod, Version, replacement
from goenvctl.go.semver import precedence


class Graph(NamedTuple):
    """`asked` are the modules that are fetched; `is_whole` is False where a go.mod could not be read."""

    asked: frozenset[Version]
    is_whole: bool


def walk(
    mains: Iterable[GoMod],
    replaced: dict[Version, Version],
    read: Callable[[Version], GoMod | None],
    *,
    is_workspace: bool = False,
) -> Graph:
    """Everything that is fetched for these main modules, as far as `read` knows.

    `read` gives the go.mod of a module or, without a version, of a folder; None if it is not
    at hand. For a workspace it may be too much: behind a version that was raised there go stops
    sooner.
    """
    return _Walk(tuple(mains), replaced, read, is_workspace=is_workspace).to_the_end()


class _Walk:
    """`highest` are the versions that count: of what a main module requires; in a workspace of everything."""

    def __init__(
        self,
        mains: tuple[GoMod, ...],
        replaced: dict[Version, Version],
        read: Callable[[Version], GoMod | None],
        *,
        is_workspace: bool,
    ) -> None:
        self._replaced = replaced
        self._read = read
        self._is_workspace = is_workspace
        self._excluded = frozenset[Version]().union(*(main.excluded for main in mains))
        self._queue: list[tuple[Version, bool]] = []  # with: is it seen from a pruned go.mod?
        self._highest: dict[str, str] = {}
        self._asked: set[Version] = set()
        for main in mains:
            required = self._allowed(main)
            self._queue += [(one, main.is_pruned) for one in required]
            self._note(required, is_main=True)

    def to_the_end(self) -> Graph:
        seen: set[tuple[Version, bool]] = set()
        is_whole = True
        while self._queue:
            step = self._queue.pop()
            if step not in seen:
                seen.add(step)
                is_whole &= self._follow(*step)
        return Graph(frozenset(one for one in self._asked if one.version), is_whole)

    def _follow(self, one: Version, is_pruned: bool) -> bool:
        """Ask for it, and go on to what it requires; False where that is not known."""
        actual = replacement(one, self._replaced)
        self._asked.add(actual)
        gomod = self._read(actual)
        if gomod is None:
            return False
        required = self._allowed(gomod)
        if not (is_pruned and gomod.is_pruned):
            self._queue += [(one, False) for one in required]
        elif self._is_workspace:
            self._asked |= {replacement(one, self._replaced) for one in required}
        self._note(required)
        return True

    def _note(self, required: Iterable[Version], *, is_main: bool = False) -> None:
        """Where these raise a version that counts, the higher one is followed too."""
        for path, version in required:
            before = self._highest.get(path)
            if before is None:
                if is_main or self._is_workspace:
                    self._highest[path] = version
            elif precedence(version) != precedence(before):
                now = self._highest[path] = max(before, version, key=precedence)
                if self._is_workspace or now != before:
                    self._queue.append((Version(path, now), not self._is_workspace))

    def _allowed(self, gomod: GoMod) -> list[Version]:
        return [one for one in gomod.required if one not in self._excluded]
