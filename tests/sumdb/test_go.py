"""Our client and Go's, side by side: on Go's own server, and on a database that lies to both alike."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Callable, Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from goenvctl.sumdb.client import Client, Forged, Found, Malformed, NotFound
from goenvctl.sumdb.note import parse_verifier_key
from goenvctl.sumdb.tlog import record_hash
from tests.fakes.mirror import Database
from tests.fakes.server import Response
from tests.fakes.sumdb import SumDB
from tests.sumdb.oracle import Oracle
from tests.sumdb.wire import SIGNER, Wire, database, head, lookup, over_http
from tests.toolchains import NEWEST

Lie = Callable[[str, bytes], bytes | None]

LIES: dict[str, Lie] = {
    "none": lambda path, body: body,
    "HTML": lambda path, body: b"<html>\n\n</html>\n",
    "tiles of zeros": lambda path, body: bytes(len(body)) if "/tile/" in path else body,
    "tiles cut off": lambda path, body: body[:-1] if "/tile/" in path else body,
    "tiles with a byte more": lambda path, body: body + b"\0" if "/tile/" in path else body,
    "no tiles": lambda path, body: None if "/tile/" in path else body,
    "no full tiles": lambda path, body: None if "/tile/" in path and ".p/" not in path else body,
    "a lookup cut off": lambda path, body: body[:-1] if "/lookup/" in path else body,
    "a blank line more": lambda path, body: body + b"\n" if "/lookup/" in path else body,
    "no lookup": lambda path, body: None if "/lookup/" in path else body,
}
# Older ones do not check every tile: test_a_hole_in_older_go.
newest = pytest.mark.parametrize("oracle", [NEWEST], ids=str, indirect=True)
DATABASES = {size: database(size) for size in (0, 1, 2, 5, 255, 256, 257, 300, 513)}
pairs = st.tuples(st.sampled_from(sorted(DATABASES)), st.sampled_from(sorted(DATABASES)[1:])).map(sorted)


@pytest.fixture(scope="module")
def server() -> Iterator[Database]:
    with Database(SumDB()) as served:
        yield served


def tell(server: Database, of: SumDB, lie: Lie = LIES["none"]) -> None:
    """Have the server answer from a database, through a lie."""

    def fault(path: str) -> Response:
        body = of.get(path)
        told = None if body is None else lie(path, body)
        return Response(b"", 404) if told is None else Response(told)

    server.fault = fault


def ours(server: Database, number: int, seen: SumDB) -> tuple[str, ...]:
    """The hash of the zip, or nothing."""
    try:
        return (lookup(over_http(server.url), number, seen=head(seen)).zip,)
    except (Malformed, Forged, NotFound):
        return ()


def theirs(oracle: Oracle, server: Database, number: int, seen: SumDB | None = None) -> tuple[str, ...]:
    """The same from Go: an empty list of lines is what its caller takes for a forged answer."""
    note = seen.get("/latest") if seen else None
    module = (f"example.com/m{number}", "v1.0.0")
    lines = oracle.lookup(server.url, SIGNER.verifier, note or b"", *module).values
    return tuple(line.split(" ")[2] for line in lines)


def test_a_server_of_go(oracle: Oracle) -> None:
    """What Go's server vouches for is found, one by one and at once, while its tree grows."""
    url, key = oracle.serve("example.com/sumdb")
    modules = [(f"example.com/M{number}", f"v1.{number}.0-RC1") for number in range(300)]

    async def story() -> list[Found]:
        client = Client(parse_verifier_key(key), over_http(url))
        found = [await client.lookup(*module) for module in modules[:3]]
        return found + await asyncio.gather(*(client.lookup(*module) for module in modules[3:]))

    found = asyncio.run(story())
    sums = [hashlib.sha256("".join(module).encode()).hexdigest() for module in modules]
    assert [(one.zip, one.mod) for one in found] == [(f"h1:{sum[:32]}", f"h1:{sum[32:]}") for sum in sums]
    assert [one.head.size for one in found[:3]] == [1, 2, 3]
    assert max(one.head.size for one in found) == 300


def test_a_module_that_is_absent(oracle: Oracle) -> None:
    """What Go's server does not have is not found, and what it has afterwards is."""
    url, key = oracle.serve("example.com/sumdb")

    async def story() -> Found:
        client = Client(parse_verifier_key(key), over_http(url))
        with pytest.raises(NotFound):
            await client.lookup("absent.example/a", "v1.0.0")
        return await client.lookup("present.example/a", "v1.0.0")

    assert asyncio.run(story()).head.size == 1


