"""Which network this machine is on: its gateways and resolvers, as far as they can be read."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import blake2b

from goenvctl.host import CommandFailed, Host

EVERYWHERE = ("00000000", "00000080", "80000000")  # masks of /0 and, last byte first or not, /1
RESOLVERS = ("/etc/resolv.conf", "/run/systemd/resolve/resolv.conf")  # the first may only name a stub
UNKNOWN = "one"  # where nothing can be read all networks are one


def network_of(host: Host) -> str:
    """A short name for the network, the same whenever it is joined; it does not tell which it is."""
    if host.platform == "darwin":
        gateways = list(_of_route_command(host))
    else:
        gateways = [*_of_ipv4_table(host), *_of_ipv6_table(host)]
    marks = sorted({*gateways, *_resolvers(host)})
    return blake2b("\n".join(marks).encode(), digest_size=6).hexdigest() if marks else UNKNOWN


def _of_ipv4_table(host: Host) -> Iterator[str]:
    """Routes to everywhere, or to half of it, as tunnels have them. Source: proc_net_route(5)."""
    for line in _lines(host, "/proc/net/route"):
        words = line.split()
        if len(words) > 7 and words[7] in EVERYWHERE:
            yield f"{words[0]} {words[2]}"


def _of_ipv6_table(host: Host) -> Iterator[str]:
    for line in _lines(host, "/proc/net/ipv6_route"):
        words = line.split()
        if len(words) > 9 and words[1] in ("00", "01") and words[9] != "lo":
            yield f"{words[9]} {words[4]}"


def _of_route_command(host: Host) -> Iterator[str]:
    """macOS has no file that tells."""
    try:
        told = host.run(["/sbin/route", "-n", "get", "default"], environ=host.environ, cwd="/", timeout_s=2.0)
    except CommandFailed:
        return
    for line in told.stdout.decode("utf-8", "replace").splitlines():
        name, _, value = line.strip().partition(": ")
        if name in ("gateway", "interface"):
            yield f"{name} {value}"


def _resolvers(host: Host) -> Iterator[str]:
    for path in RESOLVERS:
        for line in _lines(host, path):
            words = line.split()
            if len(words) > 1 and words[0] == "nameserver":
                yield f"nameserver {words[1]}"


def _lines(host: Host, path: str) -> list[str]:
    return (host.peek(path) or b"").decode("utf-8", "replace").splitlines()
