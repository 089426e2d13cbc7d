"""The relay's life: a listener in this process, a thread that serves it, and the end of both."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import os
import secrets
import socket
from collections.abc import Sequence
from functools import partial
from threading import Lock, Thread
from types import TracebackType
from typing import Self

from goenvctl.go.environment import lookup, module_cache
from goenvctl.relay.chain import Chain
from goenvctl.relay.child import Child
from goenvctl.relay.tally import Tally
from goenvctl.session import Session

END_S = 5.0


class Lifetime:
    """Entered, `base` is where the relay is; requests wait until what it needs is loaded.

    What it loads (httpx, h11) takes as long as `go` takes to come to its first question.
    """

    def __init__(self, child: Child, command: Sequence[str]) -> None:
        self._child = child
        self._command = command
        self.tally = Tally()
        self._secret = secrets.token_urlsafe(24)
        self._loop: asyncio.AbstractEventLoop | None = None
        self._stop: asyncio.Event | None = None
        self._guard = Lock()
        self._is_over = False

    def __enter__(self) -> Self:
        # with the protocol named asyncio turns Nagle's delay off
        self._listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        self._listener.bind(("127.0.0.1", 0))
        self._listener.listen(1024)
        self._place = f"127.0.0.1:{self._listener.getsockname()[1]}"
        self._thread = Thread(target=self._live, daemon=True)
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, exc: BaseException | None, trace: TracebackType | None
    ) -> None:
        with self._guard:
            self._is_over = True
            loop, stop = self._loop, self._stop
        if loop and stop:
            with contextlib.suppress(RuntimeError):  # it has ended by itself
                loop.call_soon_threadsafe(stop.set)
            self._thread.join(END_S)
        self._listener.close()  # a command so short that nothing was asked is not waited for

    @property
    def base(self) -> str:
        return f"http://{self._place}/{self._secret}"

    def _live(self) -> None:
        gc.enable()  # off for commands that live for 50 ms
        try:
            asyncio.run(self._serve())
        except Exception as exc:  # noqa: BLE001  # go must see a closed door, not wait for ever
            self.tally.bugs.append(f"{type(exc).__name__}: {exc}")
        finally:
            self._listener.close()

    async def _serve(self) -> None:
        from goenvctl.relay.relay import Relay
        from goenvctl.relay.server import Server
        from goenvctl.relay.spool import Spools, spool_folders
        from goenvctl.relay.sums import read_sums_at_hand
        from goenvctl.relay.terms import Terms
        from goenvctl.surroundings import surroundings_of
        from goenvctl.web.thread import in_thread

        child = self._child
        assert child.chain
        surroundings = surroundings_of(child.session)
        surroundings.follows_inside = True  # where go gets an answer, exec does
        hostile = _hostile(child.session, child.chain)
        terms = Terms(child.chain, child.values, child.database, child.is_private, hostile)
        host = child.session.host
        sources = child.session.sources()
        cache = module_cache(sources, host.home)
        variables = {name: lookup(sources, name) for name in ("GOFLAGS", "GOWORK")}
        read_sums = partial(read_sums_at_hand, host, self._command, variables, cache)
        relay = Relay(terms, surroundings, self.tally, Spools(spool_folders(cache)), read_sums)
        server = Server(self._place, self._secret, relay.answer, self.tally.bugs.append)
        if any(post.url.lower().startswith("https:") for post in child.chain.mirrors):
            in_thread(getattr, surroundings, "context")  # certificates are read while go starts
        stop = asyncio.Event()
        with self._guard:
            if self._is_over:
                return
            self._loop, self._stop = asyncio.get_running_loop(), stop
        await server.start(self._listener)
        await stop.wait()
        await server.close()
        await relay.close()


def _hostile(session: Session, chain: Chain) -> frozenset[int]:
    """The posts whose mirrors are kept as hostile. No records are made where there are none."""
    from goenvctl.memory import recall

    if not os.path.exists(session.paths.records):
        return frozenset()
    memory = recall(session, ())
    return frozenset(post.number for post in chain.mirrors if memory.is_marked(post.url))
