"""Addresses as the real go spells them on the wire."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from tempfile import TemporaryDirectory
from threading import Thread
from types import TracebackType
from typing import NamedTuple, Self

import pytest

from goenvctl.go.module import escape_path
from goenvctl.go.proxylist import parse_proxy_list
from goenvctl.probe.endpoint import Endpoint, Module, Terms
from goenvctl.sumdb.database import parse_gosumdb
from tests.fakes.modules import Module as Made
from tests.go.command import Go
from tests.toolchains import ALL

CAPITALS = Module("example.com/Azure/SDK-for_go~x", "v68.0.0+incompatible")
PLAIN = Module("example.com/lib/v2", "v2.0.0-RC.1")

PATHS = [
    "",
    "/",
    "//",
    "/a",
    "/a/",
    "/a//b//",
    "/a/../b",
    "/a/./b/.",
    "/../a",
    "/..",
    "/a?x=y",
    "/a/?x=y&z=%2F#f",
    "?x",
    "?",
    "/a#f",
    "/%41%62",
    "/a%2Fb",
    "/a%2fb/",
    "/a%20b",
    "/a b",
    "/é",
    "/%C3%A9",
    "/a%ff",
    "/~a-b_c.d",
    "/a:b@c;d=e&f+g$h",
    "/a;b",
    "/!a",
    "/%21a",
    "/(a)*'",
    "/%28a%29",
    '/"a"<b>',
    "/[a]",
    "/a%25b",
    "/a%2E%2E/b",
    "/^`{}",
    "/a\\b",
]
KEY = "localhost.localdev/sumdb+00000c67+AcTrnkbUA+TU4heY3hkjiSES/DSQniBqIeQ/YppAUtK6"


class Wire(NamedTuple):
    """What go asked of all PATHS below a base, one target for each, by how the targets end."""

    base: str
    targets: Mapping[str, Sequence[str]]

    def asked(self, end: str, path: str) -> str:
        """The URL."""
        return self.base + self.targets[end][PATHS.index(path)]

    def mirror(self, path: str) -> Endpoint:
        return endpoint(self.base + path)


@pytest.fixture(scope="module", params=ALL, ids=str)
def go(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Go:
    return Go(request.param, tmp_path_factory.mktemp("go"))


@pytest.fixture(scope="module")
def wire(go: Go) -> Iterator[Wire]:
    with Log({**serve(CAPITALS), "list": b"", "supported": None}) as log:
        goproxy = "|".join(log.base + path for path in PATHS)  # each is asked, whatever the one before says
        environ = go.environ(GOPROXY=goproxy, GOSUMDB="off", HTTP_PROXY=None)
        go.run("list", "-m", f"{CAPITALS.path}@latest", environ=environ)
        go.run("mod", "download", str(PLAIN), environ=environ)
        download(go, goproxy)
        yield Wire(log.base, {end: log.ending(end) for end in ("/list", "/@latest", ".1.info", "/supported")})


@pytest.mark.parametrize("path", PATHS)
def test_a_module(wire: Wire, path: str) -> None:
    """The files of a module are asked for where go asks for them, below any base."""
    mirror = wire.mirror(path)
    assert mirror.file(CAPITALS.path, "@v/list") == wire.asked("/list", path)
    assert mirror.file(CAPITALS.path, "@latest") == wire.asked("/@latest", path)
    assert mirror.version_file(PLAIN, ".info") == wire.asked(".1.info", path)


@pytest.mark.parametrize("path", PATHS)
def test_a_copy_of_the_database(wire: Wire, path: str) -> None:
    """So is the mirror's copy of the checksum database: the base is taken as it is there."""
    assert wire.mirror(path).sumdb("/supported") == wire.asked("/supported", path)


@pytest.mark.parametrize("path", ["", "/", "/a%2Fb?x=y", "/a", "/a//b/", "/a b"])
def test_a_lookup(go: Go, path: str) -> None:
    """And a lookup in it, by the name of a module with capitals."""
    with Log({**serve(CAPITALS), "supported": b""}) as log:
        fault = download(go, log.base + path)
        lookup = f"/lookup/{escape_path(CAPITALS.path)}@{CAPITALS.version}"
        assert log.base + log.targets[-1] == endpoint(log.base + path).sumdb(lookup), fault


def endpoint(url: str) -> Endpoint:
    [entry] = parse_proxy_list(url).mirrors
    return Endpoint(entry.url, entry.url, "us", Terms(KEY, parse_gosumdb(KEY), "", "public", (CAPITALS,)))


def download(go: Go, goproxy: str) -> str:
    """Ask go for the module and its sums, with an empty cache."""
    with TemporaryDirectory() as cache:
        settings = {"GOPROXY": goproxy, "GOSUMDB": KEY, "GOMODCACHE": cache, "HTTP_PROXY": None}
        return go.download(str(CAPITALS), **settings)


def serve(module: Module) -> dict[str, bytes | None]:
    """The files of a module, by how their addresses end."""
    made = Made(*module)
    files = {".info": made.info, ".mod": made.mod, ".zip": made.zip}
    return {f"{module.version}{ending}": body for ending, body in files.items()}


class Log:
    """Notes the target of each request as it came while its context is entered.

    What `answers` has for the end of the path goes back, an error 500 for None; the rest is not there.
    """

    def __init__(self, answers: Mapping[str, bytes | None] | None = None) -> None:
        self._answers = answers or {}
        self.targets: list[str] = []

    def __enter__(self) -> Self:
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, exc: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def ending(self, end: str) -> list[str]:
        """The targets whose path ends so."""
        return [target for target in self.targets if target.partition("?")[0].endswith(end)]

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        log = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                log.targets.append(self.requestline.split(" ")[1])  # http.server tidies `path`
                path = self.path.partition("?")[0]
                found = [body for end, body in log._answers.items() if path.endswith(end)] or [b"none"]
                self.send_response(404 if found == [b"none"] else 500 if found[0] is None else 200)
                self.send_header("Content-Length", str(len(found[0] or b"")))
                self.end_headers()
                self.wfile.write(found[0] or b"")

            def log_message(self, *_line: object) -> None:
                pass

        return Handler
