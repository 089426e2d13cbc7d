"""Never weaker: a property of every choice, held against an oracle of its own."""

from __future__ import annotations

import re
from collections.abc import Mapping
from fnmatch import fnmatchcase
from typing import NamedTuple

from hypothesis import given, settings
from hypothesis import strategies as st

from goenvctl.failover.choice import Move, Stuck, choose
from goenvctl.probe.outcome import Outcome
from goenvctl.profiles.profile import Profile, with_values
from tests.check.net import new_sumdb
from tests.failover.values import BAD, FOUND, GOOD, KEY, LAME, healthy, in_force, outcomes, profile

EXAMPLES = 100
UNASKED = "unasked"
PATTERNS = ("a.example", "a.example/x", "*.b.example", "c.example/y")
PATHS = ("a.example/x/m", "a.example/z", "m.b.example/m", "c.example/y", "c.example/z", "d.example")
DATABASES = (KEY, "sum.golang.google.cn", f"{KEY} https://way.example", new_sumdb().key, "off")

words = st.sampled_from([*FOUND, UNASKED, GOOD, GOOD])
mirrors = st.builds("{}.{}".format, words, st.sampled_from("xy"))
joined = st.builds("{}{}".format, mirrors | st.just("file:///a"), st.sampled_from(",|"))
tails = st.sampled_from(["", ",direct", "|direct", ",off"])
goproxies = st.builds("{}{}{}".format, st.lists(joined, max_size=4).map("".join), mirrors, tails)
failing = st.builds("dead.x{}".format, tails)  # so that the fallbacks are looked at
patterns = st.lists(st.sampled_from(PATTERNS), max_size=2, unique=True).map(",".join)
switched = patterns | st.just("none")
values = st.fixed_dictionaries(
    {"GOPROXY": goproxies, "GOSUMDB": st.sampled_from(DATABASES) | st.just(KEY)},
    optional={
        "GOPRIVATE": patterns,
        "GONOPROXY": switched,
        "GONOSUMDB": switched,
        "GOINSECURE": patterns,
        "GOVCS": st.sampled_from(["", "*:all", "*:git"]),
        "GOAUTH": st.sampled_from(["netrc", "off"]),
        "GOTOOLCHAIN": st.sampled_from(["auto", "local"]),
    },
)
trusts = st.sampled_from(["public", "public", "public", "private"])


terms = st.sampled_from(["GOSUMDB", "GOPRIVATE", "GONOPROXY", "GONOSUMDB", "GOINSECURE", "GOVCS", "GOAUTH"])
named = terms.map(lambda name: {"GOPROXY", name})


class Case(NamedTuple):
    """A profile, its fallbacks, the patterns known as private, and what else a choice is told."""

    own: Profile
    fallbacks: list[Profile]
    known: tuple[str, ...]
    outcomes: Mapping[str, Outcome]
    now: Mapping[str, str]
    ways: list[str]
    served_by: str
    by_hand: bool

    def force(self, one: Profile) -> Mapping[str, str]:
        return in_force(self.known)(one)

    def choose(self) -> Move | None:
        """Raises Stuck."""
        return choose(
            self.own,
            self.now,
            self.outcomes,
            self.fallbacks,
            ways=self.ways,
            served_by=self.served_by,
            by_hand=self.by_hand,
            in_force=self.force,
        )

    def move(self) -> Move | None:
        try:
            return self.choose()
        except Stuck:
            return None

    def lender(self, move: Move) -> Profile:
        """Whose values they are."""
        return next((one for one in self.fallbacks if one.name == move.served_by), self.own)


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """A fallback differs little from the profile, or hardly any would be fit."""
    trust = draw(trusts)
    own = profile(trust=trust)._replace(go={**draw(values), "GOPROXY": draw(goproxies | failing)})
    fallbacks = []
    for at in range(draw(st.integers(0, 3))):
        some, names = draw(values), draw(named)
        go = {**own.go, **{name: value for name, value in some.items() if name in names}}
        fallbacks.append(own._replace(name=f"other{at}", trust=draw(trusts | st.just(trust)), go=go))
    every = [one.go["GOPROXY"] for one in (own, *fallbacks)]
    goproxy, gosumdb = draw(st.sampled_from(every) | goproxies), draw(st.sampled_from(DATABASES))
    return Case(
        own,
        fallbacks,
        known=tuple(draw(st.lists(st.sampled_from(PATTERNS), max_size=2, unique=True))),
        outcomes=outcomes(
            *every,
            goproxy,
            database=draw(st.sampled_from(["good", "good", "silent", ""])),
            sumdb=draw(st.sampled_from(["absent", "proxied", "failing"])),
        ),
        now=draw(st.just({}) | st.just({"GOPROXY": goproxy, "GOSUMDB": gosumdb})),
        ways=draw(st.lists(st.sampled_from(DATABASES), max_size=2)),
        served_by=draw(st.sampled_from(["", *(one.name for one in fallbacks)])),
        by_hand=draw(st.booleans()),
    )


