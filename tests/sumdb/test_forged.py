"""A client of a database that lies, or of something that is no database."""

from __future__ import annotations

import asyncio
import base64

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from goenvctl.sumdb.client import Client, Forged, Found, Malformed
from goenvctl.sumdb.tlog import MAX_SIZE
from tests.fakes.note import Signer
from tests.fakes.sumdb import SumDB
from tests.sumdb.wire import KEY, SIGNER, Wire, ask, database, head, lookup, record

HTML = b"<!doctype html>\n<html><body>Please log in</body></html>\n"
ROOT = base64.b64encode(head(database(5)).hash).decode()
HEAD = f"go.sum database tree\n5\n{ROOT}\n"
NOTE = SIGNER.sign(HEAD)
RECORD = f"0\n{record(0)}\n"

JUNK = {
    "nothing": b"",
    "HTML": HTML,
    "a note without a record": NOTE.encode(),
    "a record without a note": RECORD.encode(),
    "no blank line between": (RECORD[:-1] + NOTE).encode(),
    "cut in the note": (RECORD + NOTE[:-9]).encode(),
    "HTML for the note": RECORD.encode() + HTML,
    "a signed text that is no head": (RECORD + SIGNER.sign("go.sum database tree v2\n")).encode(),
    "a number with a sign": f"+{RECORD}{NOTE}".encode(),
    "a size with a sign": (RECORD + SIGNER.sign(HEAD.replace("5", "+5", 1))).encode(),
    "a size of 62 bits": (RECORD + SIGNER.sign(HEAD.replace("5", str(MAX_SIZE), 1))).encode(),
}
LIES = {
    "another key": (
        RECORD + Signer("localhost", b"x" * 32).sign(HEAD),
        r"the note is not signed by localhost\+8782c15c",
        0,
    ),
    "another head under the signature": (
        RECORD + NOTE.replace("\n5\n", "\n6\n"),
        r"the note's signature by localhost\+8782c15c is wrong",
        0,
    ),
    "a number beyond the tree": (
        f"5\n{record(0)}\n{NOTE}",
        "record 5 cannot be in a tree of 5 records",
        0,
    ),
    "a large number": (
        f"{1 << 61}\n{record(0)}\n{NOTE}",
        "record 2305843009213693952 cannot be in a tree of 5 records",
        0,
    ),
    "an empty tree": (
        RECORD + SIGNER.sign(HEAD.replace("5", "0", 1)),
        "record 0 cannot be in a tree of 0 records",
        0,
    ),
    "another root": (
        RECORD + SIGNER.sign(HEAD.replace(ROOT, base64.b64encode(bytes(32)).decode())),
        "the tiles do not hash to the root of the tree of 5 records",
        1,
    ),
    "another record": (
        f"0\n{record(0, 'h1:other')}\n{NOTE}",
        "record 0 is not the one in the tree of 5 records",
        1,
    ),
    "another number": (
        f"1\n{record(0)}\n{NOTE}",
        "record 1 is not the one in the tree of 5 records",
        1,
    ),
    "a valid record of another module": (
        f"1\n{record(1)}\n{NOTE}",
        "the record has no line for example.com/m0 v1.0.0",
        1,
    ),
}


@pytest.mark.parametrize("answer", JUNK.values(), ids=JUNK)
def test_junk(answer: bytes) -> None:
    """What is no record with a signed head is malformed, and no tile is asked for."""
    wire = Wire(database(5), lambda path, body: answer)
    with pytest.raises(Malformed):
        lookup(wire)
    assert wire.log == ["/lookup/example.com/m0@v1.0.0"]


@pytest.mark.parametrize(("answer", "message", "tiles"), LIES.values(), ids=LIES)
def test_lies(answer: str, message: str, tiles: int) -> None:
    """What is well-formed and does not verify is forged; no tile is asked for where none can help."""
    wire = Wire(database(5), lambda path, body: answer.encode() if path.startswith("/lookup/") else body)
    with pytest.raises(Forged, match=f"^{message}$"):
        lookup(wire)
    assert wire.log[1:] == ["/tile/8/0/000.p/5"] * tiles


