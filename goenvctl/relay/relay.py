"""The relay: what `go` asks of one entry of GOPROXY, served from that mirror, and repaired from its run.

Nothing but a failure is repaired. A 404 or 410 goes back, for `go` resolves a whole query against
one entry; nobody beyond a `,` is asked; and the last word on every byte is `go`'s own.
"""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Mapping, Sequence
from typing import IO, NamedTuple

from goenvctl.go.patterns import matches
from goenvctl.host import Host, reason
from goenvctl.relay.chain import Chain, Post
from goenvctl.relay.databases import (
    Database,
    NoWay,
    Unknown,
    Way,
    way_of_address,
    way_of_folder,
    way_of_mirror,
)
from goenvctl.relay.errand import LOOKUP, SUPPORTED, TILE, VERSIONS, ZIP, Errand, NoErrand, read_errand
from goenvctl.relay.families import Families
from goenvctl.relay.mirror import Mirror, Missing
from goenvctl.relay.once import Once
from goenvctl.relay.progress import Progress
from goenvctl.relay.race import Budget, Lost, Race, Won
from goenvctl.relay.refusals import explained
from goenvctl.relay.server import Reply, refusal
from goenvctl.relay.sums import SumsAtHand, read_sums_at_hand
from goenvctl.relay.supported import Chooser, Chosen
from goenvctl.relay.tally import Rescue, Tally
from goenvctl.relay.verify import Checked, Doubtful, Verifier, Wrong
from goenvctl.sumdb.database import Database as Named
from goenvctl.sumdb.verification import TOOLCHAIN
from goenvctl.web.client import Surroundings
from goenvctl.web.failure import Failure
from goenvctl.web.thread import in_thread

PATIENCE_S, LONG_PATIENCE_S = 90.0, 600.0  # without a byte; the longer at a private or an only mirror
IN_MEMORY = 1 << 20  # bytes of a zip that never see the disk


class Terms(NamedTuple):
    """What holds for the command: its chain, its pattern variables, its database (None: off)."""

    chain: Chain
    values: Mapping[str, str]
    database: Named | None
    is_private: bool

    @property
    def patience_s(self) -> float:
        return LONG_PATIENCE_S if self.is_private or len(self.chain.mirrors) == 1 else PATIENCE_S

    def is_private_path(self, path: str) -> bool:
        return matches(self.values["GONOPROXY"], path)

    def is_unverified(self, path: str) -> bool:
        """Would `go` ask no database about it?"""
        if self.database is None:
            return True
        return path != TOOLCHAIN and matches(self.values["GONOSUMDB"], path)


