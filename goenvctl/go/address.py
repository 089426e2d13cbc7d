"""URLs as Go parses them: the part of net/url that decides whether GOPROXY is accepted.

Source: src/net/url/url.go (Parse, parseAuthority, parseHost, unescape). Python's own
parser accepts what Go refuses (ports that are no numbers, blanks in a host).
"""

from __future__ import annotations

import re
from typing import NamedTuple

from goenvctl.language import tr

_PLAIN = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~!$&'()*+,;=:%")
_USERINFO = _PLAIN | {"@"}
_HOST = _PLAIN | set('[]<>"')


class AddressError(ValueError):
    """The text is no URL; the message says why in net/url's words where it has some."""


class Address(NamedTuple):
    """A parsed URL: `userinfo` is None where there is no `@`; `host` keeps its port and brackets."""

    scheme: str
    userinfo: str | None
    host: str
    path: str
    query: str
    fragment: str
    opaque: str

    @property
    def hostname(self) -> str:
        """The host in lower case, without port, brackets and final dot."""
        name = self.host
        name = name[1:].partition("]")[0] if name.startswith("[") else name.partition(":")[0]
        return name.lower().rstrip(".")

    @property
    def is_path_only(self) -> bool:
        """Is there nothing but scheme and path, as file URLs must be?"""
        return self == Address(self.scheme, None, "", self.path, "", "", "")


def parse_address(text: str) -> Address:
    """`text` as url.Parse reads it. Raises AddressError where Go reports an error."""
    rest, _, fragment = text.partition("#")
    _check_escapes(fragment)
    if any(ord(char) < 32 or ord(char) == 127 for char in rest):
        raise AddressError(tr("invalid control character in URL"))
    scheme = ""
    if rest.startswith(":"):
        raise AddressError(tr("missing protocol scheme"))
    if match := re.match("[A-Za-z][A-Za-z0-9+.-]*:", rest):
        scheme, rest = match[0][:-1].lower(), rest[match.end() :]
    rest, question, query = rest.partition("?")
    query = query if query or not question else "?"  # ForceQuery counts as a query
    if not rest.startswith("/"):
        if scheme:
            return Address(scheme, None, "", "", query, fragment, rest)
        if ":" in rest.partition("/")[0]:
            raise AddressError(tr("first path segment in URL cannot contain colon"))
    userinfo, host = None, ""
    if rest.startswith("//") and (scheme or not rest.startswith("///")):
        authority, slash, path = rest[2:].partition("/")
        rest = slash + path
        userinfo, host = _parse_authority(authority, scheme)
    _check_escapes(rest)
    return Address(scheme, userinfo, host, rest, query, fragment, "")


def canonical(text: str) -> str:
    """One spelling for all that lead to the same place: without userinfo and final slash.

    Scheme and host in lower case, no default port, dots and escapes of the path resolved. A text
    that is no URL stays as it is.
    """
    import posixpath
    from urllib.parse import quote, unquote_to_bytes

    try:
        address = parse_address(text)
    except AddressError:
        return text
    if not address.host:
        return text
    host = _canonical_host(address.hostname) + _canonical_port(address)
    path = posixpath.normpath("/" + unquote_to_bytes(address.path.lstrip("/")).decode("utf-8", "replace"))
    spelled = quote(path, safe="/-_.~$&+,:;=@!*()").rstrip("/")
    return f"{address.scheme}://{host}{spelled}" + (f"?{address.query}" if address.query else "")


def _canonical_host(name: str) -> str:
    import ipaddress

    try:
        ip = ipaddress.ip_address(name)
    except ValueError:
        return name
    if isinstance(ip, ipaddress.IPv6Address):
        return str(ip.ipv4_mapped) if ip.ipv4_mapped else f"[{ip}]"
    return str(ip)


def _canonical_port(address: Address) -> str:
    port = address.host.rpartition("]")[2].partition(":")[2].lstrip("0")
    return f":{port}" if port and port != {"http": "80", "https": "443"}.get(address.scheme) else ""


def _parse_authority(authority: str, scheme: str) -> tuple[str | None, str]:
    userinfo, at, host = authority.rpartition("@")
    _check_host(host, scheme)
    if at and not _USERINFO.issuperset(userinfo):
        raise AddressError(tr("invalid userinfo"))
    _check_escapes(userinfo)
    return (userinfo if at else None), host


def _check_host(host: str, scheme: str) -> None:
    port = ""
    if "[" in host:
        if not host.startswith("[") or host.rfind("[") > 0:
            raise AddressError(tr("invalid IP-literal"))
        if "]" not in host:
            raise AddressError(tr("missing ']' in host"))
        literal, _, port = host[1:].rpartition("]")
        host, zone = _check_ip_literal(literal)
        _check_escapes(zone)
    elif ":" in host:
        # Since 1.27 a second colon is an error in http and https; before, only when it is used.
        port = host[host.index(":") if scheme in ("http", "https") else host.rindex(":") :]
    if port and not (port[0] == ":" and f"0{port[1:]}".isascii() and f"0{port[1:]}".isdigit()):
        raise AddressError(tr("invalid port after host"))  # it may be a password: not echoed
    _check_escapes(host)
    if "%" in host and (match := re.search("%(?!25)[0-7][0-9A-Fa-f]", host)):
        raise AddressError(_bad_escape(match[0]))
    for char in host:
        if char.isascii() and char not in _HOST:
            raise AddressError(tr('invalid character "{character}" in host name', character=char))


def _check_ip_literal(literal: str) -> tuple[str, str]:
    """Its address and, behind `%25`, its zone, in which almost anything may be escaped (RFC 6874)."""
    from ipaddress import AddressValueError, IPv6Address  # 1 ms, and rarely needed

    address, _, zone = literal.partition("%25")
    try:
        IPv6Address(address)
    except AddressValueError as exc:
        raise AddressError(tr('invalid host: "{host}" is no IPv6 address', host=literal)) from exc
    return address, zone


def _check_escapes(text: str) -> None:
    if "%" in text and (match := re.search("(?s)%(?![0-9A-Fa-f]{2}).{0,2}", text)):
        raise AddressError(_bad_escape(match[0]))


def _bad_escape(text: str) -> str:
    return tr('invalid URL escape "{text}"', text=text)
