"""How Go spells an address on the wire: a path as its user wrote it, where that can stand.

Sources: net/url (setPath, EscapedPath, validEncoded), cmd/go/internal/modfetch/proxy.go
(newProxyRepo, getBody) and cmd/go/internal/web/api.go (Join).
"""

from __future__ import annotations

import posixpath
import re
from urllib.parse import quote, unquote_to_bytes

from goenvctl.go.address import parse_address

_PLAIN = "-_.~$&+,/:;=@"  # what EscapedPath leaves when it spells a path itself
_WRITTEN = re.compile(r"[A-Za-z0-9\-_.~/!$&'()*+,;=:@\[\]%]*")  # what it leaves of a user's own spelling


def module_url(base: str, tail: str) -> str:
    """A module's file below a mirror: dots and doubled slashes are resolved, `!` is escaped."""
    text = parse_address(base).path
    raw = _without_slash(_raw_path(text)) + "/" + quote(tail, safe=_PLAIN)
    return _address(base, _cleaned(_without_slash(_decoded(text)) + "/" + tail), _cleaned(raw))


def sumdb_url(base: str, tail: str) -> str:
    """A file of a checksum database below its own address or a mirror's: joined, and not cleaned."""
    text, tail = parse_address(base).path, tail.removeprefix("/")
    raw = _without_slash(_raw_path(text)) + "/" + tail
    return _address(base, _without_slash(_decoded(text)) + "/" + tail, raw)


def _raw_path(text: str) -> str:
    """The path as it was written, where net/url keeps that: it would have spelled it otherwise."""
    return "" if _spelled(_decoded(text)) == text else text


def _address(base: str, path: str, raw: str) -> str:
    address = parse_address(base)
    spelled = raw if _WRITTEN.fullmatch(raw) and _decoded(raw) == path else _spelled(path)
    userinfo = f"{address.userinfo}@" if address.userinfo is not None else ""
    query = f"?{address.query.removeprefix('?')}" if address.query else ""
    return f"{address.scheme}://{userinfo}{address.host}{spelled}{query}"


def _spelled(path: str) -> str:
    return quote(path.encode("latin-1"), safe=_PLAIN)


def _decoded(text: str) -> str:
    """The path's bytes, one character each."""
    return unquote_to_bytes(text).decode("latin-1")


def _cleaned(path: str) -> str:
    return "/" + posixpath.normpath(path).lstrip("/")


def _without_slash(path: str) -> str:
    return path.removesuffix("/")
