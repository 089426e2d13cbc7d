"""A connection that ends before the answer does."""

from __future__ import annotations

from tests.fakes.faults.wire import Asked, Fault, Wire, head
from tests.fakes.server import Response


async def reset(wire: Wire, _asked: Asked) -> None:
    """RST in place of an answer."""
    wire.reset()


async def close(wire: Wire, _asked: Asked) -> None:
    """The end in place of an answer."""
    wire.close()


async def short(wire: Wire, asked: Asked) -> None:
    """Seven bytes fewer than `Content-Length` said."""
    body = asked.truth.body
    await wire.send(head(Response(body, 200, {"Content-Length": str(len(body) + 7)})) + body)
    wire.close()


async def reset_body(wire: Wire, asked: Asked) -> None:
    """RST after the first half of the body."""
    await wire.send(head(asked.truth) + asked.truth.body[: len(asked.truth.body) // 2])
    wire.reset()


async def chunked_cut(wire: Wire, asked: Asked) -> None:
    """A chunked body without its last chunk."""
    await wire.send(_chunked_head(asked) + b"%x\r\n%s\r\n" % (len(asked.truth.body), asked.truth.body))
    wire.close()


async def chunked_junk(wire: Wire, asked: Asked) -> None:
    """A chunk whose size is no number."""
    await wire.send(_chunked_head(asked) + b"size\r\n" + asked.truth.body)
    wire.close()


async def second_request_closed(wire: Wire, asked: Asked) -> None:
    """The truth, but a connection serves once: a second request on it finds it closed, unannounced."""
    if wire.requests > 1:
        wire.close()
    else:
        await wire.answer(asked.truth)


def _chunked_head(asked: Asked) -> bytes:
    return head(Response(b"", asked.truth.status, {"Transfer-Encoding": "chunked"}))


BREAKS: dict[str, Fault] = {
    "reset": reset,
    "close": close,
    "short": short,
    "reset-body": reset_body,
    "chunked-cut": chunked_cut,
    "chunked-junk": chunked_junk,
    "second-request-closed": second_request_closed,
}
