"""What a folder's go.mod or go.work makes go fetch, read from files: no go is run, nothing is asked."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

from goenvctl.errors import InvalidInput
from goenvctl.go.gomod import GoMod, Version, parse_gomod, replacement
from goenvctl.go.gosum import read_sums
from goenvctl.go.modgraph import walk
from goenvctl.go.module import ModulePathError, escape_path, escape_version, required_modules
from goenvctl.host import Host
from goenvctl.language import tr

FILES = ("go.work", "go.mod")


class Tree(NamedTuple):
    """A module or a workspace, by the `path` of its go.mod or go.work.

    `asked` is what `go mod download` fetches into an empty module cache, after replacements.
    `required` maps each path that a main module requires to the file and line; `unsummed` are
    the paths asked that lack a sum. Where the go.mod of some requirement is not in the module
    cache, `asked` holds all that the sums name too: what only they name is `guessed`. With
    neither cache nor sums there `is_partial`. `vendor` is a folder, or empty.
    """

    path: str
    asked: frozenset[str]
    required: Mapping[str, tuple[str, int]]
    unsummed: frozenset[str]
    guessed: frozenset[str]
    is_partial: bool
    vendor: str

    @property
    def is_workspace(self) -> bool:
        return os.path.basename(self.path) != "go.mod"


def read_tree(host: Host, place: str, module_cache: str) -> Tree:
    """The tree at a folder (or above it, as go looks), or at a go.mod or go.work by name.

    Raises InvalidInput where there is none, or it cannot be read.
    """
    path = _find(host, os.path.normpath(os.path.join(host.cwd, place)))
    file = _read(host, path)
    is_workspace = os.path.basename(path) != "go.mod"
    folder = os.path.dirname(path)
    mains = {path: file}
    if is_workspace:
        used = (os.path.normpath(os.path.join(folder, one, "go.mod")) for one in file.used)
        mains = {one: _read(host, one) for one in used}
    replaced = _replacements({**mains, path: file})
    graph = walk(mains.values(), replaced, _reader(host, module_cache), is_workspace=is_workspace)
    sums = _sums(host, (path + ".sum" if is_workspace else "", *(one[:-4] + ".sum" for one in mains)))
    asked = set(graph.asked)
    if not graph.is_whole:
        excluded = frozenset[Version]().union(*(main.excluded for main in mains.values()))
        asked |= {one for one in _summed(sums) if _is_asked(one, replaced, excluded)}
    is_pruned = not is_workspace and file.is_pruned
    unpacked = {replacement(one, replaced) for one in file.required} if is_pruned else asked
    vendor = os.path.join(folder, "vendor")
    return Tree(
        path,
        frozenset(one.path for one in asked),
        _required(host, mains),
        frozenset(_unsummed(asked, unpacked & asked, sums)),
        frozenset(one.path for one in asked) - {one.path for one in graph.asked},
        not (graph.is_whole or sums),
        vendor if os.path.isfile(os.path.join(vendor, "modules.txt")) else "",
    )


def _find(host: Host, place: str) -> str:
    if os.path.isfile(place):
        if os.path.basename(place) not in FILES:
            raise InvalidInput(
                "no-go-mod",
                tr("{path} is no go.mod and no go.work", path=place),
                tr("name one of these, or a folder"),
            )
        return place
    if not os.path.isdir(place):
        raise InvalidInput(
            "no-such-folder", tr("there is no folder {path}", path=place), tr("name a folder, such as .")
        )
    gowork = host.environ.get("GOWORK", "")
    if gowork and gowork not in ("auto", "off"):
        return gowork
    folders = list(_upwards(place))
    for name in FILES:
        if name == "go.work" and gowork == "off":
            continue
        for folder in folders:
            if os.path.isfile(path := os.path.join(folder, name)):
                return path
    raise InvalidInput(
        "no-go-mod",
        tr("there is no go.mod or go.work in {path} or above it", path=place),
        tr("name the folder of a module"),
    )


def _upwards(folder: str) -> Iterator[str]:
    yield folder
    while (above := os.path.dirname(folder)) != folder:
        folder = above
        yield folder


def _read(host: Host, path: str) -> GoMod:
    data = host.peek(path)
    if data is None:
        raise InvalidInput("unreadable", tr("{path} cannot be read", path=path), tr("make it readable"))
    return parse_gomod(data.decode("utf-8", "replace"))


def _replacements(files: Mapping[str, GoMod]) -> dict[Version, Version]:
    """Of all files, with folders made absolute; the last one, a go.work, wins."""
    found: dict[Version, Version] = {}
    for path, file in files.items():
        for old, new in file.replaced.items():
            folder = os.path.normpath(os.path.join(os.path.dirname(path), new.path))
            found[old] = new if new.version else Version(folder, "")
    return found


def _reader(host: Host, module_cache: str) -> Callable[[Version], GoMod | None]:
    def read(one: Version) -> GoMod | None:
        try:
            path = os.path.join(one.path, "go.mod")
            if one.version:
                name = f"{escape_version(one.version)}.mod"
                path = os.path.join(module_cache, "cache", "download", escape_path(one.path), "@v", name)
        except ModulePathError:
            return None
        data = host.peek(path)
        return None if data is None else parse_gomod(data.decode("utf-8", "replace"))

    return read


def _sums(host: Host, paths: tuple[str, ...]) -> set[str]:
    texts = ((host.peek(path) or b"").decode("utf-8", "replace") for path in paths)
    return {key for text in texts for key in read_sums(text)}


def _summed(sums: set[str]) -> Iterator[Version]:
    for key in sums:
        path, _, version = key.partition(" ")
        yield Version(path, version.removesuffix("/go.mod"))


def _is_asked(one: Version, replaced: Mapping[Version, Version], excluded: frozenset[Version]) -> bool:
    """Can a sum be of use, or is it left over from before a replacement or an exclusion?"""
    is_gone = one in replaced or Version(one.path, "") in replaced or one in excluded
    return not is_gone or one in replaced.values()


def _required(host: Host, mains: Mapping[str, GoMod]) -> dict[str, tuple[str, int]]:
    found: dict[str, tuple[str, int]] = {}
    for path, main in mains.items():
        named = {one.path for one in main.required}
        for one in required_modules((host.peek(path) or b"").decode("utf-8", "replace")):
            if one.path in named:
                found.setdefault(one.path, (path, one.line))
    return found


def _unsummed(asked: set[Version], unpacked: set[Version], sums: set[str]) -> Iterator[str]:
    """Paths whose go.mod, or of which no version's files, have a sum."""
    yield from (path for path, version in asked if f"{path} {version}/go.mod" not in sums)
    whole = {path for path, version in unpacked if f"{path} {version}" in sums}
    yield from (path for path, _ in unpacked if path not in whole)
