"""An HTTP server on the loopback that logs what it was asked and can misbehave."""

from __future__ import annotations

import sys
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from http.server import BaseHTTPRequestHandler
from socketserver import ThreadingTCPServer
from threading import Event, Lock, Thread
from typing import Any, Self
from urllib.parse import unquote


@dataclass(frozen=True)
class Response:
    """What goes back for one request.

    `headers` win over the `Content-Length` that the body would give, so a response can
    promise more than it holds; the connection then ends where the body does.
    """

    body: bytes = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)


Fault = Callable[[str], Response | None]
"""Given a decoded request path: what to answer in place of the truth, or None."""


class Server(ABC):
    """Answers GET on a free port of 127.0.0.1 while its context is entered.

    `delay_s` comes before every answer.  `fault` sees every path first; one that cuts a
    prefix off the path and returns `answer(rest)` makes a base URL of that prefix.
    Both may be changed while the server runs.  A server is entered once.
    """

    def __init__(self, *, delay_s: float = 0.0, fault: Fault | None = None) -> None:
        """Prepare to serve; nothing listens yet."""
        self.delay_s = delay_s
        self.fault = fault
        self._log: list[str] = []
        self._lock = Lock()
        self._stopped = Event()

    @abstractmethod
    def answer(self, path: str) -> Response:
        """Return the truthful answer for a decoded request path."""

    @property
    def url(self) -> str:
        """The base URL, without a trailing slash; known once entered."""
        return f"http://127.0.0.1:{self._listener.server_address[1]}"

    @property
    def log(self) -> list[str]:
        """A copy of the decoded paths requested so far, in order of arrival."""
        with self._lock:
            return list(self._log)

    def __enter__(self) -> Self:
        """Listen, and serve in the background."""
        self._listener = _Listener(("127.0.0.1", 0), partial(_Handler, self))
        Thread(target=self._listener.serve_forever, args=(0.01,), daemon=True).start()
        return self

    def __exit__(self, *exc: object) -> None:
        """Close the port and fall silent on connections that are still open."""
        self._stopped.set()
        self._listener.shutdown()
        self._listener.server_close()

    def respond(self, path: str) -> Response | None:
        """Log, delay and answer one request; None once the server was left."""
        with self._lock:
            self._log.append(path)
        if self._stopped.wait(self.delay_s):
            return None
        return (self.fault and self.fault(path)) or self.answer(path)


class _Listener(ThreadingTCPServer):
    daemon_threads = True
    request_queue_size = 128

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Let a client hang up without a traceback in the test's output."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def __init__(self, owner: Server, *connection: Any) -> None:
        self._owner = owner
        super().__init__(*connection)

    def do_GET(self) -> None:
        response = self._owner.respond(unquote(self.path.partition("?")[0]))
        if response is None:
            self.close_connection = True
            return
        length = str(len(response.body))
        headers = {"Content-Length": length, **response.headers}
        self.send_response(response.status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(response.body)
        self.close_connection |= headers["Content-Length"] != length

    def log_message(self, *_line: object) -> None:
        """Keep quiet; the owner has its own log."""
