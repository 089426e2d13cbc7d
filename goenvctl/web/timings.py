"""Where the time of a fetch went, in seconds, read off the client's own trace events."""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar
from time import perf_counter
from typing import NamedTuple


class Timings(NamedTuple):
    """Seconds, None for what did not happen (a kept connection has no connect; plain http no tls).

    `wait` is from the request sent to the first byte of the answer; `transfer` from there to the
    end of the body; `total` is wall clock over everything, pauses included.
    """

    dns: float | None = None
    connect: float | None = None
    tls: float | None = None
    wait: float | None = None
    transfer: float | None = None
    total: float | None = None


class Recorder:
    """Listens to one request: `trace` is what httpcore calls, `mark` what the dialer calls.

    A request through a proxy's tunnel sends twice; what counts is the last time.
    """

    def __init__(self, on_sent: Callable[[], None] = lambda: None) -> None:
        self._on_sent = on_sent
        self._at: dict[str, float] = {"start": perf_counter()}
        self.received = b""  # the first bytes of the answer
        self.is_at_end = False  # the other side has closed
        self.phase = "connect"
        self.handshakes = 0  # of TLS: with an https proxy there are two
        self.is_http2 = False

    async def trace(self, name: str, info: object) -> None:
        """`name` is such as `connection.start_tls.complete` or `http2.send_request_body.complete`."""
        if name.count(".") != 2:
            return
        where, event, state = name.split(".")
        self.mark(f"{event}.{state}")
        self.is_http2 = where == "http2"
        if (event, state) == ("send_request_body", "complete"):
            self.phase = "wait"
            self._on_sent()
        elif (event, state) == ("start_tls", "complete"):
            self.handshakes += 1
        elif (event, state) == ("start_tls", "started"):
            self.phase = "tls"
            self.received = b""  # what a proxy answered to CONNECT
        elif (event, state) == ("receive_response_headers", "complete"):
            self.phase = "transfer"

    def mark(self, event: str) -> None:
        self._at[event] = perf_counter()

    @property
    def has_begun(self) -> bool:
        """Has the answer begun? Over HTTP/2 there are frames without it."""
        return self.phase == "transfer" or bool(self.received and not self.is_http2)

    @property
    def is_on_kept_connection(self) -> bool:
        """Was no connection made for this request?"""
        return "connect_tcp.started" not in self._at

    @property
    def timings(self) -> Timings:
        connected = self._between("connect_tcp.started", "connect_tcp.complete")
        dns = self._between("dns.started", "dns.complete")
        return Timings(
            dns=dns,
            connect=connected - (dns or 0.0) if connected is not None else None,
            tls=self._between("start_tls.started", "start_tls.complete"),
            wait=self._between("send_request_body.complete", "receive_response_headers.complete"),
            transfer=self._between("receive_response_headers.complete", "end"),
            total=self._between("start", "end"),
        )

    def _between(self, first: str, last: str) -> float | None:
        at = self._at
        return max(at[last] - at[first], 0.0) if first in at and last in at else None


CURRENT: ContextVar[Recorder] = ContextVar("recorder of the request that is being sent")


class Rate:
    """How fast a body comes: what arrived after its first part, over the time that took."""

    def __init__(self) -> None:
        self._first: float | None = None
        self._last = 0.0
        self._bytes = 0

    def count(self, size: int) -> None:
        now = perf_counter()
        if self._first is None:
            self._first = now
        else:
            self._bytes += size
        self._last = now

    @property
    def elapsed(self) -> float:
        """Seconds from the first part to the last."""
        return self._last - self._first if self._first is not None else 0.0

    @property
    def value(self) -> float | None:
        """Bytes a second, or None where it came in one part."""
        return self._bytes / self.elapsed if self._bytes and self.elapsed > 0 else None
