"""What automatic steps choose: the profile's own order as far as it serves, then a fallback, never weaker."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from goenvctl.failover.choice import Move, Stuck, choose, refusal
from goenvctl.profiles.profile import Profile, parse_profile
from tests.check.net import new_sumdb
from tests.failover.values import KEY, in_force, outcomes, profile

ROOT = Path(__file__).parent.parent.parent
A, B = "a.example", "b.example"
PAIRED = f"{KEY} https://way.example"
OWN = [
    # the profile's GOPROXY, what it becomes (None: it stays), why
    ("good.x", None, ""),
    ("good.x|dead.x,direct", None, ""),
    ("lame.x|good.x,direct", None, ""),
    ("direct", None, ""),
    ("file:///a,direct", None, ""),
    ("file:///a|good.x|dead.x", None, ""),
    ("lacking.x,good.x", None, ""),
    ("dead.x|good.x,direct", "good.x,direct", "https://dead.x is unreachable (connect-refused)"),
    (
        "dead.x|lame.x|good.x|good.y",
        "good.x|good.y|lame.x",
        "https://dead.x is unreachable (connect-refused)",
    ),
    ("good.x|bad.x,direct", "good.x,direct", "https://bad.x is hostile (zip-mismatch)"),
    ("good.x,good.y|bad.y,direct", "good.x,good.y,direct", "https://bad.y is hostile (zip-mismatch)"),
    (
        "unasked.x|good.x|dead.x,off",
        "good.x,off",
        "https://unasked.x was not asked; https://dead.x is unreach",
    ),
    ("doubtful.x|file:///a|good.x", "good.x|file:///a", "https://doubtful.x is degraded (disputed)"),
    (
        "lacking.x|good.x,dead.x|dead.y,direct",
        "good.x,dead.x|dead.y,direct",
        "https://lacking.x is broken (no-",
    ),
]


@pytest.mark.parametrize(("goproxy", "after", "why"), OWN)
def test_own_order(goproxy: str, after: str | None, why: str) -> None:
    """The profile stands while its first mirror serves and none is hostile; else runs keep what serves."""
    move = chosen(profile(GOPROXY=goproxy), goproxy)
    assert (move and move.values["GOPROXY"]) == after
    assert (move.why[: len(why)], move.served_by) == (why, "") if move else why == ""


STUCK = [
    ("dead.x", "https://dead.x is unreachable (connect-refused)"),
    ("dead.x,good.x", "https://dead.x is unreachable (connect-refused)"),
    ("dead.x|direct", "https://dead.x is unreachable (connect-refused)"),
    ("good.x,bad.x,direct", "https://bad.x is hostile, and no other mirror of its run is left"),
    ("bad.x|direct", "https://bad.x is hostile, and no other mirror of its run is left"),
    ("unasked.x,direct", "https://unasked.x was not asked"),
    ("lacking.x,direct", "https://lacking.x is broken (no-control-module)"),
]


@pytest.mark.parametrize(("goproxy", "why"), STUCK)
def test_nothing_to_be_done(goproxy: str, why: str) -> None:
    """A list that no order could make serve is left as it is, and it is said why."""
    with pytest.raises(Stuck) as raised:
        chosen(profile(GOPROXY=goproxy), goproxy)
    assert str(raised.value).partition("; https://good")[0] == why


NOW = [
    # the profile's GOPROXY, what is in force, by hand, what it becomes
    ("good.x|good.y", "good.y", False, "good.x|good.y"),
    ("good.x|dead.y", "dead.y|good.x", False, "good.x|dead.y"),
    ("good.x|good.y", "good.y|good.x", True, None),
    ("good.x|good.y", "dead.y|good.x", True, "good.x|good.y"),
    ("dead.x|good.y|dead.z", "good.y|dead.z", False, None),
    ("dead.x|good.y|good.z", "good.z|good.y", False, None),
    ("dead.x|good.y|bad.z", "good.y|bad.z", False, "good.y"),
    ("good.x|good.y", "good.elsewhere", False, "good.x|good.y"),
    ("good.x|good.y,direct", "good.y|direct", True, "good.x|good.y,direct"),
    ("good.x|file:///a", "good.x|file:///b", True, "good.x|file:///a"),
    ("good.x", "", False, "good.x"),
]


@pytest.mark.parametrize(("goproxy", "now", "by_hand", "after"), NOW)
def test_what_stays(goproxy: str, now: str, by_hand: bool, after: str | None) -> None:
    """What serves stays where a person chose it, or the profile fails; else the profile's order is back."""
    move = chosen(profile(GOPROXY=goproxy), now, by_hand=by_hand)
    assert (move and move.values["GOPROXY"]) == after