class Relay:
    """Lives as long as the command; `answer` is asked by the server, from any number of connections."""

    def __init__(self, terms: Terms, surroundings: Surroundings, host: Host, tally: Tally) -> None:
        self._terms = terms
        self._tally = tally
        self._hush = surroundings.secrets.hush
        self._posts = terms.chain.mirrors
        self._mirrors = [Mirror(post, surroundings, terms.patience_s) for post in self._posts]
        self._budget = Budget()
        self._families = Families()
        self._surroundings = surroundings
        self._chosen = Once[str, Chosen](lambda _: self._choose())
        self._databases = Once[str, Database | None](lambda _: self._database())
        sums = Once[str, SumsAtHand](lambda _: in_thread(read_sums_at_hand, host))
        databases = Once[str, Database | None](self._database_for)
        self._verifier = Verifier(surroundings, sums, databases)

    async def answer(self, path: str) -> Reply:
        """The reply to a request for this path below the secret."""
        try:
            errand = read_errand(path)
        except (NoErrand, UnicodeDecodeError) as exc:
            return refusal(400, f"goenvctl relay: {exc}")
        if errand.post is not None and errand.post >= len(self._posts):
            return refusal(400, "goenvctl relay: no such place")
        self._tally.requests += 1
        try:
            return await self._run(errand)
        except Missing as exc:
            return refusal(exc.status, exc.said.rstrip() or "not found")
        except Unknown:
            return refusal(404, "not found: the checksum database does not know it")
        except NoWay as exc:
            return self._failed(errand, f"no way to the checksum database works: {exc}")
        except Lost as exc:
            return self._failed(errand, explained(exc))

    async def close(self) -> None:
        for mirror in self._mirrors:
            await mirror.close()

    async def _run(self, errand: Errand) -> Reply:
        if errand.is_of_database:
            return await self._of_database(errand)
        assert errand.post is not None
        if self._terms.is_private_path(errand.module.path):
            return refusal(403, f"goenvctl relay: {errand.module.path} is private here (GONOPROXY)")
        post = self._posts[errand.post]
        self._budget.count()
        won = await (self._versions if errand.kind in VERSIONS else self._file)(post, errand)
        return self._handed_on(post, errand, won)

    async def _file(self, post: Post, errand: Errand) -> Won[Checked]:
        """A file that is the same everywhere."""
        race = Race(
            errand.kind,
            lambda mirror, progress: self._attempt(errand, mirror, progress),
            self._mirrors[post.number],
            self._budget,
            may_leave=not post.is_last_of_run,
        )
        try:
            return await race.run(self._order(post, errand.kind))
        except Lost as exc:
            return _best_of(exc)

    async def _versions(self, post: Post, errand: Errand) -> Won[Checked]:
        """A list, a newest version, a branch: all of a query is answered by one mirror."""
        primary = self._mirrors[post.number]
        kept = self._families.answering(post, errand.module.path)
        race = Race(
            errand.kind,
            lambda mirror, progress: self._attempt(errand, mirror, progress),
            primary if kept in (None, post.number) else self._mirrors[kept or 0],
            None,
            may_leave=not post.is_last_of_run,
        )
        try:
            won = await race.run(self._order(post, errand.kind) if kept is None else [self._mirrors[kept]])
        except Missing as exc:
            if kept not in (None, post.number) and post.is_last_of_run:
                raise Lost([(self._mirrors[kept or 0], exc)]) from exc  # its 404 would cross a `,`
            self._families.note(post, errand.module.path, post.number if kept is None else kept)
            raise
        self._families.note(post, errand.module.path, won.mirror.number)
        return won

    def _order(self, post: Post, kind: str) -> list[Mirror]:
        """The post's own mirror, the others of its run, and last those that are out."""
        now = asyncio.get_running_loop().time()
        run = [self._mirrors[number] for number in (post.number, *post.others)]
        return sorted(run, key=lambda mirror: (mirror.standing.is_hostile, mirror.standing.is_out(kind, now)))

    async def _attempt(self, errand: Errand, mirror: Mirror, progress: Progress) -> Checked:
        """One mirror's answer, looked at. Raises Missing, Failure."""
        file = _spool() if errand.kind == ZIP else None
        try:
            answer = await mirror.get(errand, progress, file)
            checked = await self._verifier.check(errand, mirror.shown, answer, file)
        except BaseException as exc:
            if file:
                file.close()
            if isinstance(exc, Wrong):
                mirror.standing.note_lie()
                self._tally.mismatches.append(exc.mismatch)
            raise
        if checked.doubt:
            if checked.doubt.mismatch:
                self._tally.mismatches.append(checked.doubt.mismatch)
            checked.doubt.checked = checked
            raise checked.doubt
        mirror.standing.note_answer(errand.kind, answer.timings.wait)
        return checked

    def _handed_on(self, post: Post, errand: Errand, won: Won[Checked]) -> Reply:
        answer, file, _ = won.result
        self._tally.served[won.mirror.shown] += 1
        self._tally.bytes += answer.size
        if won.mirror.number != post.number:
            own = self._mirrors[post.number]
            said = next((why for mirror, why in won.said if mirror is own), None)
            why = said.reason if isinstance(said, Failure) else "late" if said is None else str(said)
            if said is None and own.standing.is_out(errand.kind, asyncio.get_running_loop().time()):
                why = "failed before"
            self._tally.rescues.append(Rescue(str(errand), own.shown, won.mirror.shown, why))
        return Reply(200, b"" if file else answer.body, file, answer.size)

    def _failed(self, errand: Errand, why: str) -> Reply:
        said = self._hush(f"goenvctl: {errand}: {why}")
        self._tally.failed.append(said)
        return refusal(502, _printable(said))

    async def _of_database(self, errand: Errand) -> Reply:
        named = self._terms.database
        if errand.post is not None and (named is None or named.url or named.key.name != errand.database):
            return await self._foreign(self._mirrors[errand.post], errand)
        if errand.kind == SUPPORTED:
            assert errand.post is not None
            chosen = await self._chosen.get("")
            status = chosen.answers.get(errand.post, 502)
            return Reply(200) if status == 200 else refusal(status, chosen.why_not or "not supported")
        if errand.kind == LOOKUP and self._terms.is_unverified(errand.module.path):
            return refusal(403, f"goenvctl relay: {errand.module.path} is private here (GONOSUMDB)")
        database = await self._databases.get("")
        if database is None:
            raise NoWay((await self._chosen.get("")).why_not or "none is named")
        if errand.kind == TILE:
            return Reply(200, await database.tile(errand.tail))
        return Reply(200, await database.lookup(errand.module))

    async def _foreign(self, mirror: Mirror, errand: Errand) -> Reply:
        """A database that is not the one of these settings: handed through, for `go` to judge."""
        if errand.module.path and self._terms.is_private_path(errand.module.path):
            return refusal(403, f"goenvctl relay: {errand.module.path} is private here (GONOPROXY)")
        progress = Progress(asyncio.get_running_loop().time())
        try:
            return Reply(200, (await mirror.get_sumdb(errand.database, errand.tail, progress)).body)
        except Failure as exc:
            raise Lost([(mirror, exc)]) from exc

    async def _database_for(self, path: str) -> Database | None:
        return None if self._terms.is_unverified(path) else await self._databases.get("")

    async def _choose(self) -> Chosen:
        assert self._terms.database
        return await Chooser(
            self._terms.chain, self._mirrors, self._terms.database.key, self._surroundings
        ).choose()

    async def _database(self) -> Database | None:
        """The database of these settings with every way to it, or None where no way is left."""
        ways = await self._ways()
        return Database(ways, self._note_way) if ways else None

    async def _ways(self) -> Sequence[Way]:
        named = self._terms.database
        assert named
        if not named.url:
            return (await self._chosen.get("")).ways
        url = named.url if ":/" in named.url else f"https://{named.url}"
        if url.startswith("file:"):
            return (way_of_folder(url, named.key),)
        first_run = [self._mirrors[number] for number in self._posts[0].run]
        itself = way_of_address(self._surroundings, url, named.key, self._terms.patience_s)
        return (itself, *(way_of_mirror(mirror, named.key) for mirror in first_run))

    def _note_way(self, left: Way, why: str, taken: Way) -> None:
        self._tally.rescues.append(Rescue("the checksum database", left.shown, taken.shown, self._hush(why)))


def _best_of(lost: Lost) -> Won[Checked]:
    """What nobody could tell to be wrong is handed on as it came. Raises the Lost where there is no such."""
    doubts = [(mirror, why) for mirror, why in lost.said if isinstance(why, Doubtful) and why.checked]
    for _, doubt in doubts[1:]:
        if doubt.checked and doubt.checked.file:
            doubt.checked.file.close()
    if not doubts:
        raise lost
    mirror, doubt = doubts[0]
    assert doubt.checked
    return Won(mirror, doubt.checked, ())


def _spool() -> IO[bytes]:
    """A file without a name: whatever ends this process, nothing is left."""
    try:
        return tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)
    except OSError as exc:
        raise Failure("local-disk", f"{tempfile.gettempdir()}: {reason(exc)}", "transfer") from exc


def _printable(text: str) -> str:
    """As `go` prints it: one line of ASCII, not too long (cmd/go/internal/web/api.go)."""
    line = " ".join(text.split()).encode("ascii", "backslashreplace").decode()
    return line[:600] + ("..." if len(line) > 600 else "")
