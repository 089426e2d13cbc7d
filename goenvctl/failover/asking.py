"""How `watch` asks: one `.info` of a mirror, or all of a probe, without a person at hand.

No GOAUTH helper runs, no mark is lifted, and who wants to be let alone is noted. A mirror that refused the
credentials which `go` would send it now is not asked: it is denied, until they change or `check` is let in.
"""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from goenvctl.candidates import Candidates, fallback_mirrors, pinned_sums
from goenvctl.failover.alike import may_be_alike
from goenvctl.failover.kept import Refusals
from goenvctl.failover.refusals import still_refused, with_answers
from goenvctl.language import tr
from goenvctl.memory import recall, remember
from goenvctl.probe.agreement import Witness, agreed
from goenvctl.probe.endpoint import Endpoint
from goenvctl.probe.glance import glance
from goenvctl.probe.lag import Lag
from goenvctl.probe.outcome import DENIED, USABLE, Outcome
from goenvctl.probe.prober import Means, Wish, probe
from goenvctl.probe.sweep import sweep
from goenvctl.probe.truth import Truth
from goenvctl.probe.witness import WITNESS_S, hear_witnesses
from goenvctl.records import Head, RecordsLost, open_records, plain_url
from goenvctl.session import Session
from goenvctl.sumdb.note import VerifierKey
from goenvctl.surroundings import surroundings_of
from goenvctl.web.blame import authority
from goenvctl.web.client import Surroundings

Asked = Mapping[Endpoint, Outcome]


def place_of(url: str) -> str:
    """How `watch` calls a mirror, as the marks do: in one spelling, without credentials and query."""
    return plain_url(url).partition("?")[0]


class Answers(NamedTuple):
    """`outcomes` by endpoint, `retry_s` by authority."""

    outcomes: Asked
    witnesses: tuple[Witness, ...]
    retry_s: Mapping[str, float]

    def retry_of(self, endpoint: Endpoint) -> float:
        return self.retry_s.get(authority(endpoint.url), 0.0)


class Asker:
    """`refused` are the credentials not to be sent, as known by now; `memory` is what earlier probes left."""

    def __init__(self, session: Session, network: str, refused: Refusals) -> None:
        gc.enable()  # off for commands that live for 50 ms
        self._session = session
        self._network = network
        self.refused = _without_let_in(session, refused)
        self.memory = recall(session, ())
        self._learned: dict[VerifierKey, Head] = {}

    @property
    def marks(self) -> frozenset[str] | None:
        """The places that the records keep as hostile; None where they cannot be read."""
        return None if self.memory.lost else frozenset(self.memory.marks)

    def glance(self, endpoints: Sequence[Endpoint]) -> Answers:
        """One `.info` of each."""
        surroundings, shut = self._surroundings(endpoints)
        asked = [one for one in endpoints if one not in shut]

        async def all_of_them() -> list[Outcome]:
            return list(await asyncio.gather(*(glance(one, surroundings) for one in asked)))

        found = dict(zip(asked, asyncio.run(all_of_them()), strict=True)) if asked else {}
        return self._answers({**found, **shut}, (), surroundings)

    def probe(self, candidates: Candidates, first: str = "") -> Answers:
        """All that a probe asks. Where the mirror at `first` may fail for a local reason, others testify."""
        self.memory = recall(self._session, (database.key for database in candidates.databases))
        surroundings, shut = self._surroundings(candidates.endpoints)
        asked = tuple(one for one in candidates.endpoints if one not in shut)
        others = fallback_mirrors(self._session, candidates)
        surroundings.refused |= self._refused(surroundings, others)
        probing = self._probed(candidates._replace(endpoints=asked), shut, surroundings)

        async def all_of_it() -> tuple[Asked, Sequence[Witness]]:
            found = await probing
            named = next((outcome for one, outcome in found.items() if place_of(one.url) == first), None)
            if named is None or not may_be_alike(named, list(found.values())):
                return found, ()
            return found, await hear_witnesses(surroundings, others, candidates.databases, WITNESS_S)

        found, witnesses = asyncio.run(all_of_it())
        return self._answers(found, witnesses, surroundings, others)

    def keep(self, outcomes: Sequence[Outcome], *, is_local: bool) -> bool:
        """Keep what was found. Could it be kept?"""
        return not remember(self._session, self.memory, outcomes, self._learned, is_local=is_local)

    async def _probed(self, candidates: Candidates, shut: Asked, surroundings: Surroundings) -> Asked:
        truth = Truth(surroundings, pinned_sums(self._session), {}, self.memory.heads)
        async with Lag() as lag:
            means = Means(surroundings, truth, Wish(), lag)

            async def ask(endpoint: Endpoint, connections: int) -> Outcome:
                outcome = await probe(endpoint, means, connections)
                return self.memory.judged(outcome, may_lift=False)

            found = agreed(await sweep(candidates.endpoints, ask))
        truth.close()
        self._learned |= {
            key: Head(head.tree.size, head.tree.hash, head.note) for key, head in truth.learned.items()
        }
        return {**dict(zip(candidates.endpoints, found, strict=True)), **shut}

    def _surroundings(self, endpoints: Sequence[Endpoint]) -> tuple[Surroundings, Asked]:
        """Those of a run, and the mirrors that are not asked in it."""
        surroundings = surroundings_of(self._session, run_commands=False)
        refused = self._refused(surroundings, endpoints)
        return surroundings, {one: _denied(one) for one in endpoints if authority(one.url) in refused}

    def _refused(self, surroundings: Surroundings, endpoints: Sequence[Endpoint]) -> set[str]:
        return still_refused(self.refused, self._network, surroundings.credentials, _urls(endpoints))

    def _answers(
        self,
        outcomes: Asked,
        witnesses: Sequence[Witness],
        surroundings: Surroundings,
        others: Sequence[Endpoint] = (),
    ) -> Answers:
        urls, now = _urls((*outcomes, *others)), self._session.host.now()
        self.refused = with_answers(self.refused, self._network, surroundings, urls, now)
        return Answers(outcomes, tuple(witnesses), surroundings.retry_s)


def _urls(endpoints: Iterable[Endpoint]) -> list[str]:
    """What is asked first of each: its credentials are those of that address."""
    return [one.version_file(one.terms.modules[0], ".info") for one in endpoints]


def _denied(endpoint: Endpoint) -> Outcome:
    module = str(endpoint.terms.modules[0])
    said = tr("it refused these credentials; they are not sent again")
    gosumdb = endpoint.terms.gosumdb
    return Outcome(endpoint.shown, endpoint.operator, gosumdb, module, DENIED, "auth-required", said, ".info")


def _without_let_in(session: Session, refused: Refusals) -> Refusals:
    """Without those whom a check by hand has found usable since."""
    if not refused:
        return refused
    since = min(refusal.at for refusal in refused.values())
    try:
        with open_records(session.paths.records) as records:
            usable = [one for one in records.since(since) if one.verdict in USABLE]
    except RecordsLost:
        return refused
    let_in = {authority(one.url): one.time for one in usable}
    return {
        place: refusal
        for place, refusal in refused.items()
        if let_in.get(place.partition(" ")[2], 0.0) <= refusal.at
    }
