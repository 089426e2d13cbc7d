"""The processes below one, and whom they talk to; Linux only, as /proc tells it. Elsewhere there are none."""

from __future__ import annotations

import contextlib
import os
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from ipaddress import IPv4Address, IPv6Address

_OPEN = ("01", "02")  # established, and asked for (net/tcp_states.h)


class Process(NamedTuple):
    """`name` is the program's; `peers` are the addresses outside this machine that it has connections to."""

    pid: int
    name: str
    words: tuple[str, ...]
    peers: tuple[str, ...]


def processes_below(pid: int) -> list[Process]:
    """The process itself and all it started; one that ends meanwhile is left out."""
    parents = _parents()
    below = {pid}
    while more := {one for one, parent in parents.items() if parent in below} - below:
        below |= more
    peers = _peers()
    found = []
    for one in sorted(below):
        with contextlib.suppress(OSError):
            words = _text(f"/proc/{one}/cmdline").rstrip("\0").split("\0")
            name = _text(f"/proc/{one}/comm").rstrip("\n")
            mine = (peers[inode] for inode in _sockets(one) if inode in peers)
            found.append(Process(one, name, tuple(words), tuple(dict.fromkeys(mine))))
    return found


def _parents() -> dict[int, int]:
    found = {}
    with contextlib.suppress(OSError):
        for name in os.listdir("/proc"):
            if name.isdigit():
                with contextlib.suppress(OSError, ValueError, IndexError):
                    # the name in parentheses may hold anything (proc(5))
                    found[int(name)] = int(_text(f"/proc/{name}/stat").rpartition(")")[2].split()[1])
    return found


def _sockets(pid: int) -> Iterator[str]:
    folder = f"/proc/{pid}/fd"
    for name in os.listdir(folder):
        with contextlib.suppress(OSError):
            if match := re.fullmatch(r"socket:\[(\d+)\]", os.readlink(f"{folder}/{name}")):
                yield match[1]


def _peers() -> dict[str, str]:
    """The far end of each open connection that leaves this machine, by the socket's inode."""
    found = {}
    for path in ("/proc/net/tcp", "/proc/net/tcp6"):
        with contextlib.suppress(OSError, ValueError, IndexError):
            for line in _text(path).splitlines()[1:]:
                fields = line.split()
                address, _, port = fields[2].partition(":")
                if fields[3] in _OPEN and not (ip := _ip(address)).is_loopback:
                    found[fields[9]] = f"{ip}:{int(port, 16)}"
    return found


def _ip(text: str) -> IPv4Address | IPv6Address:
    """An address as /proc/net/tcp writes it: words of 32 bits in this machine's byte order."""
    import sys
    from ipaddress import IPv6Address, ip_address

    words = (int(text[at : at + 8], 16).to_bytes(4, sys.byteorder) for at in range(0, len(text), 8))
    ip = ip_address(b"".join(words))
    return ip.ipv4_mapped or ip if isinstance(ip, IPv6Address) else ip


def _text(path: str) -> str:
    with open(path, encoding="utf-8", errors="replace") as file:
        return file.read()