@pytest.mark.parametrize(
    "text",
    [
        "example.com/m0 v1.0.0/go.mod h1:a=\n",
        "example.com/m0 v1.0.0 h2:a=\nexample.com/m0 v1.0.0/go.mod h1:a=\n",
        "example.com/m0 v1.0.00 h1:a=\n",
        "example.com/m0  v1.0.0 h1:a=\n",
        "xexample.com/m0 v1.0.0 h1:a=\n",
        "example.com/M0 v1.0.0 h1:a=\n",
        "example.com/m0 v1.0.0 \n",
    ],
    ids=repr,
)
def test_a_record_without_the_line(text: str) -> None:
    """A record in the tree that has no h1 hash of the module's zip says nothing about it."""
    of = SumDB()
    of.add(text)
    answer = f"0\n{text}\n".encode() + (of.get("/latest") or b"")

    async def fetch(path: str) -> bytes:
        return answer if path.startswith("/lookup/") else of.get(path) or b""

    with pytest.raises(Forged, match=r"^the record has no line for example.com/m0 v1.0.0$"):
        lookup(fetch)


@pytest.mark.parametrize("length", [0, 1, 159, 161, 192, 8192])
@pytest.mark.parametrize("is_full", [False, True], ids=["partial", "full"])
def test_a_tile_of_a_wrong_length(length: int, *, is_full: bool) -> None:
    """A tile has 32 bytes for each hash, and the full one that stands in for a part of it has them all."""

    def change(path: str, body: bytes) -> bytes | None:
        if is_full and ".p/" in path:
            return None
        return bytes(length + is_full) if path.startswith("/tile/") else body

    path, due = ("/tile/8/0/000", 8192) if is_full else ("/tile/8/0/000.p/5", 160)
    with pytest.raises(Malformed, match=f"^{path} is {length + is_full} bytes long, not {due}$"):
        lookup(Wire(database(5), change, tiles=database(256)))


def test_an_honest_answer_after_a_lie() -> None:
    """A tile that did not verify is not kept: the next lookup fetches it anew."""
    wire = Wire(database(257), lambda path, body: bytes(len(body)) if path == "/tile/8/0/000" else body)

    async def twice() -> Found:
        client = Client(KEY, wire)
        with pytest.raises(Forged, match=r"^/tile/8/0/000 is not in the tree of 257 records$"):
            await ask(client)
        wire.change = None
        return await ask(client)

    assert asyncio.run(twice()).zip == "h1:0="


def test_an_endless_database() -> None:
    """However large a tree claims to be, the tiles that are asked for are few."""
    claimed = SIGNER.sign(HEAD.replace("5", str(MAX_SIZE - 1), 1))
    answer = f"{MAX_SIZE // 3}\n{record(0)}\n{claimed}".encode()
    log: list[str] = []

    async def fetch(path: str) -> bytes:
        log.append(path)
        width = int(path.partition(".p/")[2] or 256)
        return answer if path.startswith("/lookup/") else bytes(width * 32)

    with pytest.raises(Forged, match=r"^the tiles do not hash to the root"):
        lookup(fetch, seen=head(database(300)))
    assert len(log) == len(set(log)) == 1 + 8 + 7 + 7


@given(data=st.data(), size=st.integers(1, 700))
@settings(max_examples=300, deadline=None)
def test_any_flipped_bit(data: st.DataObject, size: int) -> None:
    """Whatever bit of whatever answer changes, the lookup fails; or the bit was one that says nothing.

    Such are only the two last bits of the signature's base64, which encodes 68 bytes in 544 of 546 bits.
    """
    of = database(size)
    number, old = data.draw(st.integers(0, size - 1)), data.draw(st.integers(0, size))
    honest = Wire(of)
    found = lookup(honest, number, seen=head(database(old)))
    place = data.draw(st.sampled_from(honest.log))
    body = of.get(place) or b""
    at, bit = data.draw(st.integers(0, len(body) - 1)), data.draw(st.integers(0, 7))
    flipped = body[:at] + bytes([body[at] ^ 1 << bit]) + body[at + 1 :]
    wire = Wire(of, lambda path, body: flipped if path == place else body)
    try:
        after = lookup(wire, number, seen=head(database(old)))
    except (Malformed, Forged):
        return
    assert place.startswith("/lookup/")
    assert decoded(flipped) == decoded(body)
    assert after == found._replace(note=after.note)


def decoded(answer: bytes) -> tuple[bytes, bytes]:
    """All before the signature, and its bytes."""
    start, _, signature = answer.rpartition(b" ")
    return start, base64.b64decode(signature, validate=False)
