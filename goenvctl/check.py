"""`check`: which mirrors are healthy, which is the fastest, and whose fault it is where none is."""

from __future__ import annotations

import asyncio
import gc
import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple, Protocol

from goenvctl.candidates import Candidates, fallback_mirrors, pinned_sums
from goenvctl.errors import Problem
from goenvctl.go.gosum import read_sums
from goenvctl.go.installation import Installation
from goenvctl.language import tr
from goenvctl.memory import Memory, recall, remember
from goenvctl.probe.agreement import agreed, local_problem, suspected_problem
from goenvctl.probe.contest import contest
from goenvctl.probe.endpoint import Endpoint, Module
from goenvctl.probe.lag import Lag
from goenvctl.probe.outcome import HEALTHY, Outcome
from goenvctl.probe.prober import Means, Wish, probe
from goenvctl.probe.rank import estimate_s, ranked
from goenvctl.probe.real import download
from goenvctl.probe.sweep import sweep
from goenvctl.probe.truth import Truth
from goenvctl.probe.visit import PROBE_S
from goenvctl.probe.witness import hear_witnesses
from goenvctl.records import Head
from goenvctl.session import Session
from goenvctl.sumdb.note import VerifierKey
from goenvctl.surroundings import surroundings_of
from goenvctl.web.client import Surroundings
from goenvctl.web.thread import in_thread

GOS_AT_ONCE = 4


class Watch(Protocol):
    """Somebody who looks on: told once who is asked, then each outcome as it comes."""

    def begin(self, urls: Sequence[str]) -> None: ...

    def show(self, outcome: Outcome) -> None: ...


class Nobody:
    """Looks away."""

    def begin(self, urls: Sequence[str]) -> None:
        pass

    def show(self, outcome: Outcome) -> None:
        pass


class Checked(NamedTuple):
    """All outcomes in rank order, the local problem behind them or None, and what is worth saying.

    `by_url` has them by the address that was asked, which may hold credentials.
    """

    outcomes: tuple[Outcome, ...]
    local_problem: str | None
    problems: tuple[Problem, ...] = ()
    remarks: tuple[str, ...] = ()
    by_url: Mapping[str, Outcome] = MappingProxyType({})

    @property
    def usable(self) -> tuple[Outcome, ...]:
        return tuple(outcome for outcome in self.outcomes if outcome.is_usable)

    @property
    def best(self) -> Outcome | None:
        return next(iter(self.usable), None)


NOBODY = Nobody()


def check(
    session: Session,
    candidates: Candidates,
    wish: Wish = Wish(),  # noqa: B008  # a value
    watch: Watch = NOBODY,
    *,
    ask_go: bool = False,
    settle: bool = False,
    compare: bool = True,
    refused: set[str] | None = None,
) -> Checked:
    """Probe the candidates, each outcome shown to `watch` as it comes, and keep what was found.

    With `settle` it ends as soon as the choice stands, and lifts no mark. Without `compare` nobody
    is measured closely to tell who is faster. Credentials are not sent to the places in `refused`,
    and those that refuse them now are added. KeyboardInterrupt passes through; what was shown until
    then is all there is.
    """
    gc.enable()  # off for commands that live for 50 ms; hundreds of probes leave cycles behind
    memory = recall(session, (database.key for database in candidates.databases))
    watch.begin([endpoint.shown for endpoint in candidates.endpoints])
    surroundings = surroundings_of(session)
    if refused is not None:
        surroundings.refused = refused
    errand = _Errand(wish, memory, watch, surroundings, ask_go, settle, compare)
    found = asyncio.run(_sweep(session, candidates, errand))
    lost = remember(session, memory, found.outcomes, found.heads, is_local=found.problem is not None)
    outcomes = (*ranked(found.outcomes), *candidates.invalid)
    unasked = (tr("no go was found that could be asked"),) if ask_go and _go_of(session) is None else ()
    by_url = {
        endpoint.url: outcome._replace(estimate_s=estimate_s(outcome))
        for endpoint, outcome in zip(candidates.endpoints, found.outcomes, strict=True)
    }
    return Checked(outcomes, found.problem, tuple(_problems(outcomes)), (*lost, *unasked), by_url)


