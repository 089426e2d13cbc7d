"""Shares, percentiles and the timeline, by hand and by property."""

from __future__ import annotations

from itertools import chain, pairwise

from hypothesis import given
from hypothesis import strategies as st

from goenvctl.records import Record
from goenvctl.uptime import SEVERITY, percentile, severity, slices, summarize, worst

NOW = 1_800_000_000.0
HOUR_S = 3600.0
DAY_S = 24 * HOUR_S


def record(
    age_s: float, verdict: str = "healthy", total_s: float | None = 0.1, url: str = "https://a.example"
) -> Record:
    reason = "" if verdict == "healthy" else "dns"
    return Record(NOW - age_s, url, verdict, reason, "", "m@v1.0.0", total_s, None, None, "")


def test_a_summary() -> None:
    """Uptime counts healthy and degraded probes; the percentiles are of those alone."""
    records = [
        record(3.5 * HOUR_S, "healthy", 0.3),
        record(1.5 * HOUR_S, "unreachable", 15.0),
        record(1.2 * HOUR_S, "healthy", 0.1),
        record(60, "degraded", 1.0),
    ]
    (found,) = summarize(records, NOW, 4 * HOUR_S, buckets=4)
    assert found.url == "https://a.example"
    assert (found.uptime, found.probes) == (0.75, 4)
    assert (found.p50_s, found.p95_s) == (0.3, 1.0)
    assert (found.verdict, found.reason, found.time) == ("degraded", "dns", NOW - 60)
    assert found.timeline == ("healthy", "", "unreachable", "degraded")


def test_slices_begin_with_their_first_moment() -> None:
    """On the border between two slices a record counts to the newer one."""
    cut = slices([record(age_s) for age_s in (DAY_S, DAY_S / 2, 0)], NOW, DAY_S, 2)
    assert [[NOW - one.time for one in part] for part in cut] == [[DAY_S], [DAY_S / 2, 0]]


def test_nothing_usable() -> None:
    """A mirror that never worked has uptime 0 and no percentiles."""
    (found,) = summarize([record(1, "broken", 0.2)], NOW, DAY_S)
    assert (found.uptime, found.p50_s, found.p95_s) == (0.0, None, None)
    assert found.timeline == ("",) * 23 + ("broken",)


def test_nothing_at_all() -> None:
    """No records, no summaries."""
    assert summarize([], NOW, DAY_S) == []


def test_the_period() -> None:
    """A record counts from the very start of the period to now, both included, and no further."""
    ages = (DAY_S + 0.001, DAY_S, 0.0, -0.001)
    (found,) = summarize([record(age_s) for age_s in ages], NOW, DAY_S)
    assert found.probes == 2
    assert found.timeline == ("healthy",) + ("",) * 22 + ("healthy",)


def test_the_last_of_one_moment() -> None:
    """Of two outcomes of one moment the one kept later is the last."""
    (found,) = summarize([record(5, "broken"), record(5, "healthy")], NOW, DAY_S)
    assert found.verdict == "healthy"


def test_the_best_first() -> None:
    """The order is uptime, then the median, then the address; without a median last."""
    records = [
        record(1, "healthy", 0.2, "https://slow.example"),
        record(1, "healthy", 0.1, "https://b.example"),
        record(1, "healthy", 0.1, "https://a.example"),
        record(1, "healthy", None, "https://untimed.example"),
        record(1, "denied", 0.01, "https://never.example"),
    ]
    assert [found.url for found in summarize(records, NOW, DAY_S)] == [
        "https://a.example",
        "https://b.example",
        "https://slow.example",
        "https://untimed.example",
        "https://never.example",
    ]


def test_severity() -> None:
    """From healthy to hostile; a word of another version is bad, but never hostile."""
    assert SEVERITY == ("healthy", "degraded", "unreachable", "denied", "broken", "invalid", "hostile")
    assert sorted(SEVERITY, key=severity) == list(SEVERITY)
    assert worst(["healthy", "odd", "broken"]) == "odd"
    assert worst(["hostile", "odd"]) == "hostile"
    assert worst([]) == ""


def test_percentiles() -> None:
    """Nearest rank: of 1..100 the 95th is 95, of 20 the 19th, of one itself, of none None."""
    assert percentile(range(1, 101), 95) == 95
    assert percentile(range(1, 21), 95) == 19
    assert percentile(range(1, 22), 95) == 20
    assert percentile([1, 2, 3, 4], 50) == 2
    assert percentile([7], 50) == percentile([7], 95) == 7
    assert percentile([], 50) is None


@given(st.lists(st.floats(0, 1e3), min_size=1), st.integers(1, 100))
def test_a_percentile_is_one_of_them(values: list[float], percent: int) -> None:
    """At least `percent` of the values are as small, and with the next smaller one fewer would be."""
    values.sort()
    found = percentile(values, percent)
    assert found in values
    assert 100 * sum(value <= found for value in values) >= percent * len(values)
    assert 100 * sum(value < found for value in values) < percent * len(values)


@given(st.lists(st.floats(-DAY_S, 2 * DAY_S)), st.integers(1, 200))
def test_slices_lose_nothing(ages: list[float], buckets: int) -> None:
    """Each record of the period is in exactly one slice, and no slice is newer than the next."""
    cut = slices([record(age_s) for age_s in ages], NOW, DAY_S, buckets)
    assert len(cut) == buckets
    found = [NOW - one.time for one in chain(*cut)]
    assert sorted(found) == sorted(NOW - (NOW - age_s) for age_s in ages if 0 <= NOW - (NOW - age_s) <= DAY_S)
    edges = [(min(ages), max(ages)) for part in cut if (ages := [NOW - one.time for one in part])]
    assert all(older[0] >= newer[1] for older, newer in pairwise(edges))
