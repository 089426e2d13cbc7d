"""Servers by name: `{a}` in a scene's text is a mirror's address, and the mirror starts when it is named.

`{TREE}` is a mirror of one of stock.TREES, `{TREE.STATUS:ENDING}` one that answers paths with this ending
with the status, `{TREE.waitN:ENDING}` one that answers them after N seconds, `{TREE.drop:ENDING}` one that
hangs up. The rest is in NAMED.
"""

from __future__ import annotations

import re
import socket
import time
from collections.abc import Callable
from contextlib import ExitStack
from functools import partial
from types import TracebackType
from typing import Any, Self

from tests.fakes.mirror import Database, Mirror
from tests.fakes.server import Fault, Response, Server, _Handler
from tests.fakes.tls import TlsMirror
from tests.home import Home
from tests.relay.stock import TREES, Stock, new_sumdb
from tests.surroundings.proxy import HttpProxy
from tests.web.scenarios import basic

LOGIN = basic("joe:hush")
QUERY = "key=1&x=%20y"  # without it one mirror answers nothing
_NAME = re.compile(r"\{([a-z_]+(?:\.[a-z0-9.]+(?::[^{}]*)?)?)\}")


class Places:
    """What stands for the names in one run's texts; servers end with the context."""

    def __init__(self, stock: Stock, home: Home) -> None:
        self.stock = stock
        self.home = home
        self.sumdb = new_sumdb()
        self.servers: dict[str, Server] = {}
        self._known: dict[str, str] = {}
        self._stack = ExitStack()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, exc: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.close()

    def fill(self, text: str) -> str:
        """The text with every name replaced."""
        return _NAME.sub(lambda found: self[found[1]], text)

    def __getitem__(self, name: str) -> str:
        if name not in self._known:
            self._known[name] = NAMED[name](self) if name in NAMED else self._mirror(name)
        return self._known[name]

    def unfill(self, text: str) -> str:
        """The reverse: what differs between two runs of the same scene is replaced by names."""
        for name, value in sorted(self._known.items(), key=lambda item: -len(item[1])):
            text = text.replace(value, f"{{{name}}}")
        return text.replace(str(self.home.path), "~")

    def enter(self, name: str, server: Server) -> str:
        self.servers[name] = self._stack.enter_context(server)
        return self.servers[name].url

    def proxy(self) -> str:
        """An HTTP proxy by which alone http://mirror.test and https://mirror.test are reached."""
        plain, secure = self["a"], self["tls_named"]
        routes = {"mirror.test": _port(plain), "mirror.test:443": _port(secure)}
        return self._stack.enter_context(HttpProxy(routes)).place

    def _mirror(self, name: str) -> str:
        tree, _, fault = name.partition(".")
        assert tree in TREES, name
        mirror = Mirror(self.stock.tree(tree), self.sumdb)
        mirror.fault = _fault(fault) if fault else None
        return self.enter(name, mirror)


class Redirecting(Mirror):
    """Sends everybody to another mirror."""

    def __init__(self, to: str, **given: Any) -> None:
        super().__init__(**given)
        self._to = to

    def answer(self, path: str) -> Response:
        return Response(b"", 302, {"Location": self._to + path})


class Keyed(Mirror):
    """Answers only requests that carry QUERY."""

    def __enter__(self) -> Self:
        super().__enter__()
        self._listener.RequestHandlerClass = partial(_KeyedHandler, self)
        return self


class _KeyedHandler(_Handler):
    def do_GET(self) -> None:  # noqa: N802
        if self.path.partition("?")[2] == QUERY:
            super().do_GET()
        else:
            self.send_error(403)


def _tls(places: Places, *, demands: str | None = None, host: str = "127.0.0.1") -> str:
    mirror = TlsMirror(
        places.stock.tree("a"), places.stock.server("127.0.0.1", "mirror.test"), demands=demands, name=host
    )
    mirror.sumdb = places.sumdb
    return places.enter(f"tls{len(places.servers)}", mirror)


def _keyed(places: Places) -> str:
    return f"{places.enter('keyed', Keyed(places.stock.tree('a'), places.sumdb))}?{QUERY}"


def _redirect(places: Places) -> str:
    return places.enter("redirect", Redirecting(places["b"], root=places.stock.tree("none")))


def _dead(_: Places) -> str:
    """A port where nobody listens."""
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{closed.getsockname()[1]}"


ANSWERS = {
    "drop": Response(b"", 200, {"Content-Length": "9"}),
    "html": Response(b"<html>Log in</html>", 200, {"Content-Type": "text/html"}),
    "empty": Response(b"", 200, {"Content-Type": "text/plain"}),
    "lean": Response(b'{"Version": "v1.0.0", "Other": [1]}', 200, {"Content-Type": "application/json"}),
    "lines": Response(b"v1.0.0 2020-01-01T00:00:00Z x\r\n\r\nnonsense\r\nv1.1.0\r\n", 200, {}),
}
NAMED: dict[str, Callable[[Places], str]] = {
    "key": lambda places: places.sumdb.key,
    "database": lambda places: places.enter("database", Database(places.sumdb)),
    "home": lambda places: str(places.home.path),
    "work": lambda places: str(places.home.work),
    "bin": lambda places: str(places.home.bin),
    "ca": lambda places: str(places.stock.ca_file),
    "tree": lambda places: str(places.stock.tree("a")),
    "repositories": lambda places: str(places.stock.repositories),
    "tls": _tls,
    "tls_place": lambda places: places["tls"].removeprefix("https://"),
    "tls_named": lambda places: _tls(places, host="mirror.test"),
    "login": lambda places: _tls(places, demands=LOGIN),
    "login_place": lambda places: places["login"].removeprefix("https://"),
    "keyed": _keyed,
    "redirect": _redirect,
    "dead": _dead,
    "proxy": Places.proxy,
}


def _fault(text: str) -> Fault:
    kind, _, ending = text.partition(":")

    def act(path: str) -> Response | None:
        if not path.endswith(ending):
            return None
        if kind.startswith("wait"):
            time.sleep(float(kind.removeprefix("wait")))
            return None
        if kind in ANSWERS:
            return ANSWERS[kind]
        return Response(b"the fake says no\n", int(kind), {"Content-Type": "text/plain"})

    return act


def _port(url: str) -> int:
    return int(url.rpartition(":")[2])
