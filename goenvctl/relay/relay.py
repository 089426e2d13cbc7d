"""The relay: what `go` asks of one entry of GOPROXY, served from that mirror, and repaired from its run.

Nothing but a failure is repaired. A 404 or 410 goes back, for `go` resolves a whole query against
one entry; nobody beyond a `,` is asked; and the last word on every byte is `go`'s own.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence

from goenvctl.language import N_
from goenvctl.relay.chain import Post
from goenvctl.relay.checksums import Checksums
from goenvctl.relay.databases import Notes, NoWay, Unknown, Way
from goenvctl.relay.errand import VERSIONS, ZIP, Errand, NoErrand, read_errand
from goenvctl.relay.families import Families
from goenvctl.relay.mirror import Mirror, Missing
from goenvctl.relay.once import Once
from goenvctl.relay.progress import Progress
from goenvctl.relay.race import Budget, Lost, Race, Won
from goenvctl.relay.refusals import explained, printable
from goenvctl.relay.server import Reply, refusal
from goenvctl.relay.spool import Spools
from goenvctl.relay.sums import SumsAtHand
from goenvctl.relay.tally import Mismatch, Rescue, Tally
from goenvctl.relay.terms import Terms
from goenvctl.relay.verify import DATABASE, Checked, Doubtful, Verifier, Wrong
from goenvctl.web.client import Surroundings
from goenvctl.web.failure import Failure
from goenvctl.web.thread import in_thread

CONNECT_S = 30.0  # net/http's own patience with a connection (cmd/go/internal/web)
NO_CONNECTION = {"connect-timeout", "dns-timeout", "tls-timeout"}


class Relay:
    """Lives as long as the command; `answer` is asked by the server, from any number of connections."""

    def __init__(
        self,
        terms: Terms,
        surroundings: Surroundings,
        tally: Tally,
        spools: Spools,
        read_sums: Callable[[], SumsAtHand],
    ) -> None:
        self._terms = terms
        self._tally = tally
        self._spools = spools
        self._hush = surroundings.secrets.hush
        self._posts = terms.chain.mirrors
        self._mirrors = [Mirror(post, surroundings, terms.patience_s) for post in self._posts]
        for number in terms.hostile:
            self._mirrors[number].standing.note_lie()
        self._budget = Budget()
        self._families = Families()
        self._checksums = Checksums(
            terms, self._mirrors, surroundings, Notes(self._note_way, self._note_forged)
        )
        sums = Once[str, SumsAtHand](lambda _: in_thread(read_sums))
        self._verifier = Verifier(surroundings, sums, self._checksums.database_for)

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
            if errand.is_of_database:
                return await self._checksums.answer(errand)
            return await self._of_module(errand)
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

    async def _of_module(self, errand: Errand) -> Reply:
        assert errand.post is not None
        if self._terms.is_unproxied(errand.module.path):
            return refusal(403, f"goenvctl relay: {errand.module.path} is private here (GONOPROXY)")
        post = self._posts[errand.post]
        self._budget.count()
        won = await (self._versions(post, errand) if errand.kind in VERSIONS else self._file(post, errand))
        return self._handed_on(post, errand, won)

    async def _file(self, post: Post, errand: Errand) -> Won[Checked]:
        """A file that is the same everywhere."""
        try:
            return await self._race(post, errand, self._order(post, errand.kind), post.number)
        except Lost as exc:
            return _best_of(exc)

    async def _versions(self, post: Post, errand: Errand) -> Won[Checked]:
        """A list, a newest version, a branch: all of a query is answered by one mirror."""
        path = errand.module.path
        kept = self._families.answering(post, path)
        order = self._order(post, errand.kind) if kept is None else [self._mirrors[kept]]
        answering = post.number if kept is None else kept
        try:
            won = await self._race(post, errand, order, answering)
        except Lost as exc:
            won = _best_of(exc)
        except Missing as exc:
            if answering != post.number and post.is_last_of_run:
                raise Lost([(self._mirrors[answering], exc)]) from exc  # its 404 would cross a `,`
            self._families.note(post, path, answering)
            raise
        self._families.note(post, path, won.mirror.number)
        return won

    async def _race(
        self, post: Post, errand: Errand, order: Sequence[Mirror], answering: int
    ) -> Won[Checked]:
        """Once more where nobody could be connected to in time: `go` has more patience with that."""
        clock = asyncio.get_running_loop().time
        until = clock() + CONNECT_S
        while True:
            race = Race(
                errand.kind,
                lambda mirror, progress: self._attempt(errand, mirror, progress),
                self._mirrors[answering],
                None if errand.kind in VERSIONS else self._budget,
                may_leave=not post.is_last_of_run,
            )
            try:
                return await race.run(order)
            except Lost as exc:
                if clock() > until or any(
                    getattr(why, "reason", "") not in NO_CONNECTION for _, why in exc.said
                ):
                    raise

    def _order(self, post: Post, kind: str) -> list[Mirror]:
        """The post's own mirror, the others of its run, and last those that are out."""
        now = asyncio.get_running_loop().time()
        run = [self._mirrors[number] for number in (post.number, *post.others)]
        return sorted(run, key=lambda mirror: (mirror.standing.is_hostile, mirror.standing.is_out(kind, now)))

    async def _attempt(self, errand: Errand, mirror: Mirror, progress: Progress) -> Checked:
        """One mirror's answer, looked at. Raises Missing, Failure."""
        try:
            checked = await self._fetched(errand, mirror, progress)
        except Failure as exc:
            if isinstance(exc, Wrong):
                self._note_lie(mirror, exc.mismatch)
            elif exc.reason == "oversize":
                self._note_lie(mirror, Mismatch(str(errand), mirror.shown, exc.reason, exc.detail))
            raise
        if checked.doubt:
            if checked.doubt.mismatch:
                self._tally.mismatches.append(checked.doubt.mismatch)
            checked.doubt.checked = checked
            raise checked.doubt
        mirror.standing.note_answer(errand.kind, checked.answer.timings.wait)
        return checked

    async def _fetched(self, errand: Errand, mirror: Mirror, progress: Progress) -> Checked:
        """Once more where the disk under a zip is full, on the next."""
        while True:
            spool = self._spools.new() if errand.kind == ZIP else None
            file = spool.file if spool else None
            try:
                answer = await mirror.get(errand, progress, file)
                return await self._verifier.check(errand, mirror.shown, answer, file)
            except BaseException as exc:
                if spool is None:
                    raise
                spool.file.close()
                is_full = isinstance(exc, Failure) and exc.reason == "local-disk"
                if not (is_full and self._spools.leave(spool)):
                    raise

    def _handed_on(self, post: Post, errand: Errand, won: Won[Checked]) -> Reply:
        answer, file, _ = won.result
        self._tally.served[won.mirror.shown] += 1
        self._tally.bytes += answer.size
        if won.mirror.number != post.number:
            own = self._mirrors[post.number]
            why = next((said for mirror, said in won.said if mirror is own), None)
            reason = why.reason if isinstance(why, Failure) else N_("late") if why is None else str(why)
            if why is None and own.standing.is_out(errand.kind, asyncio.get_running_loop().time()):
                reason = N_("failed before")
            self._tally.rescues.append(Rescue(str(errand), own.shown, won.mirror.shown, reason))
        return Reply(200, b"" if file else answer.body, file, answer.size)

    def _failed(self, errand: Errand, why: str) -> Reply:
        said = self._hush(f"goenvctl: {errand}: {why}")
        self._tally.failed.append(said)
        return refusal(502, printable(said))

    def _note_lie(self, mirror: Mirror, mismatch: Mismatch) -> None:
        mirror.standing.note_lie()
        self._tally.mismatches.append(mismatch)

    def _note_forged(self, way: Way, why: str) -> None:
        if way.mirror:
            way.mirror.standing.note_lie()
        self._tally.mismatches.append(Mismatch(DATABASE, way.shown, "sumdb-forged", self._hush(why)))

    def _note_way(self, left: Way, why: str, taken: Way) -> None:
        self._tally.rescues.append(Rescue(DATABASE, left.shown, taken.shown, self._hush(why)))


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
