"""A name server of a few names, which can also be late, silent, broken or without an answer."""

from __future__ import annotations

import ipaddress
import struct
from collections.abc import Mapping, Sequence
from socketserver import BaseRequestHandler, ThreadingUDPServer
from threading import Event, Thread
from types import TracebackType
from typing import Self

A, AAAA = 1, 28
NO_ERROR, SERVFAIL, NXDOMAIN = 0, 2, 3
LATE_S = 3.0
TTL_S = 60


class Dns:
    """Answers on UDP while its context is entered. `addresses` has names without a dot at the end.

    The first label can be a fault: `servfail.…`, `silent.…` (never an answer), `late.…` (3 s late; what
    follows is looked up). A name without addresses has none; one that is not there does not exist.
    """

    def __init__(
        self, addresses: Mapping[str, Sequence[str]], *, host: str = "127.0.0.1", port: int = 53
    ) -> None:
        self._addresses = addresses
        self._left = Event()
        self._server = _Server((host, port), self._handler())

    @property
    def port(self) -> int:
        return int(self._server.server_address[1])

    def __enter__(self) -> Self:
        Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, exc: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._left.set()
        self._server.shutdown()
        self._server.server_close()

    def answer(self, query: bytes) -> bytes | None:
        """The answer to a query of one question (RFC 1035); None for silence."""
        name, kind, question = _parse(query)
        fault, _, rest = name.partition(".")
        if fault == "silent" or (fault == "late" and self._left.wait(LATE_S)):
            return None
        if fault == "servfail":
            return _reply(query, question, SERVFAIL, [])
        known = self._addresses.get(rest if fault == "late" else name)
        if known is None:
            return _reply(query, question, NXDOMAIN, [])
        records = [ipaddress.ip_address(one).packed for one in known]
        return _reply(
            query, question, NO_ERROR, [one for one in records if len(one) == _SIZE.get(kind)], kind
        )

    def _handler(self) -> type[BaseRequestHandler]:
        dns = self

        class Handler(BaseRequestHandler):
            def handle(self) -> None:
                query, server = self.request
                reply = dns.answer(query)
                if reply is not None:
                    server.sendto(reply, self.client_address)

        return Handler


class _Server(ThreadingUDPServer):
    daemon_threads = True


_SIZE = {A: 4, AAAA: 16}


def _parse(query: bytes) -> tuple[str, int, bytes]:
    """The name asked for in lower case, the type, and the question as it came."""
    labels, at = [], 12
    while length := query[at]:
        labels.append(query[at + 1 : at + 1 + length].decode("ascii").lower())
        at += 1 + length
    end = at + 5
    kind: int = struct.unpack(">H", query[at + 1 : at + 3])[0]
    return ".".join(labels), kind, query[12:end]


def _reply(query: bytes, question: bytes, code: int, records: Sequence[bytes], kind: int = A) -> bytes:
    flags = 0x8180 | code  # a response, recursion desired and available
    head = query[:2] + struct.pack(">5H", flags, 1, len(records), 0, 0)
    answers = [struct.pack(">3HIH", 0xC00C, kind, 1, TTL_S, len(one)) + one for one in records]
    return b"".join([head, question, *answers])
