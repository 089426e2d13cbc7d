"""The dated catalogue of mirrors and databases: which are public, which are retired, and by what replaced.

The data is profiles/catalogue/mirrors.toml; nothing here reaches a network.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from typing import NamedTuple

from goenvctl.go.address import Address, AddressError, parse_address


class Mirror(NamedTuple):
    """A public mirror: `prefix` is host[/path]; `status` is alive or unknown."""

    prefix: str
    operator: str
    status: str


class Retired(NamedTuple):
    """Gone or unfit: `why` in a few words, `replacement` an address or a GOSUMDB value."""

    prefix: str
    why: str
    replacement: str


class Catalogue(NamedTuple):
    """`control` are `module@version` that every public mirror has; `date` is the day of the facts.

    `sums` are their pinned sums by `PATH VERSION` and `PATH VERSION/go.mod`, as in go.sum.
    """

    date: str
    mirrors: tuple[Mirror, ...]
    retired: tuple[Retired, ...]
    retired_databases: tuple[Retired, ...]
    control: tuple[str, ...]
    sums: Mapping[str, str] = {}

    def public_mirror(self, url: str) -> Mirror | None:
        """The mirror that the address belongs to, if it is a public one."""
        return next((mirror for mirror in self.mirrors if _under(mirror.prefix, url)), None)

    def retired_mirror(self, url: str) -> Retired | None:
        return next((mirror for mirror in self.retired if _under(mirror.prefix, url)), None)

    def retired_database(self, gosumdb: str) -> Retired | None:
        name = gosumdb.split("+")[0].split()[0] if gosumdb.strip() else ""
        return next((base for base in self.retired_databases if base.prefix == name), None)


NOTHING = Catalogue("", (), (), (), ())


def parse_catalogue(text: str) -> Catalogue:
    """The catalogue in the text of its TOML file, which the tests hold to this shape."""
    data = tomllib.loads(text)
    return Catalogue(
        date=str(data["date"]),
        mirrors=tuple(Mirror(one["prefix"], one["operator"], one["status"]) for one in data["mirror"]),
        retired=tuple(Retired(**one) for one in data["retired"]),
        retired_databases=tuple(Retired(**one) for one in data["retired_database"]),
        control=tuple(data["control"]),
        sums=data.get("sums", {}),
    )


def _under(prefix: str, url: str) -> bool:
    try:
        address: Address = parse_address(url)
    except AddressError:
        return False
    host, _, path = prefix.partition("/")
    wanted = path.strip("/")
    given = "/".join(part for part in address.path.split("/") if part)
    return address.hostname == host and (not wanted or f"{given}/".startswith(f"{wanted}/"))
