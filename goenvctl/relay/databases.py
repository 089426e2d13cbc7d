"""The checksum database behind GOSUMDB, asked over several ways; one that works is kept.

Source: cmd/go/internal/modfetch/sumdb.go (initBase). Whatever is handed to `go` was verified here
too, so that a way that lies or talks junk is left for the next; `go` still verifies it all.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import NamedTuple
from urllib.parse import unquote

from goenvctl.go.address import parse_address
from goenvctl.go.module import escape_path, escape_version
from goenvctl.go.wire import sumdb_url
from goenvctl.language import N_
from goenvctl.probe.database import Refused, from_files
from goenvctl.probe.endpoint import Module
from goenvctl.probe.outcome import Sums
from goenvctl.redact import clean
from goenvctl.relay.mirror import EVER_S, SUMDB, Mirror, Missing, answered
from goenvctl.relay.once import Once
from goenvctl.relay.progress import Progress
from goenvctl.sumdb.client import Client, Fetch, Forged, Found, Malformed, NotFound
from goenvctl.sumdb.note import VerifierKey
from goenvctl.web.answer import Patience
from goenvctl.web.client import Surroundings
from goenvctl.web.failure import Failure

NEXT_S = 1.0  # before a second way is asked, as long as none is known to work
NEXT_KEPT_S = 5.0  # and where one is
REST_S = 30.0  # after no way worked, before the relay itself waits for the database again


class NoWay(Exception):
    """No way to the database works; the message says what each did."""


class Unknown(Exception):
    """The database does not know it (404)."""


class Way:
    """One way: `shown` for people, and a fetch of a path below it. What it fetched is kept.

    `mirror` is the one whose copy it is, None for the database itself.
    """

    def __init__(self, shown: str, key: VerifierKey, fetch: Fetch, mirror: Mirror | None = None) -> None:
        self.shown = shown
        self.mirror = mirror
        self._kept = Once(fetch)
        client = Client(key, self.read)
        self._found = Once[Module, Found](lambda module: client.lookup(module.path, module.version))

    async def read(self, path: str) -> bytes:
        """The bytes below the way, asked for once."""
        return await self._kept.get(path)

    async def look_up(self, module: Module) -> Found:
        """The verified sums. Raises NotFound, Malformed, Forged, Failure."""
        return await self._found.get(module)


class Reached(NamedTuple):
    """An answer of the database, and the way it came."""

    way: Way
    found: Found | None
    data: bytes


class Notes(NamedTuple):
    """Who hears of a way that was left (why, and for which), and of one whose answer does not verify."""

    left: Callable[[Way, str, Way], None]
    forged: Callable[[Way, str], None]


class Database:
    """`ways` in the order in which they may be asked.

    What `is_for_first_only` says of a module's path goes no other way than the first.
    """

    def __init__(
        self,
        ways: Sequence[Way],
        notes: Notes,
        is_for_first_only: Callable[[str], bool] = lambda _: False,
    ) -> None:
        self._ways = list(ways)
        self._notes = notes
        self._is_for_first_only = is_for_first_only
        self._at: Way | None = None
        self._silent_until = float("-inf")

    async def sums(self, module: Module) -> Sums | None:
        """What it vouches for, or None where it cannot tell, and for a while after no way worked."""
        clock = asyncio.get_running_loop().time
        if clock() < self._silent_until:
            return None
        try:
            found = (await self._look_up(module)).found
        except NoWay:
            self._silent_until = clock() + REST_S
            return None
        except Unknown:
            return None
        assert found
        return Sums(found.zip, found.mod)

    async def lookup(self, module: Module) -> bytes:
        """The answer to a lookup as it came, once it has been verified. Raises NoWay, Unknown."""
        return (await self._look_up(module)).data

    async def tile(self, path: str) -> bytes:
        """A tile of the way that is kept. Raises NoWay, Unknown."""
        return (await self._ask(lambda way: _tile(way, path), self._ways)).data

    async def _look_up(self, module: Module) -> Reached:
        ways = self._ways[:1] if self._is_for_first_only(module.path) else self._ways
        return await self._ask(lambda way: _looked_up(way, module), ways)

    async def _ask(self, ask: Callable[[Way], Awaitable[Reached]], ways: Sequence[Way]) -> Reached:
        """The first way that answers; the next is asked where one fails or says nothing for a while."""
        waiting = sorted(ways, key=lambda way: way is not self._at)
        running: dict[asyncio.Future[Reached], Way] = {}
        said: list[tuple[Way, str]] = []
        is_unknown = False
        try:
            while waiting or running:
                if waiting:
                    way = waiting.pop(0)
                    running[asyncio.ensure_future(ask(way))] = way
                timeout = (NEXT_KEPT_S if self._at else NEXT_S) if waiting else None
                done, _ = await asyncio.wait(running, timeout=timeout, return_when=asyncio.FIRST_COMPLETED)
                if not done and self._at and running:
                    said.append((self._at, N_("it says nothing")))
                for task in done:
                    way = running.pop(task)
                    try:
                        reached = task.result()
                    except NotFound:
                        # a mirror without a copy does not speak for the database
                        is_unknown |= way.mirror is None or way in (self._at, self._ways[0])
                        said.append((way, N_("not found")))
                        continue
                    except (Failure, Forged, Malformed, Refused) as exc:
                        if isinstance(exc, Forged):
                            self._notes.forged(way, str(exc))
                        said.append((way, str(exc)))
                        continue
                    if len(ways) == len(self._ways):
                        self._keep(way, said)
                    return reached
        finally:
            for task in running:
                task.cancel()
            if running:
                await asyncio.wait(running)
        raise Unknown if is_unknown else NoWay("; ".join(f"{way.shown}: {why}" for way, why in said))

    def _keep(self, way: Way, said: Sequence[tuple[Way, str]]) -> None:
        first = self._at or self._ways[0]
        if way is not first:
            why = next((text for one, text in said if one is first), N_("it says nothing"))
            self._notes.left(first, why, way)
        self._at = way


def way_of_mirror(mirror: Mirror, key: VerifierKey) -> Way:
    """A mirror's copy."""

    async def fetch(path: str) -> bytes:
        progress = Progress(asyncio.get_running_loop().time())
        try:
            answer = await mirror.get_sumdb(key.name, path, progress)
        except Missing as exc:
            raise NotFound(path) from exc
        mirror.standing.note_answer(SUMDB, answer.timings.wait)
        return answer.body

    return Way(f"{mirror.shown}/sumdb/{key.name}", key, fetch, mirror)


def way_of_address(surroundings: Surroundings, url: str, key: VerifierKey, patience_s: float) -> Way:
    """The database at an address of its own."""
    web = surroundings.web()

    async def fetch(path: str) -> bytes:
        now = asyncio.get_running_loop().time()
        try:
            answer = await answered(web, sumdb_url(url, path), Patience(now + EVER_S, patience_s, patience_s))
        except Missing as exc:
            raise NotFound(path) from exc
        return answer.body

    return Way(clean(url), key, fetch)


def way_of_folder(url: str, key: VerifierKey) -> Way:
    """One that lies on this machine."""
    return Way(url, key, from_files(unquote(parse_address(url).path)))


def lookup_path(module: Module) -> str:
    return f"/lookup/{escape_path(module.path)}@{escape_version(module.version)}"


async def _looked_up(way: Way, module: Module) -> Reached:
    found = await way.look_up(module)
    return Reached(way, found, await way.read(lookup_path(module)))


async def _tile(way: Way, path: str) -> Reached:
    return Reached(way, None, await way.read(path))
