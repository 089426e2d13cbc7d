"""HTTP/2, as far as a module mirror needs it."""

from __future__ import annotations

from collections.abc import Callable

from h2.config import H2Configuration
from h2.connection import H2Connection
from h2.events import RequestReceived

from tests.fakes.faults.wire import Wire
from tests.fakes.server import Response

FRAME = 16384  # an answer is smaller than a client's first window, 65535 bytes


async def serve(wire: Wire, answer: Callable[[str], Response], *, goes_away: bool = False) -> None:
    """Answer requests; one that `goes_away` does so at the second request, which it has not looked at."""
    connection = H2Connection(H2Configuration(client_side=False))
    connection.initiate_connection()
    await wire.send(connection.data_to_send())
    answered = 0
    while wire.is_open and (data := await wire.read()):
        for event in connection.receive_data(data):
            if isinstance(event, RequestReceived):
                if goes_away and answered:
                    connection.close_connection(last_stream_id=1)
                    await wire.send(connection.data_to_send())
                    wire.close()
                    return
                answered = event.stream_id
                _answer(connection, event.stream_id, answer(dict(event.headers)[b":path"].decode()))
        await wire.send(connection.data_to_send())


def _answer(connection: H2Connection, stream: int, response: Response) -> None:
    headers = [(":status", str(response.status)), ("content-length", str(len(response.body)))]
    connection.send_headers(stream, headers)
    pieces = [response.body[at : at + FRAME] for at in range(0, len(response.body), FRAME)] or [b""]
    for piece in pieces:
        connection.send_data(stream, piece, end_stream=piece is pieces[-1])
