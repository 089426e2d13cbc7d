"""Where profiles live: built-in, the site's, the user's; the nearer wins by name, a name beats any alias."""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from goenvctl.errors import InvalidInput, Problem
from goenvctl.go.patterns import trimmed_patterns
from goenvctl.host import Host, reason
from goenvctl.language import tr
from goenvctl.paths import Paths
from goenvctl.profiles.profile import BUILT_IN, BrokenProfile, Profile, parse_profile

if TYPE_CHECKING:
    from goenvctl.profiles.catalogue import Catalogue

SUFFIX = ".toml"


class Shelf(NamedTuple):
    """One folder of profiles."""

    source: str
    folder: str


class Store:
    """Reads profiles when they are asked for, each file once."""

    def __init__(self, host: Host, paths: Paths) -> None:
        self._host = host
        self._paths = paths
        self._read: dict[str, Profile | BrokenProfile] = {}

    @property
    def shelves(self) -> tuple[Shelf, ...]:
        """Nearest first."""
        return (
            Shelf("user", self._paths.user_profiles),
            Shelf("site", self._paths.site_profiles),
            Shelf(BUILT_IN, self._paths.built_in_profiles),
        )

    @cached_property
    def catalogue(self) -> Catalogue:
        from goenvctl.profiles.catalogue import parse_catalogue

        path = os.path.join(self._paths.built_in_profiles, "catalogue", "mirrors.toml")
        return parse_catalogue(self._host.read_text(path) or "")

    def find(self, name: str) -> Profile:
        """The profile of this name or alias. Raises InvalidInput where there is none, or it is broken."""
        for shelf in self.shelves:
            path = os.path.join(shelf.folder, name + SUFFIX)
            if os.sep not in name and os.path.isfile(path):
                return self._whole(path, shelf.source)
        profiles = self.profiles()
        for shelf in self.shelves:
            for profile in profiles:
                if profile.source == shelf.source and name in profile.aliases:
                    return profile
        raise InvalidInput("unknown-profile", tr("no profile {name!r}", name=name), self._suggestion(name))

    def load(self, path: str) -> Profile:
        """A profile from a file of the user's choice, whatever its folder."""
        folder = os.path.dirname(os.path.normpath(os.path.join(self._host.cwd, path)))
        source = next((shelf.source for shelf in self.shelves if shelf.folder == folder), "file")
        return self._whole(path, source)

    def profiles(self) -> list[Profile]:
        """Every profile that can be read, by name, without those a nearer one hides."""
        nearest: dict[str, Profile] = {}
        for name, entry in self._entries(self.shelves):
            if isinstance(entry, Profile):
                nearest.setdefault(name, entry)
        return [nearest[name] for name in sorted(nearest)]

    def added(self) -> list[Profile]:
        """Those of user and site alone, hidden ones included."""
        return [entry for _, entry in self._entries(self.shelves[:2]) if isinstance(entry, Profile)]

    def broken(self) -> list[BrokenProfile]:
        """The files of user and site that are no profiles."""
        return [entry for _, entry in self._entries(self.shelves[:2]) if isinstance(entry, BrokenProfile)]

    def private_patterns(self) -> tuple[str, ...]:
        """The GOPRIVATE and GONOSUMDB patterns of user and site profiles, hidden ones included."""
        values: list[str] = []
        for _, entry in self._entries(self.shelves[:2]):
            if isinstance(entry, BrokenProfile):
                values += entry.patterns or ()
            elif not entry.is_template:
                values += (entry.go.get("GOPRIVATE", ""), entry.go.get("GONOSUMDB", ""))
        return tuple(trimmed_patterns(",".join(values)))

    def _entries(self, shelves: tuple[Shelf, ...]) -> Iterator[tuple[str, Profile | BrokenProfile]]:
        for shelf in shelves:
            try:
                names = _names(shelf.folder)
            except OSError as exc:
                yield "", _unreadable(shelf.folder, reason(exc))
                continue
            for name in names:
                yield name, self._entry(os.path.join(shelf.folder, name + SUFFIX), shelf.source)

    def _entry(self, path: str, source: str) -> Profile | BrokenProfile:
        if path not in self._read:
            try:
                self._read[path] = self._parse(path, source)
            except BrokenProfile as exc:
                self._read[path] = exc
        return self._read[path]

    def _whole(self, path: str, source: str) -> Profile:
        entry = self._entry(path, source)
        if isinstance(entry, BrokenProfile):
            raise entry
        return entry

    def _parse(self, path: str, source: str) -> Profile:
        name = os.path.basename(path).removesuffix(SUFFIX)
        try:
            text = self._host.read_text(path)
        except (OSError, UnicodeDecodeError) as exc:
            why = tr("not UTF-8") if isinstance(exc, UnicodeDecodeError) else reason(exc)
            raise _unreadable(path, why) from exc
        if text is None:
            raise _unreadable(path, tr("there is no such file"))
        return parse_profile(text, name, path, source)

    def _suggestion(self, name: str) -> str:
        from difflib import get_close_matches

        known = [word for profile in self.profiles() for word in (profile.name, *profile.aliases)]
        close = get_close_matches(name.lower(), known, n=1)
        return tr("did you mean {name}?", name=close[0]) if close else tr("goenvctl list shows them")


def _unreadable(path: str, why: str) -> BrokenProfile:
    problem = Problem(
        "profile-unreadable",
        tr("cannot be read: {reason}", reason=why),
        tr("make it readable, or remove it"),
        path,
    )
    return BrokenProfile(problem, None)


def _names(folder: str) -> list[str]:
    if not os.path.lexists(folder):  # a link that leads nowhere is an error: what is there is unknown
        return []
    files = os.listdir(folder)
    return sorted(
        file.removesuffix(SUFFIX) for file in files if file.endswith(SUFFIX) and not file.startswith(".")
    )
