"""The HTTP proxy of the environment that Go takes for a request.

Source: golang.org/x/net/http/httpproxy/proxy.go, which net/http uses. The rules are those of Go 1.24.1
and later; older ones let a name in NO_PROXY match the end of an IP address.
"""

from __future__ import annotations

from collections.abc import Mapping
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import NamedTuple
from urllib.parse import unquote

from goenvctl.go.address import Address, AddressError, parse_address
from goenvctl.go.proxylist import SPACE
from goenvctl.language import tr

IP = IPv4Address | IPv6Address
PORTS = {"http": "80", "https": "443"}
SPOKEN = ("http", "https", "socks5", "socks5h")  # net/http speaks http to any other


class ProxyRefused(ValueError):
    """Go makes no such request; the message is Go's reason."""


class _Target(NamedTuple):
    """Where a request goes: `name` is in ASCII, `ip` what it reads as, or None."""

    name: str
    port: str
    ip: IP | None


def proxy_for(environ: Mapping[str, str], url: str) -> str:
    """The proxy's URL, `scheme://[userinfo@]host[:port]`, for a request to `url`; empty for none.

    The scheme is http, https, socks5 or socks5h. A value that is no address counts as none.
    Raises ProxyRefused, and AddressError where `url` is none.
    """
    address = parse_address(url)
    if address.scheme not in PORTS:
        return ""
    proxy = _parse_proxy(_value(environ, f"{address.scheme}_proxy"))
    if proxy and address.scheme == "http" and environ.get("REQUEST_METHOD"):
        raise ProxyRefused(
            tr("refusing to use HTTP_PROXY value in CGI environment; see golang.org/s/cgihttpproxy")
        )
    return proxy if proxy and _is_proxied(_target(address), _value(environ, "no_proxy")) else ""


def _value(environ: Mapping[str, str], name: str) -> str:
    return environ.get(name.upper()) or environ.get(name, "")


def _parse_proxy(value: str) -> str:
    """The value, with http:// in front where it is no whole URL by itself."""
    if not value:
        return ""
    proxy = _address(value)
    if not (proxy and proxy.scheme and proxy.host):
        proxy = _address("http://" + value) or proxy
    if not proxy:
        return ""
    place = proxy.host if proxy.userinfo is None else f"{proxy.userinfo}@{proxy.host}"
    if proxy.scheme in SPOKEN:
        return f"{proxy.scheme}://{place}"
    return f"http://{place}" if _split_port(proxy.host)[1] else f"http://{place.removesuffix(':')}:0"


def _address(text: str) -> Address | None:
    try:
        return parse_address(text)
    except AddressError:
        return None


def _target(address: Address) -> _Target:
    name, port = _split_port(unquote(address.host))
    name = _to_ascii(name)
    return _Target(name, port or PORTS[address.scheme], _parse_ip(name))


def _split_port(host: str) -> tuple[str, str]:
    """Name and port of a URL's host, as net/url splits it; brackets go."""
    name, colon, port = host.rpartition(":")
    if not (colon and f"0{port}".isascii() and f"0{port}".isdigit()):
        name, port = host, ""
    return (name[1:-1] if name[:1] == "[" and name[-1:] == "]" else name), port


def _is_proxied(target: _Target, no_proxy: str) -> bool:
    if target.name == "localhost" or (target.ip and target.ip.is_loopback):
        return False
    target = target._replace(name=_lower(target.name.strip(SPACE)))
    entries = [_lower(entry.strip(SPACE)) for entry in no_proxy.split(",")]
    return not any(_covers(entry, target) for entry in entries if entry)


def _covers(entry: str, target: _Target) -> bool:
    """Does this entry of NO_PROXY hold for the target? `*`, a network, an address, a name."""
    if entry == "*":
        return True
    if network := _parse_network(entry):
        return bool(target.ip and target.ip in network)
    name, port = _split_host_port(entry)
    if port not in ("", target.port):
        return False
    ip = None if "%" in name else _parse_ip(name)
    if ip or target.ip:
        return ip == target.ip
    return bool(name) and _covers_name(name, target.name)


def _covers_name(pattern: str, name: str) -> bool:
    """`example.com` is itself and all below it; `.example.com` and `*.example.com` what is below."""
    if pattern.startswith("*."):
        pattern = pattern[1:]
    if pattern.startswith("."):
        return name.endswith(_to_ascii(pattern))
    below = _to_ascii("." + pattern)
    return name == below[1:] or name.endswith(below)


def _parse_network(text: str) -> IPv4Network | IPv6Network | None:
    """As net.ParseCIDR; what lies in the IPv4-mapped part of IPv6 is IPv4."""
    start, slash, bits = text.partition("/")
    if not (slash and bits.isascii() and bits.isdigit() and len(bits) < 9):
        return None
    try:
        network = ip_network((ip_address(start), int(bits)), strict=False)
    except ValueError:
        return None
    if "%" in start:
        return None
    mapped = network.version == 6 and network.prefixlen >= 96 and network.network_address.ipv4_mapped
    return IPv4Network((mapped, network.prefixlen - 96)) if mapped else network


def _parse_ip(text: str) -> IP | None:
    """As netip.ParseAddr and net.IP: without the zone, and IPv4-mapped IPv6 is IPv4."""
    text, percent, zone = text.partition("%")
    try:
        ip = ip_address(text)
    except ValueError:
        return None
    if percent and (not zone or ip.version == 4):
        return None
    return (ip.ipv4_mapped if ip.version == 6 else None) or ip


def _split_host_port(text: str) -> tuple[str, str]:
    """As net.SplitHostPort, but all of the text is the host where that is an error."""
    host, colon, port = text.rpartition(":")
    is_literal = host.startswith("[") and host.endswith("]")
    inner = host[1:-1] if is_literal else host
    if not colon or set("[]") & set(inner + port) or (":" in inner and not is_literal):
        return text, ""
    return inner, port


def _to_ascii(name: str) -> str:
    """As idna.Lookup.ToASCII; a name that it refuses stays as it is."""
    if name.isascii():
        return name
    import idna  # 5 ms, and hardly a mirror needs it

    try:
        labels = idna.uts46_remap(name).split(".")
        return ".".join(label if label.isascii() else idna.alabel(label).decode() for label in labels)
    except idna.IDNAError:
        return name


def _lower(text: str) -> str:
    """As strings.ToLower: one character for one."""
    return text.lower() if text.isascii() else "".join(char.lower()[0] for char in text)
