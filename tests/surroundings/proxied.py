"""Mirrors with names, behind a proxy: one of each kind, and what is seen of a request on its way."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import ExitStack
from types import TracebackType
from typing import NamedTuple, Self

from tests.fakes.mirror import Mirror
from tests.fakes.tls import TlsMirror
from tests.surroundings.both import MODULE, Checked, Fetched, User, check, go
from tests.surroundings.names import FAR, NEAR
from tests.surroundings.proxy import HttpProxy
from tests.surroundings.relay import Relay
from tests.surroundings.socks import SocksProxy
from tests.surroundings.stage import Stage
from tests.web.scenarios import basic

LOGIN = "joe:p@ss"
ESCAPED = "joe:p%40ss"

Routes = Mapping[str, int]
KINDS: dict[str, Callable[[Stage, Routes], Relay]] = {
    "plain": lambda _, routes: HttpProxy(routes),
    "plain, login": lambda _, routes: HttpProxy(routes, demands=basic(LOGIN)),
    "plain, silent": lambda _, routes: HttpProxy(routes, is_silent=True),
    "plain, hangs up": lambda _, routes: HttpProxy(routes, status=0),
    "plain, 204": lambda _, routes: HttpProxy(routes, status=204),
    "plain, 403": lambda _, routes: HttpProxy(routes, status=403),
    "plain, 407": lambda _, routes: HttpProxy(routes, status=407),
    "plain, 502": lambda _, routes: HttpProxy(routes, status=502),
    "tls": lambda stage, routes: HttpProxy(routes, context=stage.server("127.0.0.1")),
    "tls, login": lambda stage, routes: HttpProxy(
        routes, context=stage.server("127.0.0.1"), demands=basic(LOGIN)
    ),
    "tls, silent": lambda stage, routes: HttpProxy(routes, context=stage.server("127.0.0.1"), is_silent=True),
    "tls, hangs up": lambda stage, routes: HttpProxy(routes, context=stage.server("127.0.0.1"), status=0),
    "socks": lambda _, routes: SocksProxy(routes),
    "socks, login": lambda _, routes: SocksProxy(routes, demands=LOGIN),
    "socks, silent": lambda _, routes: SocksProxy(routes, is_silent=True),
}


class Passage(NamedTuple):
    """What a command asked of the proxy, and how many requests reached the mirror at plain http."""

    asked: list[str]
    served: int


class Passed(NamedTuple):
    """What both commands found, and their ways."""

    fetched: Fetched
    checked: Checked
    theirs: Passage
    ours: Passage


class Behind:
    """Two mirrors, one at http and one at https, and a proxy that knows them by their names.

    At https they have the usual port, where on this machine nobody listens.
    """

    def __init__(self, stage: Stage, kind: str) -> None:
        self.mirror = Mirror(stage.tree)
        self._secure = TlsMirror(stage.tree, stage.server(FAR, NEAR))
        self._stage = stage
        self._kind = kind
        self._served = 0
        self._stack = ExitStack()

    def __enter__(self) -> Self:
        for mirror in (self.mirror, self._secure):
            self._stack.enter_context(mirror)
        routes: dict[str, int] = {}
        for name in (FAR, NEAR):
            routes |= {f"{name}:{self.port}": self.port, f"{name}:80": self.port}
            routes |= {name: self.port, f"{name}:443": _port(self._secure.url)}
        self.proxy = self._stack.enter_context(KINDS[self._kind](self._stage, routes))
        return self

    def __exit__(
        self, kind: type[BaseException] | None, exc: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.close()

    @property
    def port(self) -> int:
        """Of the mirror at http."""
        return _port(self.mirror.url)

    def fill(self, text: str) -> str:
        """`{place}` is the proxy's host and port, `{number}` its port, `{port}` the port of `mirror`."""
        return text.format(place=self.proxy.place, number=self.proxy.port, port=self.port)

    def ask(self, user: User, url: str, module: str = MODULE) -> Passed:
        """Both commands, one after the other."""
        fetched, theirs = go(user, url, module), self._passage()
        checked, ours = check(user, url, module=module), self._passage()
        return Passed(fetched, checked, theirs, ours)

    def _passage(self) -> Passage:
        before, self._served = self._served, len(self.mirror.log)
        return Passage(self.proxy.take(), self._served - before)


def _port(url: str) -> int:
    return int(url.rpartition(":")[2])
