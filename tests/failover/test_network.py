"""On which network a machine is: told by gateways and resolvers, read from files."""

from __future__ import annotations

from pathlib import Path

import pytest

from goenvctl.failover.network import UNKNOWN, network_of
from goenvctl.host import Host

HEAD = "Iface\tDestination\tGateway\tFlags\tRefCnt\tUse\tMetric\tMask\tMTU\tWindow\tIRTT\n"
HOME = "eth0\t00000000\t0101A8C0\t0003\t0\t0\t100\t00000000\t0\t0\t0\n"
LAN = "eth0\t0001A8C0\t00000000\t0001\t0\t0\t100\t00FFFFFF\t0\t0\t0\n"
TUNNEL = "tun0\t00000000\t0100080A\t0003\t0\t0\t0\t00000080\t0\t0\t0\n"
IPV6 = (
    f"{'0' * 32} 00 {'0' * 32} 00 fe80{'0' * 27}1 00000400 00000003 00000000 00000003     eth0\n"
    f"{'0' * 32} 00 {'0' * 32} 00 {'0' * 32} ffffffff 00000001 00000000 00200200       lo\n"
)


class _Machine(Host):
    """Whose files are these."""

    def __init__(self, files: dict[str, str]) -> None:
        super().__init__({}, "/", "linux")
        self._files = files

    def peek(self, path: str) -> bytes | None:
        return self._files[path].encode() if path in self._files else None


def _network(route: str = "", resolv: str = "", ipv6: str = "", stub: str = "") -> str:
    files = {
        "/proc/net/route": HEAD + route if route else "",
        "/proc/net/ipv6_route": ipv6,
        "/etc/resolv.conf": resolv,
        "/run/systemd/resolve/resolv.conf": stub,
    }
    return network_of(_Machine(files))


def test_the_same_network_again() -> None:
    """Other routes, metrics and comments change nothing: the name is that of gateway and resolver."""
    one = _network(HOME, "nameserver 192.168.1.1\n")
    other = _network(LAN + HOME.replace("100", "600"), "# by dhcp\nsearch lan\nnameserver 192.168.1.1\n")
    assert one == other
    assert "192" not in one


def test_other_networks() -> None:
    """Another gateway, resolver, tunnel, or resolver behind the stub of systemd is another network."""
    resolv = "nameserver 127.0.0.53\n"
    names = [
        _network(HOME, resolv),
        _network(HOME.replace("0101A8C0", "FE01A8C0"), resolv),
        _network(HOME, "nameserver 9.9.9.9\n"),
        _network(HOME + TUNNEL, resolv),
        _network(HOME, resolv, stub="nameserver 10.0.0.1\n"),
        _network(HOME, resolv, ipv6=IPV6),
        _network("", resolv),
    ]
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("platform", ["linux", "win32"])
def test_nothing_can_be_read(platform: str) -> None:
    """Where nothing tells, all networks are one."""
    assert network_of(Host({}, "/", platform)) != "" if Path("/proc/net/route").exists() else UNKNOWN
    assert _network() == UNKNOWN


def test_odd_tables() -> None:
    """Lines that are no routes are passed over."""
    assert _network("x\n\neth0\t0\n", "nameserver\n", ipv6="0 00\n") == UNKNOWN