def test_another_way_to_the_database() -> None:
    """Where the database is not found as GOSUMDB says, another way is named; later its own one again."""
    own = profile(GOPROXY="good.x,direct", GOSUMDB="sum.golang.google.cn")
    found, silent = outcomes("good.x|good.y"), outcomes("good.x", database="silent")
    assert chosen(own, "good.x,direct", found=silent, gosumdb="sum.golang.google.cn") is None
    move = choose(own, now("good.x,direct", "sum.golang.google.cn"), silent, (), ways=[f"K {PAIRED}", PAIRED])
    assert move == Move(
        {"GOPROXY": "good.x,direct", "GOSUMDB": PAIRED},
        "",
        "its checksum database is not found the way it names",
    )
    paired = now("good.x,direct", PAIRED)
    assert choose(own, paired, silent, (), ways=[PAIRED]) is None
    assert choose(own, paired, found, (), ways=[PAIRED]) == Move(
        own.values, "", "its checksum database is found again"
    )
    assert choose(own, paired, found, (), ways=[PAIRED], by_hand=True) is None
    elsewhere = choose(own, now("good.y", PAIRED), found, (), ways=[PAIRED], by_hand=True)
    assert elsewhere and elsewhere.values == own.values


def test_a_fallback() -> None:
    """Where nothing of the profile serves, the first fallback that does lends its values; the rest stays."""
    own = profile(GOPROXY="dead.x,direct", GOVCS="*:git", GOPRIVATE="corp.example")
    dead = profile("second", GOPROXY="dead.y,direct")
    good = profile("official", GOPROXY="dead.z|good.x,direct", GOSUMDB=PAIRED)
    last = profile("last", GOPROXY="good.y")
    found = outcomes("dead.x|dead.y|dead.z|good.x|good.y")
    move = choose(own, now("dead.x,direct"), found, (dead, good, last), in_force=in_force(("corp.example",)))
    values = {
        "GOPROXY": "good.x,direct",
        "GOSUMDB": PAIRED,
        "GOVCS": "*:git",
        "GOPRIVATE": "corp.example",
    }
    assert move == Move(values, "official", "https://dead.x is unreachable (connect-refused)")


def test_a_fallback_that_serves() -> None:
    """Who serves goes on while it works and the profile does not, and the profile comes back by itself."""
    own = profile(GOPROXY="dead.x|good.x,direct")
    here = (profile("one", GOPROXY="good.y,direct"), profile("two", GOPROXY="good.z,direct"))
    found = outcomes("good.y|good.z")
    assert choose(own, now("good.z,direct"), found, here[::-1], served_by="two") is None
    back = choose(own, now("good.z,direct"), outcomes("dead.x|good.x|good.z"), here, served_by="two")
    assert back and (back.values["GOPROXY"], back.served_by) == ("good.x,direct", "")
    healthy = {**found, "https://dead.x": outcomes("good.x")["https://good.x"]}
    assert choose(own, now("good.z,direct"), healthy, here, served_by="two") == Move(
        own.values, "", "https://good.x is healthy again"
    )