class _Errand(NamedTuple):
    """What is wanted of a sweep, and what is known before."""

    wish: Wish
    memory: Memory
    watch: Watch
    surroundings: Surroundings
    ask_go: bool
    settle: bool
    compare: bool


class _Found(NamedTuple):
    """What came of it: `heads` are the trees that were verified."""

    outcomes: list[Outcome]
    problem: str | None
    heads: dict[VerifierKey, Head]


async def _sweep(session: Session, candidates: Candidates, errand: _Errand) -> _Found:
    loop = asyncio.get_running_loop()
    start = loop.time()
    surroundings = errand.surroundings
    truth = Truth(surroundings, pinned_sums(session), _sums_at_hand(session), errand.memory.heads)
    now: dict[Endpoint, Outcome] = {}  # before what is remembered of them

    async def ask(endpoint: Endpoint, connections: int) -> Outcome:
        now[endpoint] = await probe(endpoint, means, connections)
        return errand.memory.judged(now[endpoint], may_lift=not errand.settle)

    async with Lag() as lag:
        means = Means(surroundings, truth, errand.wish, lag)
        found = await sweep(candidates.endpoints, ask, errand.watch.show, settle=errand.settle)
    if errand.compare:
        found = await contest(candidates.endpoints, found, surroundings, start + PROBE_S - loop.time())
    problem = None
    fresh = [now.get(one, outcome) for one, outcome in zip(candidates.endpoints, found, strict=True)]
    if suspected_problem(fresh):
        mirrors, left_s = fallback_mirrors(session, candidates), start + PROBE_S - loop.time()
        witnesses = await hear_witnesses(surroundings, mirrors, candidates.databases, left_s)
        problem = local_problem(fresh, witnesses)
    truth.close()
    if errand.ask_go:
        found = await _ask_go(session, candidates.endpoints, found, surroundings.secrets.hush)
    heads = {key: Head(head.tree.size, head.tree.hash, head.note) for key, head in truth.learned.items()}
    return _Found(agreed(found), problem, heads)


async def _ask_go(
    session: Session,
    endpoints: Iterable[Endpoint],
    found: Sequence[Outcome],
    hush: Callable[[str], str],
) -> list[Outcome]:
    """What the real `go` says of each; some at a time, for each is a process."""
    go = _go_of(session)
    if go is None:
        return list(found)
    gate = asyncio.Semaphore(GOS_AT_ONCE)

    async def ask(endpoint: Endpoint, outcome: Outcome) -> Outcome:
        module = Module(*outcome.module.split("@"))
        async with gate:
            said = await in_thread(download, session.host, go, endpoint, module)
            return outcome._replace(go=hush(said))

    return list(await asyncio.gather(*map(ask, endpoints, found)))


def _go_of(session: Session) -> Installation | None:
    """The `go` here, if it can be run."""
    return session.go if session.go and not session.go.fault else None


def _sums_at_hand(session: Session) -> dict[str, str]:
    """The go.sum of the module that the current folder belongs to."""
    folder = session.host.cwd
    while not os.path.exists(os.path.join(folder, "go.mod")):
        if folder == (folder := os.path.dirname(folder)):
            return {}
    data = session.host.peek(os.path.join(folder, "go.sum")) or b""
    return read_sums(data.decode("utf-8", "replace"))


def _problems(outcomes: Iterable[Outcome]) -> Iterable[Problem]:
    for outcome in outcomes:
        if outcome.reason == "gosum-differs":
            hint = tr("go mod verify; go clean -modcache; mend go.sum")
            yield Problem("gosum-differs", outcome.detail, hint)
        if outcome.go is not None and bool(outcome.go) == (outcome.verdict == HEALTHY):
            said = outcome.go.partition("\n")[0] or tr("go mod download succeeds")
            message = tr(
                "{mirror} is {verdict} here, but: {said}",
                mirror=outcome.url,
                verdict=tr(outcome.verdict),
                said=said,
            )
            yield Problem("go-disagrees", message, tr("report it"))
