"""What a turn of `watch` needs of this machine: asking its mirrors, and moving to others of them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from goenvctl.errors import GoenvctlError
from goenvctl.failover.asking import Answers, Asked, Asker, place_of
from goenvctl.failover.auto import make_move
from goenvctl.failover.choice import Move, Stuck
from goenvctl.failover.hand import WATCH
from goenvctl.failover.scenery import Scenery, candidates_of
from goenvctl.failover.state import State, quiet_now
from goenvctl.failover.tick import Bars, Tick, Verdict, Wish
from goenvctl.failover.turn import Heard
from goenvctl.go.proxylist import parse_proxy_list
from goenvctl.language import tr
from goenvctl.pairing import good_ways
from goenvctl.probe.endpoint import Endpoint
from goenvctl.probe.outcome import HOSTILE, UNREACHABLE, Outcome
from goenvctl.probe.ways import same_database, works
from goenvctl.profiles.profile import Profile
from goenvctl.receipt import Receipt
from goenvctl.session import Session

HELD_DOWN = "held-down"  # the reason of a mirror that may not be chosen now
NO_ANSWERS = Answers({}, (), {})


class Hands:
    """Asks and moves, as turn.py wants it.

    `receipt` is of the move that was made, `error` why it could not be, `stuck` why there is nothing to
    move to; each None or empty where it is not so. `retry_s` are the seconds for which mirrors of
    fallbacks want to be let alone.
    """

    def __init__(self, session: Session, scenery: Scenery, asker: Asker) -> None:
        self.receipt: Receipt | None = None
        self.error: GoenvctlError | None = None
        self.stuck = ""
        self.retry_s: dict[str, float] = {}
        self._session = session
        self._ground = scenery.ground
        self._in_use = scenery.scene.in_use
        self._network = scenery.scene.network
        self._own = scenery.own
        self._serving = scenery.serving
        self._asker = asker
        self._outcomes: Asked = {}
        self._fallbacks: dict[str, Asked] = {}  # by name, as far as they were asked
        self._ways: dict[str, tuple[str, ...]] = {}  # the same, by the name of a profile

    def ask(self, wish: Wish) -> Heard:
        """One answer for each mirror: under the terms of the list in force, where that names it."""
        if wish.glances:
            chosen = {place_of(one.url): one for one in (*self._own.endpoints, *self._serving.endpoints)}
            return self._heard(self._asker.glance([chosen[one] for one in wish.glances]))
        asked = (*self._own.endpoints, *self._serving.endpoints)
        endpoints = tuple(one for one in dict.fromkeys(asked) if place_of(one.url) in wish.full)
        databases = tuple(dict.fromkeys((*self._own.databases, *self._serving.databases)))
        candidates = self._own._replace(endpoints=endpoints, databases=databases)
        answers = self._asker.probe(candidates, first=self._in_use) if endpoints else NO_ANSWERS
        self._ways = {}
        self._outcomes = {one: found for one, found in answers.outcomes.items() if one in self._own.endpoints}
        if self._ground.served_by:
            found = {one: found for one, found in answers.outcomes.items() if one in self._serving.endpoints}
            self._fallbacks = {self._ground.served_by: found}
        return self._heard(answers)

    def keep(self, tick: Tick, *, is_local: bool) -> bool:
        """Of glances only who is hostile: they are no probes."""
        found = [one for one in tick.outcomes.values() if tick.is_full or one.verdict == HOSTILE]
        return self._asker.keep(found, is_local=is_local)

    def move(self, verdict: Verdict) -> tuple[str, ...] | None:
        for bars in dict.fromkeys(verdict.bars):
            if move := self._choose(bars, verdict.state):
                return self._made(move._replace(why=verdict.why))
        return None

    def _made(self, move: Move) -> tuple[str, ...] | None:
        ground = self._ground
        try:
            name = ground.profile.name
            self.receipt = make_move(self._session, name, move, command=WATCH, ground=ground)
        except GoenvctlError as exc:
            self.error = exc
            return None
        goproxy = move.values.get("GOPROXY") or ground.in_force(ground.profile)["GOPROXY"]
        return tuple(dict.fromkeys(place_of(one.url) for one in parse_proxy_list(goproxy).mirrors))

    def _choose(self, bars: Bars, state: State) -> Move | None:
        """Fallbacks are asked in turn, and only where nothing else can serve."""
        asked = [one for one in self._ground.fallbacks if one.name in self._fallbacks]
        left = [one for one in self._ground.fallbacks if one.name not in self._fallbacks]
        while True:
            own = _allowed(self._own.endpoints, self._outcomes, bars, state.hostile)
            elsewhere = {
                name: _allowed(self._endpoints_of(name), found, bars, state.hostile)
                for name, found in self._fallbacks.items()
            }
            try:
                return self._ground.choose(own, elsewhere, self._other_ways(asked), fallbacks=asked)
            except Stuck as exc:
                self.stuck = str(exc)
            if not left:
                return None
            self._ask_fallback(left[0], quiet_now(state, self._network, self._session.host.now()))
            asked.append(left.pop(0))

    def _ask_fallback(self, fallback: Profile, quiet: Collection[str]) -> None:
        candidates = candidates_of(self._session, fallback)
        free = tuple(one for one in candidates.endpoints if place_of(one.url) not in quiet)
        answers = self._asker.probe(candidates._replace(endpoints=free)) if free else NO_ANSWERS
        self._fallbacks[fallback.name] = answers.outcomes
        self._asker.keep(list(answers.outcomes.values()), is_local=False)
        self.retry_s |= self._heard(answers).retry_s

    def _endpoints_of(self, name: str) -> tuple[Endpoint, ...]:
        fallback = next(one for one in self._ground.fallbacks if one.name == name)
        return candidates_of(self._session, fallback).endpoints

    def _other_ways(self, fallbacks: Sequence[Profile]) -> tuple[str, ...]:
        """Other ways to the databases of the profile and these fallbacks, each asked once."""
        asked = [(self._ground.profile, self._own.endpoints, self._outcomes)]
        asked += [(one, self._endpoints_of(one.name), self._fallbacks[one.name]) for one in fallbacks]
        for profile, endpoints, outcomes in asked:
            if profile.name not in self._ways:
                self._ways[profile.name] = self._ways_of(profile, endpoints, outcomes)
        return tuple(dict.fromkeys(way for one, _, _ in asked for way in self._ways[one.name]))

    def _ways_of(self, profile: Profile, endpoints: Sequence[Endpoint], outcomes: Asked) -> tuple[str, ...]:
        """Asked only where its own way fails or another is in force, and no password is refused."""
        values = self._ground.in_force(profile)
        database = same_database(values["GOSUMDB"], values["GOSUMDB"])
        if database is None or self._asker.refused or not any(one.is_usable for one in outcomes.values()):
            return ()
        found = {one.url: outcome for one, outcome in outcomes.items()}
        is_own = self._ground.now.get("GOSUMDB") == values["GOSUMDB"]
        if is_own and works(database, parse_proxy_list(values["GOPROXY"]).entries, found):
            return ()
        return good_ways(self._session, endpoints, run_commands=False)

    def _heard(self, answers: Answers) -> Heard:
        outcomes = {place_of(one.url): found for one, found in answers.outcomes.items()}
        retry_s = {place_of(one.url): answers.retry_of(one) for one in answers.outcomes}
        retry_s = {place: wait_s for place, wait_s in retry_s.items() if wait_s}
        return Heard(outcomes, answers.witnesses, retry_s, self._asker.marks)


def _allowed(endpoints: Iterable[Endpoint], asked: Asked, bars: Bars, hostile: Bars) -> dict[str, Outcome]:
    """The outcomes by address, those of barred mirrors as failing; who is hostile was not asked, and is."""
    found = {one.url: _barred(one, outcome, bars) for one, outcome in asked.items()}
    return found | {one.url: _as_hostile(one) for one in endpoints if place_of(one.url) in hostile}


def _barred(endpoint: Endpoint, outcome: Outcome, bars: Bars) -> Outcome:
    if place_of(endpoint.url) not in bars or not outcome.is_usable:
        return outcome
    said = tr("it failed, or was left, a short while ago")
    return outcome._replace(verdict=UNREACHABLE, reason=HELD_DOWN, detail=said)


def _as_hostile(endpoint: Endpoint) -> Outcome:
    module = str(endpoint.terms.modules[0])
    return Outcome(endpoint.shown, endpoint.operator, endpoint.terms.gosumdb, module, HOSTILE)
