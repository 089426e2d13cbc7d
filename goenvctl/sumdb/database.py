"""GOSUMDB as Go reads it: which database, by which key, at which address.

Source: cmd/go/internal/modfetch/sumdb.go (dbDial) and key.go (knownGOSUMDB).
"""

from __future__ import annotations

from typing import NamedTuple

from goenvctl.go.address import AddressError, parse_address
from goenvctl.sumdb.note import BadKey, VerifierKey, parse_verifier_key

ALIAS = "sum.golang.google.cn"  # a front of the same log that answers in mainland China
KNOWN = {"sum.golang.org": "sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8"}


class BadDatabase(ValueError):
    """Go would refuse this GOSUMDB at the first sum it has to look up."""


class Database(NamedTuple):
    """`url` is empty where Go finds the way itself: through the mirrors, else https://name."""

    key: VerifierKey
    url: str


def parse_gosumdb(value: str) -> Database | None:
    """The database, or None for `off`. Raises BadDatabase with the reason."""
    if value == "off":
        return None
    fields = f"sum.golang.org https://{ALIAS}".split() if value == ALIAS else value.split()
    if not fields:
        raise BadDatabase("it is empty")
    if len(fields) > 2:
        raise BadDatabase("it has more than a key and an address")
    if "+" not in fields[0] and fields[0] not in KNOWN:
        raise BadDatabase(f"{fields[0]!r} is neither a database that Go knows nor a verifier key")
    try:
        key = parse_verifier_key(KNOWN.get(fields[0], fields[0]))
    except BadKey as exc:
        raise BadDatabase(str(exc)) from exc
    _check_name(key.name)
    url = fields[1] if len(fields) == 2 else ""
    if url:
        _check_url(url)
    return Database(key, url)


def _check_name(name: str) -> None:
    try:
        address = parse_address("https://" + name)
    except AddressError as exc:
        raise BadDatabase(f"the name in the key is no host: {exc}") from exc
    plain = address._replace(host="", path="")
    if name.endswith("/") or not address.host or plain != parse_address("https:")._replace(opaque=""):
        raise BadDatabase(f"the name in the key must be host[/path], not {name!r}")


def _check_url(url: str) -> None:
    try:
        address = parse_address(url)
    except AddressError as exc:
        raise BadDatabase(f"its address is no URL: {exc}") from exc
    if address.scheme not in ("", "https", "http", "file"):
        raise BadDatabase(f"its address has the scheme {address.scheme!r}; Go takes https, http and file")
