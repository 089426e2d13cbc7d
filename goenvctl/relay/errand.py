"""What `go` asks the relay for, read off the path of a request; anything else is refused.

Source: cmd/go/internal/modfetch/proxy.go and sumdb.go, golang.org/x/mod/sumdb (client.go).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple
from urllib.parse import unquote

from goenvctl.go.module import ModulePathError, escape_path, escape_version, unescape
from goenvctl.probe.endpoint import Module

LIST, LATEST, QUERY, INFO, MOD, ZIP = "list", "latest", "query", ".info", ".mod", ".zip"
SUPPORTED, LOOKUP, TILE = "supported", "lookup", "tile"
VERSIONS = (LIST, LATEST, QUERY)  # answers that another day, or another mirror, may give otherwise
CANONICAL = re.compile(  # what a mirror may answer with; Go's module.CanonicalVersion keeps no other `+`
    r"v(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(-[0-9A-Za-z.-]+)?(\+incompatible)?"
)
_PLACE = re.compile("0|[1-9][0-9]{0,3}")
_DATABASE = re.compile(r"[A-Za-z0-9_~-][A-Za-z0-9._~:+-]*(/[A-Za-z0-9_~-][A-Za-z0-9._~+-]*)*")
_TILE = re.compile(r"/tile/\d{1,2}/\d{1,2}/(x\d{3}/)*\d{3}(\.p/\d{1,3})?")


class NoErrand(ValueError):
    """Nothing that `go` would ask for."""


class Errand(NamedTuple):
    """`post` is the number of the relay's place, None for the database that GOSUMDB has an address of.

    `tail` is the path below a mirror (`x/y/@v/v1.0.0.zip`), or below a database (`/lookup/…`),
    with `!` for capitals and no percent signs. `module` has an empty version where none is named.
    """

    post: int | None
    kind: str
    tail: str
    module: Module = Module("", "")
    database: str = ""

    @property
    def is_of_database(self) -> bool:
        return self.kind in (SUPPORTED, LOOKUP, TILE)

    def __str__(self) -> str:
        if self.kind in (INFO, MOD, ZIP):
            return f"{self.module}{self.kind}"
        return f"{self.module.path} {self.kind}" if self.module.path else self.tail


def read_errand(path: str) -> Errand:
    """`path` is that of a request, without the secret: `/0/x/y/@v/list`, `/sumdb/lookup/x/y@v1`.

    Raises NoErrand.
    """
    place, _, rest = unquote(path, errors="strict").removeprefix("/").partition("/")
    if place == "sumdb":
        return _of_database(None, "", f"/{rest}")
    if not _PLACE.fullmatch(place):
        raise NoErrand("no such place")
    if rest.startswith("sumdb/"):
        return _of_mirrors_copy(int(place), rest.removeprefix("sumdb/"))
    if rest.endswith("/@latest"):
        module = Module(_module(rest.removesuffix("/@latest")), "")
        return Errand(int(place), LATEST, rest, module)
    path, marker, file = rest.partition("/@v/")
    if not marker:
        raise NoErrand("no file of a module")
    module = Module(_module(path), "")
    if file == "list":
        return Errand(int(place), LIST, rest, module)
    stem, dot, ending = file.rpartition(".")
    kind = dot + ending
    if kind not in (INFO, MOD, ZIP):
        raise NoErrand("no file of a version")
    module = module._replace(version=_version(stem))
    if kind != INFO and not CANONICAL.fullmatch(module.version):
        raise NoErrand("no version")
    if kind == INFO and not is_exact(module):
        kind = QUERY
    return Errand(int(place), kind, rest, module)


def is_exact(module: Module) -> bool:
    """Must a mirror answer with this very version (modfetch/proxy.go, Stat)? `v2.0.0` of a path without
    `/v2` may be answered with `v2.0.0+incompatible` (module.Check)."""
    if not CANONICAL.fullmatch(module.version):
        return False
    major = module.version.partition(".")[0]
    if module.path.startswith("gopkg.in/"):
        wanted = module.path.rpartition(".")[2].removesuffix("-unstable")
        return wanted == major or (wanted == "v1" and module.version.startswith("v0.0.0-"))
    if in_path := re.search(r"/(v[2-9]|v[1-9]\d+)$", module.path):
        return in_path[1] == major and not module.version.endswith("+incompatible")
    return major in ("v0", "v1") or module.version.endswith("+incompatible")


def _of_mirrors_copy(post: int, rest: str) -> Errand:
    """The name of a database may hold slashes; what follows it is one of three words."""
    found = re.fullmatch(r"(.+?)(/(?:supported|lookup/.+|tile/.+))", rest)
    if not found or not _DATABASE.fullmatch(found[1]):
        raise NoErrand("no file of a database")
    return _of_database(post, found[1], found[2])


def _of_database(post: int | None, name: str, tail: str) -> Errand:
    if tail == "/supported" and post is not None:
        return Errand(post, SUPPORTED, tail, database=name)
    if _TILE.fullmatch(tail):
        return Errand(post, TILE, tail, database=name)
    path, at, version = tail.removeprefix("/lookup/").rpartition("@")
    if not tail.startswith("/lookup/") or not at:
        raise NoErrand("no file of a database")
    return Errand(post, LOOKUP, tail, Module(_module(path), _version(version)), name)


def _module(text: str) -> str:
    return _unescaped(text, escape_path)


def _version(text: str) -> str:
    return _unescaped(text, escape_version)


def _unescaped(text: str, escape: Callable[[str], str]) -> str:
    """What is escaped so; `escape` refuses what Go would not ask for."""
    try:
        plain = unescape(text)
        escape(plain)
    except ModulePathError as exc:
        raise NoErrand(f"{text}: {exc}") from exc
    return plain
