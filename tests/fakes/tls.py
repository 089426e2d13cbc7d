"""A mirror behind TLS, which notes the credentials that it was offered and may insist on some."""

from __future__ import annotations

import contextlib
import ssl
from pathlib import Path
from threading import local
from typing import Any, NamedTuple, Self

from tests.fakes.mirror import Mirror
from tests.fakes.server import Response, _Handler


class Asked(NamedTuple):
    """A path as it was requested, and the header Authorization that came with it, or empty."""

    path: str
    authorization: str


class TlsMirror(Mirror):
    """A `Mirror` at https. With `demands`, any other Authorization is answered with 401.

    `context` is the server's own; `name` is the host in `url`.
    """

    def __init__(
        self, root: Path, context: ssl.SSLContext, *, demands: str | None = None, name: str = "127.0.0.1"
    ) -> None:
        """Prepare to serve `root`."""
        super().__init__(root)
        self.demands = demands
        self.name = name
        self.asked: list[Asked] = []
        self._context = context
        self._request = local()

    @property
    def url(self) -> str:
        """The base URL, without a trailing slash; known once entered."""
        return f"https://{self.place}"

    @property
    def place(self) -> str:
        """Host and port."""
        return f"{self.name}:{self._listener.server_address[1]}"

    def __enter__(self) -> Self:
        """Listen; each connection shakes hands in a thread of its own."""
        super().__enter__()
        self._listener.RequestHandlerClass = self._secure  # type: ignore[assignment]
        return self

    def answer(self, path: str) -> Response:
        """Refuse, or answer what the mirror does."""
        if self.demands is not None and self._request.authorization != self.demands:
            headers = {"Content-Type": "text/plain", "WWW-Authenticate": "Basic"}
            return Response(b"who are you?\n", 401, headers)
        return super().answer(path)

    def note(self, path: str, authorization: str) -> None:
        """Remember a request; its thread answers it next."""
        self._request.authorization = authorization
        self.asked.append(Asked(path, authorization))

    def _secure(self, connection: Any, *rest: Any) -> None:
        # a client that does not trust us hangs up in the midst of the handshake
        with (
            contextlib.suppress(ssl.SSLError),
            self._context.wrap_socket(connection, server_side=True) as tls,
        ):
            _NotingHandler(self, tls, *rest)


class _NotingHandler(_Handler):
    _owner: TlsMirror

    def do_GET(self) -> None:  # noqa: N802
        self._owner.note(self.path, self.headers.get("Authorization", ""))
        super().do_GET()
