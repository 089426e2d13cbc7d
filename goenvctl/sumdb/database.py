"""GOSUMDB as Go reads it: which database, by which key, at which address.

Source: cmd/go/internal/modfetch/sumdb.go (dbDial) and key.go (knownGOSUMDB).
"""

from __future__ import annotations

import re
from typing import NamedTuple

from goenvctl.go.address import Address, AddressError, parse_address
from goenvctl.go.proxylist import SPACE
from goenvctl.language import tr
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
    fields = ["sum.golang.org", f"https://{ALIAS}"] if value == ALIAS else _fields(value)
    if not fields:
        raise BadDatabase(tr("it is empty"))
    if len(fields) > 2:
        raise BadDatabase(tr("it has more than a key and an address"))
    if "+" not in fields[0] and fields[0] not in KNOWN:
        raise BadDatabase(
            tr("{name!r} is neither a database that Go knows nor a verifier key", name=fields[0])
        )
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
        raise BadDatabase(tr("the name in the key is no host: {fault}", fault=exc)) from exc
    is_plain = address == Address("https", None, address.host, address.path, "", "", "")
    if name.endswith("/") or not (is_plain and address.host) or _is_escaped(address.path):
        raise BadDatabase(tr("the name in the key must be host[/path], not {name!r}", name=name))


def _is_escaped(path: str) -> bool:
    """Would Go spell the path otherwise than it stands (URL.RawPath)?"""
    from urllib.parse import quote, unquote_to_bytes

    return quote(unquote_to_bytes(path), safe="$&+,/:;=@~") != path


def _fields(value: str) -> list[str]:
    """strings.Fields: Python's own split() takes more characters for blanks."""
    return [field for field in re.split(f"[{SPACE}]+", value) if field]


def _check_url(url: str) -> None:
    try:
        address = parse_address(url)
    except AddressError as exc:
        raise BadDatabase(tr("its address is no URL: {fault}", fault=exc)) from exc
    if address.scheme not in ("", "https", "http", "file"):
        raise BadDatabase(
            tr("its address has the scheme {scheme!r}; Go takes https, http and file", scheme=address.scheme)
        )
