"""Modules with their checksum database, an authority that users trust, and as many users as one likes."""

from __future__ import annotations

import itertools
import ssl
from pathlib import Path
from types import TracebackType
from typing import Self

from trustme import CA

from tests.fakes.mirror import Database
from tests.fakes.modules import Module, write_tree
from tests.fakes.sumdb import SumDB
from tests.home import Home
from tests.surroundings.both import MODULE, User
from tests.surroundings.names import among_names
from tests.toolchains import NEWEST, Toolchain

LIB = Module("example.com/lib", "v1.0.0", {"lib.go": b"package lib\n"})
CAPITALS = Module("example.com/Big/Lib", "v2.0.0+incompatible", {"lib.go": b"package lib\n"})
assert f"{LIB.path}@{LIB.version}" == MODULE


class Stage:
    """What all cases share, while its context is entered. `database` is at plain http on the loopback."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.tree = write_tree([LIB, CAPITALS], folder / "tree", latest=True)
        self.sumdb = new_sumdb()
        self.database = Database(self.sumdb)
        self._authority = CA()
        self.ca_file = str(folder / "ca.pem")
        self._authority.cert_pem.write_to_path(self.ca_file)
        self._prefix = among_names(folder)
        self._numbers = itertools.count()

    def __enter__(self) -> Self:
        self.database.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, exc: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.database.__exit__(kind, exc, trace)

    def server(self, *names: str) -> ssl.SSLContext:
        """The context of a server with a certificate for these names."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._authority.issue_cert(*names).configure_cert(context)
        return context

    def user(
        self, environ: dict[str, str], toolchain: Toolchain = NEWEST, *, has_names: bool = False
    ) -> User:
        """A user in a home of their own, who trusts the authority unless the environment says otherwise.

        With `has_names` they know the names of names.py, and no others.
        """
        home = Home(self.folder / f"home{next(self._numbers)}", toolchain)
        given = {"GOSUMDB": f"{self.sumdb.key} {self.database.url}", "SSL_CERT_FILE": self.ca_file}
        return User(home, {**given, **environ}, self._prefix if has_names else ())


def new_sumdb(name: str = "localhost") -> SumDB:
    """A database that knows the modules."""
    return SumDB([LIB, CAPITALS], name=name)
