"""`check`: which mirrors are healthy, which is the fastest, and whose fault it is where none is."""

from __future__ import annotations

import asyncio
import gc
import os
from collections.abc import Iterable, Sequence
from datetime import datetime
from importlib.metadata import version
from typing import NamedTuple, Protocol

from goenvctl.candidates import Candidates, fallback_mirrors, pinned_sums
from goenvctl.errors import Problem
from goenvctl.go.gosum import read_sums
from goenvctl.probe.agreement import agreed, local_problem, suspected_problem
from goenvctl.probe.contest import contest
from goenvctl.probe.endpoint import Endpoint, Module
from goenvctl.probe.lag import Lag
from goenvctl.probe.outcome import HEALTHY, HOSTILE, Outcome
from goenvctl.probe.prober import Means, Wish, probe
from goenvctl.probe.rank import ranked
from goenvctl.probe.real import download
from goenvctl.probe.sweep import TOO_LATE, sweep
from goenvctl.probe.truth import Heads, Truth
from goenvctl.probe.visit import PROBE_S
from goenvctl.probe.witness import hear_witnesses
from goenvctl.records import Head, Mark, Records, RecordsLost, open_records, plain_url
from goenvctl.session import Session
from goenvctl.sumdb.note import VerifierKey
from goenvctl.sumdb.tlog import Tree
from goenvctl.web.client import Surroundings
from goenvctl.web.credentials import Credentials
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
    """All outcomes in rank order, the local problem behind them or None, and what is worth saying."""

    outcomes: tuple[Outcome, ...]
    local_problem: str | None
    problems: tuple[Problem, ...] = ()
    remarks: tuple[str, ...] = ()

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
) -> Checked:
    """Probe the candidates, each outcome shown to `watch` as it comes, and keep what was found.

    With `settle` it ends as soon as the choice stands, and lifts no mark. KeyboardInterrupt
    passes through; what was shown until then is all there is.
    """
    gc.enable()  # off for commands that live for 50 ms; hundreds of probes leave cycles behind
    marks, heads, lost = _remembered(session, candidates)
    watch.begin([endpoint.shown for endpoint in candidates.endpoints])
    found, problem, learned = asyncio.run(
        _sweep(session, candidates, wish, heads, watch, ask_go=ask_go, settle=settle)
    )
    judged = [_with_mark(outcome, marks, may_lift=not settle) for outcome in found]
    lost = _remember(session, found, judged, learned, marks, problem) or lost
    outcomes = (*ranked(judged), *candidates.invalid)
    return Checked(outcomes, problem, tuple(_problems(outcomes)), (lost,) if lost else ())


async def _sweep(
    session: Session,
    candidates: Candidates,
    wish: Wish,
    heads: Heads,
    watch: Watch,
    *,
    ask_go: bool,
    settle: bool,
) -> tuple[list[Outcome], str | None, dict[VerifierKey, Head]]:
    loop = asyncio.get_running_loop()
    start = loop.time()
    surroundings = surroundings_of(session)
    truth = Truth(surroundings, pinned_sums(session), _sums_at_hand(session), heads)
    async with Lag() as lag:
        means = Means(surroundings, truth, wish, lag)
        found = await sweep(
            candidates.endpoints,
            lambda one, connections: probe(one, means, connections),
            watch.show,
            settle=settle,
        )
    found = await contest(candidates.endpoints, found, surroundings, start + PROBE_S - loop.time())
    problem = None
    if suspected_problem(found):
        mirrors, left_s = fallback_mirrors(session, candidates), start + PROBE_S - loop.time()
        witnesses = await hear_witnesses(surroundings, mirrors, candidates.databases, left_s)
        problem = local_problem(found, witnesses)
    truth.close()
    if ask_go:
        found = await _ask_go(session, candidates.endpoints, found)
    learned = {key: Head(head.tree.size, head.tree.hash, head.note) for key, head in truth.learned.items()}
    return agreed(found), problem, learned


def surroundings_of(session: Session, *, run_commands: bool = True) -> Surroundings:
    """The environment of this user's `go`, as far as the web is concerned."""
    go_version = session.go.version if session.go else None
    goauth = session.settings().get("GOAUTH")
    credentials = Credentials(
        session.host, goauth.value if goauth else "", go_version, run_commands=run_commands
    )
    is_newest = go_version is None or go_version >= (1, 27)
    form = "GoCommand/1 (+https://go.dev/cmd/go)" if is_newest else "Go-http-client/1.1"
    user_agent = f"{form} goenvctl/{version('goenvctl')}"
    return Surroundings(session.host, credentials, user_agent, go_version)


