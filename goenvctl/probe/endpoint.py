"""A mirror as a place to ask: its address, whose it is, and under which terms it is judged."""

from __future__ import annotations

import posixpath
from typing import NamedTuple
from urllib.parse import quote

from goenvctl.go.address import parse_address
from goenvctl.go.module import escape_path, escape_version
from goenvctl.go.patterns import matches
from goenvctl.sumdb.database import Database

ABSENT = "v0.0.404"  # a version that no module has
TOOLCHAIN = "golang.org/toolchain"
_SAFE = "-_.~$&+,/:;=@"  # what net/url leaves as it is in a path (shouldEscape, encodePath)


class Module(NamedTuple):
    """One version of a module."""

    path: str
    version: str

    def __str__(self) -> str:
        return f"{self.path}@{self.version}"


class Terms(NamedTuple):
    """What holds for a probe: the value of GOSUMDB, the database it names, and whose mirrors these are.

    `database` is None under GOSUMDB=off; it is not asked for what the patterns `unasked` match.
    `modules` are asked for in turn, the next one only where a mirror does not have the one before.
    """

    gosumdb: str
    database: Database | None
    unasked: str
    trust: str
    modules: tuple[Module, ...]

    def database_for(self, module: Module) -> Database | None:
        """Who is asked for the module's sums, or None where `go` would not ask, or must not."""
        return None if matches(self.unasked, module.path) else self.database


class Endpoint(NamedTuple):
    """A mirror to probe. `url` may hold credentials of the user's own; `shown` does not."""

    url: str
    shown: str
    operator: str
    terms: Terms

    def file(self, module: str, name: str) -> str:
        """The address of `@v/…` or `@latest` of a module, spelled as Go spells it on the wire."""
        return _join(self.url, f"{escape_path(module)}/{name}")

    def version_file(self, module: Module, ending: str) -> str:
        return self.file(module.path, f"@v/{escape_version(module.version)}{ending}")

    def sumdb(self, path: str) -> str:
        """The address of the mirror's copy of the database; `path` begins with a slash."""
        assert self.terms.database
        return _join(self.url, f"sumdb/{self.terms.database.key.name}{path}", mark_escaped=False)


def database_url(base: str, path: str) -> str:
    """An address below a database's own, in which `!` stays as it is."""
    return _join(base, path.lstrip("/"), mark_escaped=False)


def _join(base: str, path: str, *, mark_escaped: bool = True) -> str:
    """Source: cmd/go/internal/modfetch/proxy.go (newProxyRepo, getBody), sumdb.go."""
    address = parse_address(base)
    whole = posixpath.normpath(f"{address.path.removesuffix('/')}/{path}")
    spelled = quote("/" + whole.lstrip("/"), safe=_SAFE + "%" + ("" if mark_escaped else "!"))
    userinfo = f"{address.userinfo}@" if address.userinfo is not None else ""
    query = f"?{address.query.removeprefix('?')}" if address.query else ""
    return f"{address.scheme}://{userinfo}{address.host}{spelled}{query}"
