"""Mirrors that are reached in another way than others: over IPv6, or in HTTP/2."""

from __future__ import annotations

import socket
from asyncio import StreamReader, StreamWriter
from functools import partial
from threading import Thread
from typing import Self

from tests.fakes.faults import http2
from tests.fakes.faults.wire import Wire
from tests.fakes.mirror import Mirror
from tests.fakes.server import Response, _Handler, _Listener
from tests.surroundings.relay import Relay
from tests.surroundings.stage import Stage


def has_ipv6() -> bool:
    try:
        with socket.socket(socket.AF_INET6) as one:
            one.bind(("::1", 0))
    except OSError:
        return False
    return True


class Mirror6(Mirror):
    """A `Mirror` on ::1."""

    @property
    def url(self) -> str:
        return f"http://[::1]:{self._listener.server_address[1]}"

    def __enter__(self) -> Self:
        self._listener = _Listener6(("::1", 0), partial(_Handler, self))
        Thread(target=self._listener.serve_forever, args=(0.01,), daemon=True).start()
        return self


class _Listener6(_Listener):
    address_family = socket.AF_INET6


class Http2Mirror(Relay):
    """Speaks nothing but HTTP/2 over TLS, with a certificate for these names; `asked` are paths."""

    def __init__(self, stage: Stage, *names: str) -> None:
        context = stage.server(*names)
        context.set_alpn_protocols(["h2"])
        super().__init__({}, context=context)
        self._answer = Mirror(stage.tree).answer

    async def serve(self, reader: StreamReader, writer: StreamWriter) -> None:
        await http2.serve(Wire(reader, writer), self._noted)

    def _noted(self, path: str) -> Response:
        self.asked.append(path)
        return self._answer(path)