def test_the_order_of_a_fallback() -> None:
    """A fallback that was rearranged stays so while its own order does not serve."""
    own = profile(GOPROXY="dead.x,direct")
    other = profile("other", GOPROXY="dead.y|good.y|good.z,direct")
    found = outcomes("dead.x|dead.y|good.y|good.z")
    assert choose(own, now("good.z|good.y,direct"), found, (other,), served_by="other") is None
    move = choose(own, now("good.z|good.y,direct"), found, (other,))
    assert move and (move.values["GOPROXY"], move.served_by) == ("good.y|good.z,direct", "other")


def test_the_same_values_from_another() -> None:
    """A profile that serves again is back in its own name, though its fallback had the same values."""
    own, other = profile(GOPROXY="good.x"), profile("other", GOPROXY="good.x")
    move = choose(own, now("good.x"), outcomes("good.x"), (other,), served_by="other")
    assert move and (move.values, move.served_by) == (own.values, "")


def test_judged_under_its_own_terms() -> None:
    """A fallback's mirror counts as it was judged under the fallback's GOSUMDB, not under the profile's."""
    own, other = profile(GOPROXY="dead.x"), profile("other", GOPROXY="good.x")
    there = {"other": {"https://good.x": outcomes("dead.x")["https://dead.x"]}}
    assert choose(own, {}, outcomes("dead.x|good.x"), (other,)) is not None
    with pytest.raises(Stuck):
        choose(own, {}, outcomes("dead.x|good.x"), (other,), elsewhere=there)


CORP = {"GOPRIVATE": "corp.example", "GONOPROXY": "corp.example,big.example"}
WEAKER = [
    # of the profile, of the fallback, why not
    ({}, {"GOPROXY": "good.x,direct"}, "it adds direct"),
    ({}, {"GOPROXY": "http://good.x"}, "it asks over plain http"),
    ({}, {"GOSUMDB": "off"}, "it sets GOSUMDB=off"),
    ({}, {"GOSUMDB": new_sumdb().key}, "it asks another"),
    ({"GOSUMDB": "off"}, {"GOSUMDB": KEY}, "it asks another checksum database"),
    ({"GOINSECURE": "a.example/x"}, {"GOINSECURE": "a.example"}, "it widens GOINSECURE"),
    ({}, {"GONOSUMDB": "a.example"}, "it widens GONOSUMDB"),
    ({}, {"GOPRIVATE": "a.example"}, "it widens GONOSUMDB"),
    (CORP, {"GONOPROXY": "none"}, "it sets GONOPROXY=none"),
    (CORP, {"GONOSUMDB": "none"}, "it sets GONOSUMDB=none"),
    (CORP, {"GONOPROXY": "corp.example"}, "it narrows GONOPROXY"),
    ({}, {"GOVCS": "*:all"}, "it changes GOVCS"),
    ({}, {"GOAUTH": "off"}, "it changes GOAUTH"),
    ({"GOTOOLCHAIN": "local"}, {"GOTOOLCHAIN": "auto"}, "it changes GOTOOLCHAIN"),
    ({}, {"GO111MODULE": "off"}, "it changes GO111MODULE"),
    (
        {},
        {"GOPROXY": "dead.y|lacking.y"},
        "https://dead.y is unreachable (connect-refused); https://lacking.y is",
    ),
    ({}, {"GOPROXY": "bad.y"}, "https://bad.y is hostile, and no other"),
    ({}, {"GOPROXY": "off"}, "nothing there could be verified"),
]


@pytest.mark.parametrize(("own", "other", "why"), WEAKER)
def test_never_weaker(own: Mapping[str, str], other: Mapping[str, str], why: str) -> None:
    """A fallback that serves nothing, or under which anything is weaker, is passed over; it is said why."""
    here = profile()._replace(go={"GOPROXY": "dead.x", "GOSUMDB": KEY, **own})
    there = profile("other")._replace(go={**here.go, "GOPROXY": "good.x", **other})
    found = {**outcomes("dead.x|good.x|dead.y|lacking.y|bad.y|http://good.x")}
    with pytest.raises(Stuck) as raised:
        choose(here, {}, found, (there,), in_force=in_force())
    assert str(raised.value).partition("; other: ")[2][: len(why)] == why