@given(case=cases())
@settings(max_examples=3 * EXAMPLES, deadline=None)
def test_never_weaker(case: Case) -> None:
    """No choice verifies less, hides less, adds direct, or changes the trust or what else decides."""
    move = case.move()
    if move is None:
        return
    lender = case.lender(move)
    before, after = case.force(case.own), case.force(with_values(lender, move.values))
    assert lender.trust == case.own.trust
    assert database(after["GOSUMDB"]) == database(before["GOSUMDB"])
    assert "direct" not in items(after["GOPROXY"]) or "direct" in items(before["GOPROXY"])
    for path in PATHS:
        assert not is_in(after["GOINSECURE"], path) or is_in(before["GOINSECURE"], path)
        assert not is_in(after["GONOSUMDB"], path) or is_in(before["GONOSUMDB"], path)
        for name in ("GOPRIVATE", "GONOPROXY", "GONOSUMDB"):
            assert not is_in(before[name], path) or is_in(after[name], path)
    for name in ("GONOPROXY", "GONOSUMDB"):
        assert "none" not in items(after[name]) or "none" in items(before[name])
    for name in ("GOVCS", "GOAUTH", "GOTOOLCHAIN", "GO111MODULE"):
        assert after[name] == before[name]


@given(case=cases())
@settings(max_examples=EXAMPLES, deadline=None)
def test_only_within_runs(case: Case) -> None:
    """What is written is a list of the profile or the fallback with members of runs left out, or in other
    places: no entry of another run, the separators after runs as they were, none empty, nothing hostile."""
    move = case.move()
    if move is None:
        return
    own, written = case.lender(move).go["GOPROXY"], move.values["GOPROXY"]
    assert written is not None
    old, new = runs(own), runs(written)
    assert [one.end for one in new] == [one.end for one in old]
    for one, before in zip(new, old, strict=True):
        assert set(one.mirrors) <= set(before.mirrors)
        assert one.others == before.others
        assert bool(one.mirrors) == bool(before.mirrors)
    assert not any(one.startswith(BAD) for one in items(written))
    assert any(one.startswith((GOOD, LAME)) for one in items(written))


@given(case=cases())
@settings(max_examples=EXAMPLES, deadline=None)
def test_it_settles(case: Case) -> None:
    """A move after which nothing changes is followed by none; when all is well, the profile is back."""
    move = case.move()
    if move is None:
        return
    after = case.force(with_values(case.lender(move), move.values))
    then = case._replace(now=after, served_by=move.served_by, by_hand=False)
    assert then.choose() is None
    home = then._replace(outcomes=healthy(case.own.go["GOPROXY"])).choose()
    if dict(after) == dict(case.force(case.own)) and not move.served_by:
        assert home is None
    else:
        assert home and (home.values, home.served_by) == (case.own.go, "")


@given(case=cases())
@settings(max_examples=EXAMPLES, deadline=None)
def test_what_works_is_kept(case: Case) -> None:
    """While its first mirror serves and none is hostile, a profile in force keeps its list as it is."""
    mirrors = [one for run in runs(case.own.go["GOPROXY"]) for one in run.mirrors]
    if mirrors[0].startswith((GOOD, LAME)) and not any(one.startswith(BAD) for one in mirrors):
        move = case._replace(now=case.force(case.own), served_by="").choose()
        assert move is None or (move.values["GOPROXY"], move.served_by) == (case.own.go["GOPROXY"], "")


@given(case=cases())
@settings(max_examples=EXAMPLES, deadline=None)
def test_a_dead_mirror_is_left(case: Case) -> None:
    """A first mirror that fails drops out where another of its run serves and no run is all hostile."""
    lists = runs(case.own.go["GOPROXY"])
    first = next(run for run in lists if run.mirrors)
    serves = any(one.startswith((GOOD, LAME)) for one in first.mirrors)
    is_only_hostile = any(run.mirrors and all(one.startswith(BAD) for one in run.mirrors) for run in lists)
    if serves and not is_only_hostile and not first.mirrors[0].startswith((GOOD, LAME)):
        move = case._replace(now=case.force(case.own), served_by="").choose()
        assert move and move.served_by == ""
        assert (
            first.mirrors[0]
            not in next(run for run in runs(move.values["GOPROXY"] or "") if run.mirrors).mirrors
        )


class Run(NamedTuple):
    """The oracle's own reading of a run: its mirrors, its other members, and what follows it."""

    mirrors: list[str]
    others: list[str]
    end: str


def runs(goproxy: str) -> list[Run]:
    members = [part.split("|") for part in goproxy.split(",")]
    return [
        Run(
            [one for one in run if is_mirror(one)],
            [one for one in run if not is_mirror(one)],
            "" if run is members[-1] else ",",
        )
        for run in members
    ]


def is_mirror(item: str) -> bool:
    return not item.startswith(("file:", "direct", "off"))


def items(value: str) -> list[str]:
    return re.split("[,|]", value)


def database(gosumdb: str) -> str:
    return KEY if gosumdb == "sum.golang.google.cn" else gosumdb.split()[0]


def is_in(patterns: str, path: str) -> bool:
    """Does a pattern match as many elements of the path as it has itself?"""
    elements = path.split("/")
    return any(
        len(elements) > one.count("/")
        and all(fnmatchcase(*pair) for pair in zip(elements, one.split("/"), strict=False))
        for one in patterns.split(",")
        if one
    )
