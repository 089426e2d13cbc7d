"""The relay's door: who may come in, and with which requests. It is no open proxy."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.home import Home
from tests.relay.held import Door, received, status_of
from tests.relay.places import Places
from tests.relay.stock import A, Stock

INFO = "/example.com/a/@v/v1.0.0.info"
LIST = "/example.com/a/@v/list"
TLS_HELLO = bytes.fromhex("16030100050100000100")


@pytest.fixture(scope="module")
def places(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Places]:
    folder = tmp_path_factory.mktemp("door")
    with Places(Stock(folder / "stock"), Home(folder / "home")) as places:
        yield places


@pytest.fixture(scope="module")
def door(places: Places) -> Iterator[Door]:
    """One for the whole file: what a test does to it must not harm the next."""
    environ = {"GOPROXY": "{a}", "GOSUMDB": "{key} {database}", "GOPRIVATE": "corp.example.com"}
    with Door(places.home, env={name: places.fill(value) for name, value in environ.items()}) as door:
        yield door
        assert door.end() == (0, door.stdout.decode(), "")


@pytest.fixture
def unheard(places: Places, door: Door) -> Iterator[None]:
    """Nothing of it reaches a mirror or the database, and the relay is as well as before."""
    before = {name: server.log for name, server in places.servers.items()}
    yield
    assert {name: server.log for name, server in places.servers.items()} == before
    assert door.ask(f"{door.base}{INFO}") == 200


def test_open(door: Door) -> None:
    """What `go` asks for is served."""
    assert door.ask(f"{door.base}{INFO}") == 200
    assert door.ask(f"{door.base}/example.com/%21big/%21lib/@v/v2.0.0+incompatible.mod") == 200
    assert door.ask(f"{door.base}/example.com/nobody/@v/list") == 404
    assert door.send(_get(f"{door.base}{INFO}", door)).endswith(A.info)


def test_address(door: Door) -> None:
    """GOPROXY names a number of the loopback, the address of GOSUMDB is below the same place, and the secret
    is too long to guess."""
    secret = door.base.split("/")[1]
    assert door.url.startswith("http://127.0.0.1:")
    assert door.gosumdb.split()[1].startswith(f"http://{door.place}/{secret}/")
    assert len(set(secret)) > 8 and len(secret) >= 22


def test_loopback_only(door: Door) -> None:
    """It listens at 127.0.0.1 and nowhere else."""
    port = int(door.place.rpartition(":")[2])
    lines = [line.split() for name in ("tcp", "tcp6") for line in _lines(Path("/proc/net") / name)]
    at = {fields[1] for fields in lines if fields[3] == "0A" and fields[1].endswith(f":{port:04X}")}
    assert at == {f"0100007F:{port:04X}"}


@pytest.mark.parametrize(
    "method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "PROPFIND", "get", "CONNECT"]
)
def test_methods(door: Door, unheard: None, method: str) -> None:
    """No method but GET."""
    assert door.ask(f"{door.base}{LIST}", method=method) in (400, 405, 421)
    assert door.ask(f"{door.base}{LIST}", method=method, more="Content-Length: 0") in (400, 405, 421)


def test_head(door: Door, unheard: None) -> None:
    """HEAD is not GET either."""
    assert door.ask(f"{door.base}{LIST}", method="HEAD") == 405


@pytest.mark.parametrize(
    "target",
    [
        "http://{place}{base}{info}",
        "HTTP://{place}{base}{info}",
        "{a}{info}",
        "{a}{base}{info}",
        "https://{place}{base}{info}",
        "file:///etc/passwd",
        "//{place}{base}{info}",
        "//127.0.0.1:9{base}{info}",
        "{place}",
        "*",
        "{base}",
        "\\{base}{info}",
    ],
)
def test_targets(door: Door, places: Places, unheard: None, target: str) -> None:
    """A target is a path: whole addresses, those of the relay itself too, are refused."""
    values = {"place": door.place, "base": door.base, "info": INFO, "a": places["a"]}
    assert door.ask(target.format(**values)) in (400, 404, 421)


def test_tunnel(door: Door, places: Places, unheard: None) -> None:
    """CONNECT to a mirror, to another port or to the relay itself opens nothing."""
    for place in (places["a"].removeprefix("http://"), "127.0.0.1:1", door.place):
        answer = door.send(f"CONNECT {place} HTTP/1.1\r\nHost: {place}\r\n\r\n".encode() + _get(INFO, door))
        assert status_of(answer) in (400, 405, 421)
        assert answer.count(b"HTTP/1.1 ") == 1


@pytest.mark.parametrize(
    "host", ["evil.test", "evil.test:{port}", "localhost:{port}", "127.0.0.1", "{a}", "", "{place}.", " x"]
)
def test_hosts(door: Door, places: Places, unheard: None, host: str) -> None:
    """Any other Host is refused: a name that a page in a browser made point here."""
    values = {"place": door.place, "port": door.place.rpartition(":")[2], "a": places["a"][len("http://") :]}
    assert door.ask(f"{door.base}{LIST}", host=host.format(**values)) in (400, 421)


def test_hosts_in_number(door: Door, unheard: None) -> None:
    """No Host, or two, is none."""
    line = f"GET {door.base}{LIST} HTTP/1.1\r\n"
    for hosts in ("", f"Host: {door.place}\r\nHost: {door.place}\r\n", f"Host: {door.place}, evil.test\r\n"):
        assert status_of(door.send(f"{line}{hosts}Connection: close\r\n\r\n".encode())) in (400, 421)


def test_secrets(door: Door, unheard: None) -> None:
    """Without the secret, or with another one, there is nothing."""
    secret, place = door.base.removeprefix("/").split("/")[:2]
    wrong = [
        "",
        secret[:-1],
        secret + "x",
        secret[::-1],
        "x" * len(secret),
        secret.swapcase(),
        f"%{ord(secret[0]):x}{secret[1:]}",
    ]
    for guess in wrong:
        assert door.ask(f"/{guess}/{place}{LIST}") in (400, 404), guess
    for target in ("/", LIST, f"/{place}{LIST}", f"/../{secret}/{place}{LIST}", "/favicon.ico"):
        assert door.ask(target) in (400, 404), target


@pytest.mark.parametrize(
    "below",
    [
        "",
        "/",
        "/example.com",
        "/example.com/a",
        "/example.com/a/@v/",
        "/example.com/a/@v/v1.0.0",
        "/example.com/a/@v/v1.0.0.exe",
        "/example.com/a/@v/v1.0.0.info/",
        "/example.com/a/@v/v1.0.0.ziphash",
        "/example.com/a/@v/../../b/@v/list",
        "/example.com/a/@v/%2e%2e/list",
        "/example.com/../a/@v/list",
        "/example.com/./a/@v/list",
        "/../../etc/passwd/@v/list",
        "/%2e%2e/%2e%2e/etc/@v/list",
        "/..%2f..%2fetc/@v/list",
        "/example.com%2fa/../@v/list",
        "/example.com//a/@v/list",
        "/example.com/a//@v/list",
        "//example.com/a/@v/list",
        "/example.com/A/@v/list",
        "/example.com/a!/@v/list",
        "/example.com/!A/@v/list",
        "/example/a/@v/list",
        "/example.com/a/@v/list?x=1",
        "/example.com/a/@v/list#x",
        "/example.com/a/@v/v1.0.0.mod?x",
        "/example.com/a%00/@v/list",
        "/example.com/a%0d%0aX: y/@v/list",
        "/example.com/a%0aX/@v/list",
        "/example.com/%ff/@v/list",
        "/example.com/%zz/@v/list",
        "/example.com/a%20b/@v/list",
        "/example.com/a@v1/@v/list",
        "/example.com/é/@v/list",
        "/example.com/a/@v/v1.0.0%2f..%2fx.info",
        "/example.com/a/@v/v1%3fx.info",
        "/example.com/a/@v/main.zip",
        "/example.com/a/@latest/",
        "/example.com/a/@latest/@v/list",
        "/http://127.0.0.1:1/@v/list",
        "/sumdb/localhost/latest",
        "/sumdb/localhost/tile/8/../x",
        "/sumdb/localhost/tile/8/data/000",
        "/sumdb/localhost/lookup/example.com/a",
        "/sumdb/../lookup/example.com/a@v1.0.0",
        "/sumdb/evil.test/../localhost/supported",
        "/sumdb//supported",
    ],
)
def test_grammar(door: Door, unheard: None, below: str) -> None:
    """Only the paths that `go` asks for; nothing climbs, nothing is added, nobody hears of the rest."""
    assert door.ask(f"{door.base}{below}".encode().decode("latin-1")) in (400, 404, 421)


@pytest.mark.parametrize("place", ["1", "-1", "00", "0x0", "99999", "٠", "sumdb", ""])
def test_other_places(door: Door, unheard: None, place: str) -> None:
    """There are as many places as mirrors."""
    root = door.base.rpartition("/")[0]
    assert door.ask(f"{root}/{place}{LIST}".encode().decode("latin-1")) in (400, 404)


def test_private(door: Door, unheard: None) -> None:
    """Even who knows the secret gets nobody to ask a mirror or the database for what is private here."""
    database = door.gosumdb.split()[1].removeprefix(f"http://{door.place}")
    for target in (
        f"{door.base}/corp.example.com/team/secret/@v/list",
        f"{door.base}/corp.example.com/x/@latest",
        f"{database}/lookup/corp.example.com/team/secret@v1.0.0",
        f"{door.base}/sumdb/localhost/lookup/corp.example.com/team/secret@v1.0.0",
    ):
        assert door.ask(target) in (400, 403, 404)


def test_junk(door: Door, unheard: None) -> None:
    """What is no HTTP is not answered but with a refusal."""
    for data in (
        TLS_HELLO,
        b"\x00" * 100,
        b"GET\r\n\r\n",
        b"GET / HTTP/9.9\r\n\r\n",
        b"SSH-2.0-x\r\n",
        b"\r\n" * 50,
    ):
        with door.connect() as connection:
            connection.sendall(data)
            connection.shutdown(socket.SHUT_WR)
            assert status_of(received(connection)) in (0, 400, 421, 505)


@pytest.mark.parametrize("count", [1, 4000])
def test_large_heads(door: Door, unheard: None, count: int) -> None:
    """A head of 200 KB, in one header or in many, is refused before it is read to the end."""
    line = b"X-Y: " + b"y" * (200_000 // count) + b"\r\n"
    answer = b""
    with door.connect() as connection:
        try:
            connection.sendall(_get(f"{door.base}{LIST}", door)[:-2] + line * count + b"\r\n")
            answer = received(connection)
        except ConnectionError:
            pass
    assert status_of(answer) in (0, 400, 431)


def test_bodies(door: Door, unheard: None) -> None:
    """A body that comes with a refused request is not taken for the next request."""
    smuggled = _get(f"{door.base}{LIST}", door)
    for head in (
        f"Content-Length: {len(smuggled)}\r\n",
        f"Content-Length: 0\r\nContent-Length: {len(smuggled)}\r\n",
        f"Transfer-Encoding: chunked\r\nContent-Length: {len(smuggled)}\r\n",
        "Transfer-Encoding: x, chunked\r\n",
    ):
        request = f"POST {door.base}{LIST} HTTP/1.1\r\nHost: {door.place}\r\n{head}\r\n".encode()
        with door.connect() as connection:
            connection.sendall(request + smuggled)
            connection.shutdown(socket.SHUT_WR)
            answer = received(connection)
        assert status_of(answer) in (400, 405, 501)
        assert b" 200 " not in answer


def test_one_after_the_other(door: Door) -> None:
    """A connection serves any number of requests, and an answer is whole before the next."""
    with door.connect() as connection:
        for _ in range(3):
            connection.sendall(_get(f"{door.base}{INFO}", door, close=False))
            data = b""
            while not data.endswith(A.info):
                data += connection.recv(65536)
            assert status_of(data) == 200
    assert door.ask(f"{door.base}{INFO}") == 200


def test_pipelined(door: Door) -> None:
    """Requests that come before the answer to the one before are answered in their order."""
    asked = [INFO, "/example.com/nobody/@v/list", "/example.com/a/@v/v1.0.0.mod", "/x", INFO]
    data = b"".join(_get(f"{door.base}{path}", door, close=False) for path in asked[:-1])
    answers = door.send(data + _get(f"{door.base}{asked[-1]}", door))
    assert [int(part[:3]) for part in answers.split(b"HTTP/1.1 ")[1:]] == [200, 404, 200, 400, 200]
    assert answers.index(A.info) < answers.index(A.mod) < answers.rindex(A.info)


def test_http_1_0(door: Door) -> None:
    """An old client is served, or refused, and the connection is closed behind it."""
    answer = door.send(f"GET {door.base}{INFO} HTTP/1.0\r\nHost: {door.place}\r\n\r\n".encode())
    assert status_of(answer) in (200, 400, 505)


def test_slow_clients(door: Door) -> None:
    """Two hundred that never finish their heads hold nobody up."""
    head = _get(f"{door.base}{INFO}", door)[:-3]
    slow = [door.connect() for _ in range(200)]
    try:
        for connection in slow[::2]:
            connection.sendall(head)
        start = time.monotonic()
        assert door.ask(f"{door.base}{INFO}") == 200
        assert time.monotonic() - start < 10
    finally:
        for connection in slow:
            connection.close()


def test_clients_that_go_away(door: Door, places: Places) -> None:
    """Those that hang up in the midst of everything harm nobody."""
    request = _get(f"{door.base}{INFO}", door)
    for cut in range(0, len(request) + 1, 7):
        with door.connect() as connection:
            connection.sendall(request[:cut])
    assert door.ask(f"{door.base}{INFO}") == 200


def _get(target: str, door: Door, *, close: bool = True) -> bytes:
    ending = "Connection: close\r\n" if close else ""
    return f"GET {target} HTTP/1.1\r\nHost: {door.place}\r\n{ending}\r\n".encode()


def _lines(path: Path) -> list[str]:
    return path.read_text().splitlines()[1:] if path.exists() else []
