"""The checksum database as `go` meets it at the relay: at an address of its own, or below a mirror."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from goenvctl.relay.databases import Database, Notes, NoWay, Way, way_of_address, way_of_folder, way_of_mirror
from goenvctl.relay.errand import LOOKUP, SUPPORTED, TILE, Errand
from goenvctl.relay.mirror import Mirror
from goenvctl.relay.once import Once
from goenvctl.relay.progress import Progress
from goenvctl.relay.race import Lost
from goenvctl.relay.server import Reply, refusal
from goenvctl.relay.supported import Chooser, Chosen
from goenvctl.relay.terms import Terms
from goenvctl.web.client import Surroundings
from goenvctl.web.failure import Failure


class Checksums:
    """Nothing is asked before the first need."""

    def __init__(
        self, terms: Terms, mirrors: Sequence[Mirror], surroundings: Surroundings, notes: Notes
    ) -> None:
        self._terms = terms
        self._mirrors = mirrors
        self._surroundings = surroundings
        self._notes = notes
        self._chosen = Once[str, Chosen](lambda _: self._choose())
        self._database = Once[str, Database | None](lambda _: self._open())

    async def database_for(self, path: str) -> Database | None:
        """Who vouches for the module, or None where `go` would ask nobody, or has no way."""
        return None if self._terms.is_unverified(path) else await self._database.get("")

    async def answer(self, errand: Errand) -> Reply:
        """Raises Missing, Unknown, NoWay, Lost."""
        named = self._terms.database
        if errand.post is not None and (named is None or named.url or named.key.name != errand.database):
            return await self._of_another(self._mirrors[errand.post], errand)
        if errand.kind == SUPPORTED:
            assert errand.post is not None
            chosen = await self._chosen.get("")
            status = chosen.answers.get(errand.post, 502)
            return Reply(200) if status == 200 else refusal(status, chosen.why_not or "not supported")
        if errand.kind == LOOKUP and self._terms.is_unverified(errand.module.path):
            return refusal(403, f"goenvctl relay: {errand.module.path} is private here (GONOSUMDB)")
        database = await self._database.get("")
        if database is None:
            raise NoWay((await self._chosen.get("")).why_not or "none is named")
        if errand.kind == TILE:
            return Reply(200, await database.tile(errand.tail))
        return Reply(200, await database.lookup(errand.module))

    async def _of_another(self, mirror: Mirror, errand: Errand) -> Reply:
        """A database that is not the one of these settings: handed through, for `go` to judge."""
        if errand.module.path and self._terms.is_unproxied(errand.module.path):
            return refusal(403, f"goenvctl relay: {errand.module.path} is private here (GONOPROXY)")
        progress = Progress(asyncio.get_running_loop().time())
        try:
            return Reply(200, (await mirror.get_sumdb(errand.database, errand.tail, progress)).body)
        except Failure as exc:
            raise Lost([(mirror, exc)]) from exc

    async def _choose(self) -> Chosen:
        assert self._terms.database
        key = self._terms.database.key
        return await Chooser(self._terms.chain, self._mirrors, key, self._surroundings).choose()

    async def _open(self) -> Database | None:
        """The database with every way to it, or None where no way is left."""
        ways = await self._ways()
        assert self._terms.database
        # by a bare name `go` itself asks the mirrors, whatever GONOPROXY says
        apart = self._terms.is_unproxied if self._terms.database.url else lambda _: False
        return Database(ways, self._notes, apart) if ways else None

    async def _ways(self) -> Sequence[Way]:
        named = self._terms.database
        assert named
        if not named.url:
            return (await self._chosen.get("")).ways
        url = named.url if ":/" in named.url else f"https://{named.url}"
        if url.startswith("file:"):
            return (way_of_folder(url, named.key),)
        itself = way_of_address(self._surroundings, url, named.key, self._terms.patience_s)
        first = self._terms.chain.posts[0]  # behind a folder no mirror need ever be asked
        first_run = (self._mirrors[number] for number in (first.run if first else ()))
        return (itself, *(way_of_mirror(mirror, named.key) for mirror in first_run))
