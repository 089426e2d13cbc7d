"""HTTP/2 on a loopback connection, with the ways to break off that it has."""

from __future__ import annotations

from h2.config import H2Configuration
from h2.connection import H2Connection
from h2.errors import ErrorCodes
from h2.events import RequestReceived

from tests.web.loopback import Connection

FRAME = 16384


class Http2:
    """Takes requests on a connection, and answers them while the client's window lasts."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._h2 = H2Connection(H2Configuration(client_side=False))
        self._h2.initiate_connection()

    async def request(self) -> int | None:
        """The stream of the next request, which is noted; None where the client has gone."""
        while True:
            await self._flush()
            data = await self._connection.read()
            if not data:
                return None
            for event in self._h2.receive_data(data):
                if isinstance(event, RequestReceived):
                    headers = {name.decode(): value.decode() for name, value in event.headers}
                    self._connection.note(headers.pop(":path"), headers)
                    return event.stream_id

    async def answer(self, stream: int, body: bytes, *, length: int | None = None) -> None:
        """200, and the body, but for its end where it is shorter than its length."""
        length = len(body) if length is None else length
        self._h2.send_headers(stream, [(":status", "200"), ("content-length", str(length))])
        for at in range(0, len(body), FRAME):
            piece = body[at : at + FRAME]
            while self._h2.local_flow_control_window(stream) < len(piece):
                await self._flush()
                self._h2.receive_data(await self._connection.read())
            self._h2.send_data(stream, piece, end_stream=at + len(piece) == length)
        await self._flush()

    async def reset(self, stream: int, code: ErrorCodes) -> None:
        self._h2.reset_stream(stream, code)
        await self._flush()

    async def go_away(self, last_stream: int) -> None:
        self._h2.close_connection(last_stream_id=last_stream)
        await self._flush()

    async def _flush(self) -> None:
        await self._connection.send(self._h2.data_to_send())
