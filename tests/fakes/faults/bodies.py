"""Status 200, and a body that is not what was asked for, or has no end."""

from __future__ import annotations

import asyncio
import json
import struct
import zlib
from collections.abc import Callable, Coroutine
from functools import cache

from tests.fakes.faults.statuses import ESCAPES
from tests.fakes.faults.wire import Asked, Fault, Wire, head
from tests.fakes.server import Response

HTML = "<!DOCTYPE html>\n<html><head><title>Log in</title></head><body>Welcome to the Wi-Fi</body></html>\n"
MIB = 1 << 20
BLANK = b"\n" * (16 * MIB)
BLANKS = 64  # 1 GiB of them
LAST_BLOCK = b"\x03\x00"  # of deflate: final and empty
BEAT_S = 0.1  # between two MiB of an endless answer: enough for any cap, not enough to fill a memory


async def html(wire: Wire, _asked: Asked) -> None:
    """The login page of a captive portal."""
    await wire.say(200, HTML, {"Content-Type": "text/html; charset=utf-8"})


async def empty(wire: Wire, _asked: Asked) -> None:
    """Nothing, as announced."""
    await wire.say(200)


async def bomb(wire: Wire, asked: Asked) -> None:
    """The truth and 1 GiB of line ends, as 1 MiB of gzip: JSON and go.mod stay valid."""
    body = await asyncio.to_thread(_bomb, asked.truth.body)
    await wire.answer(Response(body, 200, {"Content-Encoding": "gzip"}))


async def endless(wire: Wire, asked: Asked) -> None:
    """The truth, and line ends without end."""
    await wire.send(head(Response(headers={"Transfer-Encoding": "chunked"})))
    piece = asked.truth.body
    while True:
        await wire.send(b"%x\r\n%s\r\n" % (len(piece), piece))
        piece = b"\n" * MIB
        await asyncio.sleep(BEAT_S)


async def endless_head(wire: Wire, _asked: Asked) -> None:
    """Header after header, and never a body."""
    await wire.send(b"HTTP/1.1 200 OK\r\n")
    while True:
        await wire.send(b"X-Header: more\r\n" * 65536)
        await asyncio.sleep(BEAT_S)


def of_truth(change: Callable[[Wire, bytes], Coroutine[None, None, None]]) -> Fault:
    """Another way to say 200; what is not there is not found in the plain way."""

    async def answer(wire: Wire, asked: Asked) -> None:
        if asked.truth.status == 200:
            await change(wire, asked.truth.body)
        else:
            await wire.answer(asked.truth)

    return answer


def edited(edit: Callable[[bytes], bytes]) -> Fault:
    """The truth, edited."""

    async def answer(wire: Wire, body: bytes) -> None:
        await wire.answer(Response(edit(body)))

    return of_truth(answer)


def info(edit: Callable[[dict[str, object]], object]) -> Fault:
    """The `.info`, edited as a value."""
    return edited(lambda body: json.dumps(edit(json.loads(body))).encode())


def text(body: str) -> Fault:
    """This text, whatever was asked."""

    async def answer(wire: Wire, _asked: Asked) -> None:
        await wire.say(200, body)

    return answer


@cache
def _bomb(start: bytes) -> bytes:
    """Packed once, `BLANK` is repeated: what follows a full flush stands by itself."""
    packer = zlib.compressobj(9, wbits=16 + zlib.MAX_WBITS)
    opening, blank = (packer.compress(data) + packer.flush(zlib.Z_FULL_FLUSH) for data in (start, BLANK))
    crc = zlib.crc32(start)
    for _ in range(BLANKS):
        crc = zlib.crc32(BLANK, crc)
    trailer = struct.pack("<II", crc, (len(start) + BLANKS * len(BLANK)) & 0xFFFFFFFF)
    return opening + blank * BLANKS + LAST_BLOCK + trailer


BODIES: dict[str, Fault] = {
    "html": html,
    "empty": empty,
    "bomb": bomb,
    "endless": endless,
    "endless-head": endless_head,
    "no-json": edited(lambda body: body[:-1]),
    "wrong-type": info(lambda told: {**told, "Version": 5}),
    "wrong-version": info(lambda told: {**told, "Version": "v1.9.9"}),
    "bad-time": info(lambda told: {**told, "Time": "yesterday"}),
    "escaped-version": info(lambda told: {**told, "Version": f"v1.0.0{ESCAPES}"}),
    "escaped-list": edited(lambda body: body + f"v1.2.0{ESCAPES}\n".encode()),
    "other-mod": text("module example.com/lib\n\ngo 1.20\n"),
    "foreign-mod": text("module example.com/other\n\ngo 1.21\n"),
}
