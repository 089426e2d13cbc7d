"""GOPROXY put in order of rank: what may move, what may go, and what stays whatever happens."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from goenvctl.go.proxylist import Entry, parse_proxy_list
from goenvctl.probe.arrange import OnlyHostile, arranged, joined, runs
from goenvctl.probe.outcome import Outcome

FAST, SLOW, LAME, DEAD, BAD, DOUBTFUL, UNKNOWN = "fast slow lame dead bad doubtful unknown".split()
FOUND = {
    FAST: ("healthy", "", 1.0),
    SLOW: ("healthy", "", 2.0),
    LAME: ("degraded", "stale", 0.5),
    DEAD: ("unreachable", "dns", None),
    BAD: ("hostile", "zip-mismatch", None),
    DOUBTFUL: ("degraded", "disputed", None),
}

CASES = [
    ("slow.x", "slow.x"),
    ("slow.x|fast.x", "fast.x|slow.x"),
    ("slow.x|fast.x,direct", "fast.x|slow.x,direct"),
    ("slow.x,fast.x|direct", "slow.x,fast.x|direct"),
    ("lame.x|slow.x|fast.x|", "fast.x|slow.x|lame.x|"),
    ("slow.x|dead.x|fast.x,off", "fast.x|slow.x,off"),
    ("dead.x|doubtful.x|unknown.x,fast.x", "dead.x|doubtful.x|unknown.x,fast.x"),
    ("dead.x|bad.x,fast.x", "dead.x,fast.x"),
    ("bad.x|unknown.x", "unknown.x"),
    ("doubtful.x|slow.x", "slow.x"),
    ("unknown.x|slow.x", "slow.x"),
    ("dead.x|file:///a|slow.x|file:///b|fast.x,direct", "fast.x|file:///a|slow.x|file:///b,direct"),
    ("slow.x|file:///a|dead.x", "slow.x|file:///a"),
    ("file:///a|bad.x|lame.x", "file:///a|lame.x"),
    ("dead.x|direct", "dead.x|direct"),
    ("off", "off"),
    ("file:///a,direct", "file:///a,direct"),
    (" slow.x/ | HTTPS://fast.x ,direct,slow.x", "HTTPS://fast.x|slow.x/,direct,"),
]


@pytest.mark.parametrize(("before", "after"), CASES)
def test_a_list(before: str, after: str) -> None:
    """In each run the usable ones go first to last by rank; the rest is as it was."""
    entries = parse_proxy_list(before).entries
    assert joined(arranged(entries, outcomes(entries))) == after


@pytest.mark.parametrize("value", ["bad.x", "fast.x,bad.x,direct", "bad.x|bad.x/2", "fast.x,bad.x|file:///a"])
def test_only_hostile(value: str) -> None:
    """A run whose mirrors are all hostile is not written; they are named."""
    entries = parse_proxy_list(value).entries
    with pytest.raises(OnlyHostile, match=r"^https://bad\.x(, https://bad\.x/2)?$"):
        arranged(entries, outcomes(entries))


def test_equals() -> None:
    """Who is equally good keeps the place."""
    entries = parse_proxy_list("slow.x/1|fast.x/3|fast.x/1|slow.x/2|fast.x/2").entries
    after = joined(arranged(entries, outcomes(entries)))
    assert after == "fast.x/3|fast.x/1|fast.x/2|slow.x/1|slow.x/2"


mirrors = st.builds("{}.x/{}".format, st.sampled_from([*FOUND, UNKNOWN]), st.integers(0, 2))
items = st.builds("{}{}".format, mirrors | st.just("file:///a"), st.sampled_from(",|"))
lists = st.builds(
    "{}{}".format,
    st.lists(items, min_size=1, max_size=8).map("".join),
    st.sampled_from(["", "direct", "off"]),
)


@given(value=lists)
@settings(max_examples=1000, deadline=None)
def test_any_list(value: str) -> None:
    """Runs keep their gates and what is no mirror; they lose what does not work, but never all of it."""
    entries = parse_proxy_list(value).entries
    found = outcomes(entries)
    if any(is_only_hostile(run) for run in runs(entries)):
        with pytest.raises(OnlyHostile):
            arranged(entries, found)
        return
    after = arranged(entries, found)
    assert parse_proxy_list(joined(after)).entries == tuple(after)
    assert arranged(after, found) == after
    for old, new in zip(runs(entries), runs(after), strict=True):
        assert new[-1].separator == old[-1].separator
        assert fixed(new) == fixed(old)
        assert names(new) == expected(names(old))


def expected(before: list[str]) -> list[str]:
    """The mirrors of a run that stay, by rank; without a usable one, as they were."""
    order = [FAST, SLOW, LAME]
    usable = [name for name in before if name.partition(".")[0] in order]
    if usable:
        return sorted(usable, key=lambda name: order.index(name.partition(".")[0]))
    return [name for name in before if not name.startswith(BAD)]


def outcomes(entries: tuple[Entry, ...]) -> dict[str, Outcome]:
    """What the name of each mirror says of it."""
    found = {}
    for entry in entries:
        name = entry.address.hostname.partition(".")[0] if entry.kind == "mirror" else UNKNOWN
        if name != UNKNOWN:
            verdict, reason, estimate_s = FOUND[name]
            found[entry.url] = Outcome(
                entry.url, name, "off", "m@v1", verdict, reason=reason, estimate_s=estimate_s
            )
    return found


def is_only_hostile(run: tuple[Entry, ...]) -> bool:
    return bool(names(run)) and all(name.startswith(BAD) for name in names(run))


def names(run: tuple[Entry, ...]) -> list[str]:
    return [entry.text for entry in run if entry.kind == "mirror"]


def fixed(run: tuple[Entry, ...]) -> list[str]:
    return [entry.text for entry in run if entry.kind != "mirror"]
