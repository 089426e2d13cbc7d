"""Any life of a machine, with moves chosen as they are in earnest: never weaker, never beyond a run."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from hypothesis import given, settings
from hypothesis import strategies as st

from goenvctl.failover.choice import Stuck, choose
from goenvctl.failover.tick import Scene, Verdict
from goenvctl.go.proxylist import parse_proxy_list
from goenvctl.probe.outcome import HOSTILE, UNREACHABLE, Outcome
from tests.check.net import new_sumdb
from tests.failover.lives import Stretch, live, stretches
from tests.failover.machine import A, B, C, F, Machine, Move
from tests.failover.values import in_force, profile

LISTS = (A, f"{A}|{B}", f"{A},{B}", f"{A}|{B},{C}", f"{A}|{B},direct", f"{A}|{B},off")
FALLBACKS = {
    "good": profile("good", GOPROXY=F),
    "private": profile("private", trust="private", GOPROXY="https://private.example"),
    "direct": profile("direct", GOPROXY="https://direct.example,direct"),
    "blind": profile("blind", GOPROXY="https://blind.example", GOSUMDB="off"),
    "database": profile("database", GOPROXY="https://database.example", GOSUMDB=new_sumdb().key),
    "careless": profile("careless", GOPROXY="https://careless.example", GONOSUMDB="*.example"),
}


class Chooser(Machine):
    """A machine whose moves are chosen by choice.py, under the bars of the policy."""

    def __init__(self, goproxy: str, trust: str, fallbacks: tuple[str, ...]) -> None:
        super().__init__(tuple(entry.url for entry in parse_proxy_list(goproxy).mirrors))
        self.profile = profile("cn", trust=trust, fallback=fallbacks, GOPROXY=goproxy)
        self.values: Mapping[str, str] = in_force()(self.profile)
        self.served_by = ""
        self.seen = [self.values["GOPROXY"]]

    @property
    def scene(self) -> Scene:
        return Scene(self.world.network, self.own, self.list, not self.served_by)

    def use(self) -> None:
        super().use()
        self.values, self.served_by = in_force()(self.profile), ""

    def undo(self) -> None:
        self.use()

    def move(self, verdict: Verdict) -> tuple[str, ...] | None:
        fallbacks = [FALLBACKS[name] for name in self.profile.fallback]
        for bars in verdict.bars:
            outcomes = dict(self._judged(bars, verdict.state.hostile))
            try:
                move = choose(
                    self.profile,
                    self.values,
                    outcomes,
                    fallbacks,
                    served_by=self.served_by,
                    in_force=in_force(),
                )
            except Stuck:
                continue
            if move:
                before, goproxy = self.list, move.values["GOPROXY"]
                assert goproxy
                self.values = {**self.values, **{name: value or "" for name, value in move.values.items()}}
                self.served_by = move.served_by
                self.list = tuple(entry.url for entry in parse_proxy_list(goproxy).mirrors)
                self.moves.append(Move(self.lived_s, verdict.decision, before, self.list, outcomes))
                self.seen.append(goproxy)
                return self.list
        return None

    def _judged(self, bars: frozenset[str], hostile: frozenset[str]) -> Iterator[tuple[str, Outcome]]:
        every = {*self.own, *self.list, F, *(f"https://{name}.example" for name in FALLBACKS)}
        for mirror in every:
            found = self.world.of(mirror)
            if mirror in hostile:
                yield mirror, found._replace(verdict=HOSTILE)
            else:
                yield mirror, found._replace(verdict=UNREACHABLE) if mirror in bars else found


choosers = st.builds(
    Chooser,
    st.sampled_from(LISTS),
    st.sampled_from(("public", "public", "private")),
    st.lists(st.sampled_from(sorted(FALLBACKS)), unique=True, max_size=4).map(tuple),
)


@given(choosers, stretches)
@settings(max_examples=80, deadline=None)
def test_never_weaker(machine: Chooser, life: list[Stretch]) -> None:
    """From no state, by no outcomes, does a machine come to a fallback that is weaker, or of other trust."""
    live(machine, life)
    fit = {"private"} if machine.profile.trust == "private" else {"good"}
    if "direct" in machine.profile.go["GOPROXY"] and machine.profile.trust == "public":
        fit.add("direct")
    allowed = [FALLBACKS[name].go["GOPROXY"] for name in fit & {*machine.profile.fallback}]
    own = machine.profile.go["GOPROXY"]
    for goproxy in machine.seen:
        assert goproxy in allowed or _shape(goproxy) <= _shape(own)
        assert goproxy in allowed or _ends(goproxy) == _ends(own)


@given(choosers, stretches)
@settings(max_examples=60, deadline=None)
def test_the_limits_hold_with_it(machine: Chooser, life: list[Stretch]) -> None:
    """With real choices too a hostile mirror does not come back, and a run is never empty."""
    hostile: set[str] = set()
    for one in live(machine, life):
        if one.move:
            assert one.move.after
            assert not hostile & ({*one.move.after} - {*one.move.before})
        if not one.is_frozen:
            hostile |= {mirror for mirror, found in one.outcomes.items() if found.verdict == HOSTILE}


def _shape(goproxy: str) -> set[tuple[int, str]]:
    """Each entry with the number of its run."""
    return {(at, entry) for at, run in enumerate(goproxy.split(",")) for entry in run.split("|")}


def _ends(goproxy: str) -> int:
    """How many runs there are."""
    return len(goproxy.split(","))