@newest
@given(sizes=pairs, lie=st.sampled_from(sorted(LIES)), data=st.data())
@settings(max_examples=100, deadline=None)
def test_lies(oracle: Oracle, server: Database, sizes: list[int], lie: str, data: st.DataObject) -> None:
    """Whatever the lie, we find what Go finds, and refuse what Go refuses."""
    old, new = sizes
    number = data.draw(st.integers(0, new - 1))
    tell(server, DATABASES[new], LIES[lie])
    assert ours(server, number, DATABASES[old]) == theirs(oracle, server, number, DATABASES[old])


@newest
@given(sizes=pairs, data=st.data())
@settings(max_examples=100, deadline=None)
def test_flipped_bits(oracle: Oracle, server: Database, sizes: list[int], data: st.DataObject) -> None:
    """So for a single bit that changed in any answer."""
    old, new = sizes
    number = data.draw(st.integers(0, new - 1))
    wire = Wire(DATABASES[new])
    lookup(wire, number, seen=head(DATABASES[old]))
    place, turn, bit = data.draw(st.tuples(st.sampled_from(wire.log), st.floats(0, 1), st.integers(0, 7)))

    def flip(path: str, body: bytes) -> bytes:
        at = min(int(turn * len(body)), len(body) - 1)
        return body[:at] + bytes([body[at] ^ 1 << bit]) + body[at + 1 :] if path == place else body

    tell(server, DATABASES[new], flip)
    assert ours(server, number, DATABASES[old]) == theirs(oracle, server, number, DATABASES[old])


@newest
@given(sizes=pairs, data=st.data())
@settings(max_examples=50, deadline=None)
def test_forks(oracle: Oracle, server: Database, sizes: list[int], data: st.DataObject) -> None:
    """A fork of the head seen is refused by both, and one of what came after it by neither."""
    old, new = sizes
    number, place = data.draw(st.integers(0, new - 1)), data.draw(st.integers(0, new))
    tell(server, database(new, fork=place))
    found = ours(server, number, DATABASES[old])
    assert bool(found) == (place >= old)
    assert found == theirs(oracle, server, number, DATABASES[old])


def test_a_replay(oracle: Oracle, server: Database) -> None:
    """A valid record of another module has no line for ours; Go leaves that to its caller, we say forged."""
    replay = DATABASES[5].get("/lookup/example.com/m1@v1.0.0")
    tell(server, DATABASES[5], lambda path, body: replay if "/lookup/" in path else body)
    answer = oracle.lookup(server.url, SIGNER.verifier, b"", "example.com/m0", "v1.0.0")
    assert (answer.error, answer.values) == ("", ())
    with pytest.raises(Forged):
        lookup(over_http(server.url))


def test_a_hole_in_older_go(oracle: Oracle, server: Database) -> None:
    """A record forged together with a full tile deceives older Go under a true head, and not us."""
    forged = b"example.com/m0 v1.0.0 h1:forged=\n"

    def lie(path: str, body: bytes) -> bytes:
        if "/lookup/" in path:
            return b"0\n" + forged + b"\n" + (DATABASES[300].get("/latest") or b"")
        return record_hash(forged) + body[32:] if path == "/tile/8/0/000" else body

    tell(server, DATABASES[300], lie)
    deceived = ("h1:forged=",) if oracle.toolchain.version < NEWEST.version else ()
    assert theirs(oracle, server, 0) == deceived
    with pytest.raises(Forged, match=r"^/tile/8/0/000 is not in the tree of 300 records$"):
        lookup(over_http(server.url))


@newest
def test_lag(oracle: Oracle, server: Database) -> None:
    """Where a database is behind the head seen, Go fails for want of a tile; for us that is lag."""
    tell(server, DATABASES[257])
    assert theirs(oracle, server, 0, DATABASES[300]) == ()
    found = lookup(over_http(server.url), 0, seen=head(DATABASES[300]))
    assert (found.zip, found.is_behind) == ("h1:0=", True)


def test_lag_with_tiles(oracle: Oracle, server: Database) -> None:
    """With the tiles of the head seen, both find the record in the smaller tree."""
    tell(server, DATABASES[300], lambda path, body: DATABASES[257].get(path) if "/lookup/" in path else body)
    assert theirs(oracle, server, 0, DATABASES[300]) == ("h1:0=",)
    assert ours(server, 0, DATABASES[300]) == ("h1:0=",)
