"""go.mod and go.work as far as they decide which modules are fetched: require, replace, exclude, use.

Source: golang.org/x/mod/modfile (ParseLax, ParseWork). Odd lines are passed over: go itself
stops at them in the main module.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from goenvctl.go.module import statements

PRUNED_SINCE = 17  # go 1.17: a go.mod names all that its packages need (gover.ExplicitIndirectVersion)


class Version(NamedTuple):
    """A module at a version. Without a version: every one of them, or (as a replacement) a folder."""

    path: str
    version: str


class GoMod(NamedTuple):
    """One file. `go` is its language version, empty where it has none; `used` are the folders of a go.work.

    `replaced` maps what is replaced to what stands for it.
    """

    module: str
    go: str
    required: tuple[Version, ...]
    replaced: dict[Version, Version]
    excluded: frozenset[Version]
    used: tuple[str, ...]

    @property
    def is_pruned(self) -> bool:
        """Does it name everything, so that what its requirements require is not looked at?"""
        match = re.match(r"1\.(\d+)", self.go)
        return match is not None and int(match[1]) >= PRUNED_SINCE


def parse_gomod(text: str) -> GoMod:
    """The file's content, of a go.mod or a go.work."""
    module = go = ""
    required: list[Version] = []
    replaced: dict[Version, Version] = {}
    excluded: set[Version] = set()
    used: list[str] = []
    for _, verb, words in statements(text):
        if verb == "module" and words:
            module = words[0]
        elif verb == "go" and words:
            go = words[0]
        elif verb == "use" and words:
            used.append(words[0])
        elif verb in ("require", "exclude") and len(words) == 2:
            (required.append if verb == "require" else excluded.add)(Version(*words))
        elif verb == "replace" and "=>" in words:
            old, new = words[: words.index("=>")], words[words.index("=>") + 1 :]
            if old and new:
                replaced[_version(old)] = _version(new)
    return GoMod(module, go, tuple(required), replaced, frozenset(excluded), tuple(used))


def replacement(one: Version, replaced: dict[Version, Version]) -> Version:
    """What stands for the module: that of its version before that of all versions, else itself."""
    return replaced.get(one) or replaced.get(Version(one.path, "")) or one


def _version(words: Sequence[str]) -> Version:
    return Version(words[0], words[1] if len(words) > 1 else "")