def test_trust() -> None:
    """No move from private to public, or from public to private."""
    public, private = profile(GOPROXY="dead.x"), profile("corp", trust="private", GOPROXY="dead.x")
    for own, other in ((public, private), (private, public)):
        with pytest.raises(Stuck, match=rf"{other.name}: its trust is {other.trust}$"):
            choose(own, {}, outcomes("dead.x|good.x"), (other._replace(go={"GOPROXY": "good.x"}),))


def test_private_patterns_of_private_trust() -> None:
    """A private fallback is asked for what it names: what only the profile named goes past its mirror."""
    own = profile(
        trust="private", GOPROXY="dead.x", GOPRIVATE=f"{A},{B}", GONOPROXY="none", GONOSUMDB=f"{A},{B}"
    )
    other = own._replace(name="other", go={**own.go, "GOPROXY": "good.x", "GOPRIVATE": B, "GONOSUMDB": B})
    known = (A, B)
    move = choose(own, {}, outcomes("dead.x|good.x"), (other,), in_force=in_force(known))
    assert move is not None
    after = in_force(known)(own._replace(go={n: v for n, v in move.values.items() if v}))
    assert (after["GOPROXY"], after["GONOPROXY"]) == ("good.x", A)
    assert after["GONOSUMDB"] == f"{B},{A}"


def test_unverified() -> None:
    """A fallback whose bytes nothing could verify, or whose database is not found, is none."""
    own, other = profile(GOPROXY="dead.x"), profile("other", GOPROXY="good.x")
    found = outcomes("dead.x|good.x")
    good = found["https://good.x"]
    for spoilt in (good._replace(verdict="degraded", reason="unverified"), good._replace(database="silent")):
        with pytest.raises(Stuck, match=r"other: nothing there could be verified$"):
            choose(own, {}, {**found, "https://good.x": spoilt}, (other,))


def test_the_built_in_fallbacks() -> None:
    """Every fallback that a built-in profile names may serve it."""
    built_in = {path.stem: path.read_text() for path in (ROOT / "profiles").glob("*.toml")}
    parsed = {name: parse_profile(text, name, "", "built-in") for name, text in built_in.items()}
    pairs = [(one, parsed[name]) for one in parsed.values() for name in one.fallback]
    assert len(pairs) >= 6
    assert [refusal(one, other, in_force()) for one, other in pairs] == [""] * len(pairs)


def test_unset_is_no_value() -> None:
    """A fallback that unsets GOPROXY is judged by what that yields."""
    own = profile(GOPROXY="dead.x,direct")
    other = profile("default", unset=("GOPROXY", "GOSUMDB"))
    found = {**outcomes("dead.x"), "https://proxy.golang.org": outcomes("good.x")["https://good.x"]}
    move = choose(own, {}, found, (other,), in_force=in_force())
    assert move and (move.values, move.served_by) == ({"GOPROXY": None, "GOSUMDB": None}, "default")


def now(goproxy: str, gosumdb: str = KEY) -> dict[str, str]:
    """What is in force; nothing of the profile where there is no GOPROXY."""
    return {"GOPROXY": goproxy, "GOSUMDB": gosumdb} if goproxy else {}


def chosen(
    one: Profile,
    goproxy: str,
    *,
    by_hand: bool = False,
    found: Mapping[str, object] | None = None,
    gosumdb: str = KEY,
) -> Move | None:
    """The choice without fallbacks."""
    asked = outcomes(one.go["GOPROXY"], goproxy or "off") if found is None else found
    return choose(one, now(goproxy, gosumdb), asked, (), by_hand=by_hand, in_force=in_force())  # type: ignore[arg-type]