async def _ask_go(session: Session, endpoints: Iterable[Endpoint], found: Sequence[Outcome]) -> list[Outcome]:
    """What the real `go` says of each; some at a time, for each is a process."""
    go = session.go
    if go is None or go.fault:
        return list(found)
    gate = asyncio.Semaphore(GOS_AT_ONCE)

    async def ask(endpoint: Endpoint, outcome: Outcome) -> Outcome:
        module = Module(*outcome.module.split("@"))
        async with gate:
            return outcome._replace(go=await in_thread(download, session.host, go, endpoint, module))

    return list(await asyncio.gather(*map(ask, endpoints, found)))


def _sums_at_hand(session: Session) -> dict[str, str]:
    """The go.sum of the module that the current folder belongs to."""
    folder = session.host.cwd
    while not os.path.exists(os.path.join(folder, "go.mod")):
        if folder == (folder := os.path.dirname(folder)):
            return {}
    data = session.host.peek(os.path.join(folder, "go.sum")) or b""
    return read_sums(data.decode("utf-8", "replace"))


def _remembered(session: Session, candidates: Candidates) -> tuple[dict[str, Mark], Heads, str]:
    """The mirrors kept as hostile, the tree heads seen, and why there are none, if they are lost."""
    try:
        with open_records(session.paths.records) as records:
            heads = {one.key: records.head(_name(one.key)) for one in candidates.databases}
            seen = {key: Tree(head.size, head.hash) for key, head in heads.items() if head}
            return records.marks(), seen, ""
    except RecordsLost as exc:
        return {}, {}, f"earlier results could not be read: {exc}"


def _remember(
    session: Session,
    found: Sequence[Outcome],
    judged: Sequence[Outcome],
    learned: dict[VerifierKey, Head],
    marks: dict[str, Mark],
    problem: str | None,
) -> str:
    """Keep it all; the reason where it cannot be kept. What one network does to all is no mirror's mark."""
    now = session.host.now()
    try:
        with open_records(session.paths.records) as records:
            records.add((one for one in judged if one.reason != TOO_LATE), now)
            if problem is None:
                records.condemn(found, now)
            for outcome in judged:
                if plain_url(outcome.url) in marks and outcome.verdict != HOSTILE:
                    _lift(records, outcome, marks)
            for key, head in learned.items():
                records.keep_head(_name(key), head)
    except RecordsLost as exc:
        return f"the results could not be kept: {exc}"
    return ""


def _lift(records: Records, outcome: Outcome, marks: dict[str, Mark]) -> None:
    if _clears(outcome, marks[plain_url(outcome.url)]):
        records.forgive(outcome.url)


def _with_mark(outcome: Outcome, marks: dict[str, Mark], *, may_lift: bool) -> Outcome:
    """A mirror that was hostile stays so until the same module verifies."""
    mark = marks.get(plain_url(outcome.url))
    if mark is None or outcome.verdict == HOSTILE or (may_lift and _clears(outcome, mark)):
        return outcome
    day = datetime.fromtimestamp(mark.since).strftime("%Y-%m-%d")
    said = f"hostile since {day} with {mark.module}: {mark.evidence}"
    return outcome._replace(verdict=HOSTILE, reason=mark.reason, detail=said)


def _clears(outcome: Outcome, mark: Mark) -> bool:
    """Does the outcome show that what the mark says is no longer so?"""
    is_same = outcome.module == mark.module and bool(outcome.verified_by) and outcome.is_usable
    return is_same and (mark.reason != "sumdb-forged" or outcome.sumdb != "forged")


def _problems(outcomes: Iterable[Outcome]) -> Iterable[Problem]:
    for outcome in outcomes:
        if outcome.reason == "gosum-differs":
            yield Problem("gosum-differs", outcome.detail, "go mod verify; go clean -modcache; mend go.sum")
        if outcome.go is not None and bool(outcome.go) == (outcome.verdict == HEALTHY):
            said = outcome.go.partition("\n")[0] or "go mod download succeeds"
            yield Problem(
                "go-disagrees", f"{outcome.url} is {outcome.verdict} here, but: {said}", "report it"
            )


def _name(key: VerifierKey) -> str:
    return f"{key.name}+{key.key_hash:08x}+{key.public_key.hex()}"
