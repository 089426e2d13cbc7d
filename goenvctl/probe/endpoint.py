"""A mirror as a place to ask: its address, whose it is, and under which terms it is judged."""

from __future__ import annotations

from typing import NamedTuple

from goenvctl.go.module import escape_path, escape_version
from goenvctl.go.patterns import matches
from goenvctl.go.wire import module_url, sumdb_url
from goenvctl.sumdb.database import Database

ABSENT = "v0.0.404"  # a version that no module has
TOOLCHAIN = "golang.org/toolchain"


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
        return module_url(self.url, f"{escape_path(module)}/{name}")

    def version_file(self, module: Module, ending: str) -> str:
        return self.file(module.path, f"@v/{escape_version(module.version)}{ending}")

    def sumdb(self, path: str) -> str:
        """The address of the mirror's copy of the database; `path` begins with a slash."""
        assert self.terms.database
        return sumdb_url(self.url, f"sumdb/{self.terms.database.key.name}{path}")
