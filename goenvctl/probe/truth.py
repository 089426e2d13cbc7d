"""What the bytes of a module must be: pinned sums, checksum databases, the go.sum at hand."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import NamedTuple
from urllib.parse import unquote

from goenvctl.go.address import parse_address
from goenvctl.go.wire import sumdb_url
from goenvctl.language import tr
from goenvctl.probe.database import (
    FAILING,
    FORGED,
    GOOD,
    Reading,
    from_files,
    over_the_web,
    read_database,
)
from goenvctl.probe.endpoint import Endpoint, Module
from goenvctl.probe.outcome import Sums
from goenvctl.sumdb.client import Fetch
from goenvctl.sumdb.database import Database
from goenvctl.sumdb.note import VerifierKey
from goenvctl.sumdb.tlog import Tree
from goenvctl.web.client import Surroundings, Web

Heads = Mapping[VerifierKey, Tree]


class Head(NamedTuple):
    """A signed tree that was verified, to be remembered."""

    tree: Tree
    note: bytes


class Truth:
    """Shared by all probes of a run; each database is asked once for each module."""

    def __init__(
        self,
        surroundings: Surroundings,
        pinned: Mapping[Module, Sums],
        at_hand: Mapping[str, str],
        seen: Heads,
    ) -> None:
        self._surroundings = surroundings
        self._pinned = pinned
        self._at_hand = at_hand
        self._seen = seen
        self._readings: dict[tuple[str, Module], asyncio.Task[Reading]] = {}
        self.learned: dict[VerifierKey, Head] = {}

    def pinned(self, module: Module) -> Sums | None:
        return self._pinned.get(module)

    def at_hand(self, module: Module) -> Sums:
        """What the go.sum at hand says, empty where it does not know."""
        key = f"{module.path} {module.version}"
        return Sums(self._at_hand.get(key, ""), self._at_hand.get(f"{key}/go.mod", ""))

    async def ask(self, database: Database, module: Module, until: float) -> Reading:
        """The database at its own address. Shared: who waits may go, the question stays."""
        base = database.url or f"https://{database.key.name}"
        key = (base, module)
        if key not in self._readings:
            self._readings[key] = asyncio.ensure_future(self._ask(database.key, base, module, until))
        return await asyncio.shield(self._readings[key])

    async def ask_copy(
        self, web: Web, endpoint: Endpoint, database: Database, module: Module, until: float
    ) -> Reading:
        """A mirror's copy; what looks forged is asked for once more on a new connection."""
        reading = await self._read(over_the_web(web, until, endpoint.sumdb), database.key, module)
        if reading.state == FORGED:
            async with self._surroundings.web() as fresh:
                again = await self._read(over_the_web(fresh, until, endpoint.sumdb), database.key, module)
            if again.state != FORGED:
                said = tr("{said}; then: right", said=reading.detail)
                if again.detail:
                    said = tr("{said}; then: {again}", said=reading.detail, again=again.detail)
                return again._replace(detail=said)
        return reading

    def close(self) -> None:
        for task in self._readings.values():
            task.cancel()

    async def _ask(self, key: VerifierKey, base: str, module: Module, until: float) -> Reading:
        base = base if "://" in base else f"https://{base}"
        address = parse_address(base)
        if address.scheme == "file":
            return await self._read(from_files(unquote(address.path)), key, module)
        if address.userinfo is not None and address.scheme == "http":
            return Reading(FAILING, "", tr("Go sends no credentials over plain http"))
        async with self._surroundings.web() as web:
            fetch = over_the_web(web, until, lambda path: sumdb_url(base, path))
            return await self._read(fetch, key, module)

    async def _read(self, fetch: Fetch, key: VerifierKey, module: Module) -> Reading:
        reading = await read_database(fetch, key, self._seen.get(key), module)
        if reading.state == GOOD and reading.head:
            known = self.learned.get(key)
            if known is None or known.tree.size < reading.head.size:
                self.learned[key] = Head(reading.head, reading.note)
        return reading
