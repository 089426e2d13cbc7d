"""What a port can do before a request is read on it, and ports that take no connection at all."""

from __future__ import annotations

import socket
from collections.abc import Callable, Coroutine

from tests.fakes.faults.wire import Wire

Greeting = Callable[[Wire], Coroutine[None, None, None]]
SSH = b"SSH-2.0-OpenSSH_9.6\r\n"


async def silence(wire: Wire) -> None:
    """The connection is taken, and nothing said on it. As a TLS port: a handshake that never ends."""
    await wire.silence()


async def reset(wire: Wire) -> None:
    """RST at once."""
    wire.reset()


async def reset_after_hello(wire: Wire) -> None:
    """RST in the middle of the TLS handshake."""
    await wire.read()
    wire.reset()


async def close(wire: Wire) -> None:
    """The end at once."""
    wire.close()


async def ssh(wire: Wire) -> None:
    """The banner of another protocol, before anything was asked."""
    await wire.send(SSH)
    await wire.read()
    wire.close()


async def plain(wire: Wire) -> None:
    """HTTP in the clear where TLS was spoken."""
    await wire.read()
    await wire.send(b"HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n")
    wire.close()


async def alert(wire: Wire) -> None:
    """TLS where HTTP in the clear was spoken: a fatal alert."""
    await wire.read()
    await wire.send(b"\x15\x03\x01\x00\x02\x02\x46")
    wire.close()


def refusal(status: str) -> Greeting:
    """An HTTP proxy that passes nobody on."""

    async def answer(wire: Wire) -> None:
        await wire.read()
        await wire.send(f"HTTP/1.1 {status}\r\nContent-Length: 0\r\n\r\n".encode())
        wire.close()

    return answer


GREETINGS: dict[str, Greeting] = {
    "silence-on-accept": silence,
    "reset-on-accept": reset,
    "close-on-accept": close,
    "ssh": ssh,
    "alert": alert,
    "proxy-403": refusal("403 Forbidden"),
    "proxy-407": refusal("407 Proxy Authentication Required"),
    "proxy-502": refusal("502 Bad Gateway"),
    "tls-silence": silence,
    "tls-plain": plain,
    "tls-ssh": ssh,
    "tls-reset": reset_after_hello,
    "tls-reset-on-accept": reset,
}


class Closed:
    """Ports that take no connection: `refused` is bound and does not listen, `full` drops every SYN."""

    def __init__(self, host: str = "127.0.0.1") -> None:
        self._host = host
        self._sockets: list[socket.socket] = []

    def open(self, name: str, port: int = 0) -> int:
        """The number of the port, by default a free one; one that was listened at until now will do."""
        return {"refused": self._refused, "full": self._full}[name](port)

    def close(self) -> None:
        for opened in self._sockets:
            opened.close()

    def _refused(self, port: int) -> int:
        bound = self._socket()
        self._bind(bound, port)
        return int(bound.getsockname()[1])

    def _full(self, port: int) -> int:
        """Linux drops a SYN while the queue of connections nobody accepted is full."""
        listener = self._socket()
        self._bind(listener, port)
        listener.listen(0)
        address = listener.getsockname()
        for _ in range(2):
            client = self._socket()
            client.setblocking(False)
            client.connect_ex(address)
        return int(address[1])

    def _bind(self, opened: socket.socket, port: int) -> None:
        if port:  # else connections that just ended would keep it
            opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        opened.bind((self._host, port))

    def _socket(self) -> socket.socket:
        family = socket.AF_INET6 if ":" in self._host else socket.AF_INET
        opened = socket.socket(family)
        self._sockets.append(opened)
        return opened
