"""Answers at the edge of HTTP, gzip, JSON and zip: some `go` takes, others it does not."""

from __future__ import annotations

import gzip
import io
import zipfile
import zlib
from collections.abc import Callable
from functools import partial

from tests.fakes.faults.bodies import edited, info, of_truth
from tests.fakes.faults.wire import Fault, Wire
from tests.fakes.faults.zips import repacked, spoiled
from tests.fakes.server import Response

ZLIB_TRAILER = 8  # bytes: CRC and size


def raw(start: str) -> Fault:
    """The truth behind this in place of a head; the answer ends with the connection."""

    async def answer(wire: Wire, body: bytes) -> None:
        await wire.send(start.format(length=len(body)).encode() + body)
        wire.close()

    return of_truth(answer)


def encoded(name: str, encode: Callable[[bytes], bytes]) -> Fault:
    """The truth under this Content-Encoding."""

    async def answer(wire: Wire, body: bytes) -> None:
        await wire.answer(Response(encode(body), 200, {"Content-Encoding": name}))

    return of_truth(answer)


def commented(archive: bytes) -> bytes:
    """A zip with a comment at its end."""
    buffer = io.BytesIO(archive)
    with zipfile.ZipFile(buffer, "a") as packed:
        packed.comment = b"hello"
    return buffer.getvalue()


def doubled(archive: bytes) -> bytes:
    """A zip with one file twice, the same both times."""
    buffer = io.BytesIO(archive)
    with zipfile.ZipFile(buffer, "a") as packed:
        first = packed.infolist()[0]
        data = packed.read(first)
        packed.NameToInfo.clear()  # where zipfile looks for doubles
        packed.writestr(zipfile.ZipInfo(first.filename), data)
    return buffer.getvalue()


LENGTH = "Content-Length: {length}\r\n"
HEADS = {
    "http-10": "HTTP/1.0 200 OK\r\n\r\n",
    "no-length": "HTTP/1.1 200 OK\r\n\r\n",
    "no-phrase": f"HTTP/1.1 200\r\n{LENGTH}\r\n",
    "line-feeds": "HTTP/1.1 200 OK\nContent-Length: {length}\n\n",
    "early-hints": f"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 200 OK\r\n{LENGTH}\r\n",
    "two-lengths": f"HTTP/1.1 200 OK\r\n{LENGTH}Content-Length: 7\r\n\r\n",
    "same-length-twice": f"HTTP/1.1 200 OK\r\n{LENGTH}{LENGTH}\r\n",
    "no-colon": f"HTTP/1.1 200 OK\r\nX-Note\r\n{LENGTH}\r\n",
    "nul-in-value": f"HTTP/1.1 200 OK\r\nX-Note: a\0b\r\n{LENGTH}\r\n",
}

ODD: dict[str, Fault] = {
    **{name: raw(start) for name, start in HEADS.items()},
    "gzip": encoded("gzip", gzip.compress),
    "gzip-upper": encoded("GZIP", gzip.compress),
    "gzip-members": encoded("gzip", lambda body: gzip.compress(body[:9]) + gzip.compress(body[9:])),
    "gzip-tail": encoded("gzip", lambda body: gzip.compress(body) + b"tail"),
    "gzip-cut": encoded("gzip", lambda body: gzip.compress(body)[:-ZLIB_TRAILER]),
    "gzip-crc": encoded("gzip", lambda body: gzip.compress(body)[:-ZLIB_TRAILER] + bytes(ZLIB_TRAILER)),
    "not-gzip": encoded("gzip", bytes),
    "deflate": encoded("deflate", zlib.compress),
    "identity": encoded("identity", bytes),
    "unknown-encoding": encoded("x-other", bytes),
    "tail": edited(lambda body: body + b"tail"),
    "bom": edited(lambda body: b"\xef\xbb\xbf" + body),
    "blank-lines": edited(lambda body: b"\n\n " + body + b"\n\n"),
    "crlf": edited(lambda body: body.replace(b"\n", b"\r\n")),
    "junk-before": edited(lambda body: b"junk" + body),
    "lower-case": info(lambda told: {name.lower(): value for name, value in told.items()}),
    "no-time": info(lambda told: {"Version": told["Version"]}),
    "null-time": info(lambda told: {**told, "Time": None}),
    "other-fields": info(lambda told: {**told, "Origin": {"VCS": "git"}, "More": [1, 2.5e300, None]}),
    "list-around": info(lambda told: [told]),
    "null": info(lambda _told: None),
    "too-deep": edited(lambda body: body[:-1] + b', "a": ' + b"[" * 10001 + b"]" * 10001 + b"}"),
    "not-a-number": edited(lambda body: body[:-1] + b', "a": NaN}'),
    "twice": edited(lambda body: b'{"Version": "v0.0.1", ' + body[1:]),
    "bad-utf-8": edited(lambda body: body[:-1] + b', "a": "\xff\xfe"}'),
    "february-30": info(lambda told: {**told, "Time": "2020-02-30T00:00:00Z"}),
    "leap-second": info(lambda told: {**told, "Time": "2016-12-31T23:59:60Z"}),
    "far-zone": info(lambda told: {**told, "Time": "2020-01-01T00:00:00+14:00"}),
    "blank-in-time": info(lambda told: {**told, "Time": "2020-01-01 00:00:00Z"}),
    "nanoseconds": info(lambda told: {**told, "Time": "2020-01-01T00:00:00.123456789Z"}),
    "deflated-zip": spoiled(partial(repacked, method=zipfile.ZIP_DEFLATED)),
    "bzip2-zip": spoiled(partial(repacked, method=zipfile.ZIP_BZIP2)),
    "lzma-zip": spoiled(partial(repacked, method=zipfile.ZIP_LZMA)),
    "commented-zip": spoiled(commented),
    "doubled-zip": spoiled(doubled),
    "prefixed-zip": spoiled(lambda archive: b"#!/bin/sh\n" + archive),
    "tailed-zip": spoiled(lambda archive: archive + b"tail"),
}
