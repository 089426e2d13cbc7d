"""The geometry of a chart, by hand where it is small and by property where it is not."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from goenvctl.output.chart import BOTTOM, HEIGHT, LANE, SHAPES, TOP, WIDTH, Cell, Scale, draw, fit, known
from goenvctl.records import Record
from goenvctl.uptime import SEVERITY, summarize

NOW = 1_800_000_000.0
HOUR_S = 3600.0
DAY_S = 24 * HOUR_S
SECOND = Scale(0.1, 1.0)


def record(age_s: float, verdict: str, total_s: float | None) -> Record:
    return Record(NOW - age_s, "https://a.example", verdict, "", "", "", total_s, None, None, "")


def test_the_scale() -> None:
    """Times are drawn by their logarithm; what lies outside is drawn at the edge."""
    middle = (TOP + BOTTOM) / 2
    assert [SECOND.y(seconds) for seconds in (0.0, 0.1, 10**-0.5, 1.0, 9.0)] == [
        BOTTOM,
        BOTTOM,
        middle,
        TOP,
        TOP,
    ]


@pytest.mark.parametrize(
    ("totals", "scale", "labels"),
    [
        ([], Scale(1.0, 10.0), ["1 s", "3 s", "10 s"]),
        ([0.12, 0.25], Scale(0.1, 1.0), ["100 ms", "300 ms", "1 s"]),
        ([0.04, 2.0], Scale(0.03, 3.0), ["30 ms", "100 ms", "300 ms", "1 s", "3 s"]),
        ([0.004, 14.0], Scale(0.003, 30.0), ["10 ms", "100 ms", "1 s", "10 s"]),
        ([0.0], Scale(0.001, 0.01), ["1 ms", "3 ms", "10 ms"]),
        ([1e9], Scale(300.0, 3000.0), ["300 s", "1000 s", "3000 s"]),
    ],
)
def test_one_scale_for_all(totals: list[float], scale: Scale, labels: list[str]) -> None:
    """The scale holds every usable time, with lines at round figures; failures do not stretch it."""
    found = fit([*(record(1, "healthy", total_s) for total_s in totals), record(1, "broken", 500.0)])
    assert found == scale
    assert [tick.label for tick in found.ticks] == labels


def test_a_chart() -> None:
    """A slot shows its median between its extremes, and the worst failure above; a bar for each slice."""
    records = [
        record(DAY_S, "healthy", 0.1),
        record(1.9 * HOUR_S, "unreachable", 15.0),
        record(1.7 * HOUR_S, "broken", 0.1),
        record(300, "healthy", 1.0),
        record(200, "degraded", 0.1),
        record(100, "healthy", 0.1),
    ]
    (summary,) = summarize(records, NOW, DAY_S, buckets=2)
    chart = draw(summary, records, SECOND, NOW, DAY_S)
    assert chart.line == "M49 96M331 96"
    assert chart.stems == "M49 96V96M331 96V22"
    assert chart.marks == (
        ("healthy", f"M49 96{SHAPES['healthy']}"),
        ("degraded", f"M331 96{SHAPES['degraded']}"),
        ("broken", f"M313 {LANE}{SHAPES['broken']}"),
    )
    assert chart.cells == (
        Cell(46.5, 108.0, 143.0, 18.0, "healthy", "2027-01-14 08:00 UTC"),
        Cell(190.5, 121.5, 143.0, 4.5, "broken", "2027-01-14 20:00 UTC"),
    )


def test_the_line_has_gaps() -> None:
    """Times a few slots apart are joined, those further apart are not."""
    half_an_hour = DAY_S / 48
    records = [record((slots + 0.5) * half_an_hour, "healthy", 0.1) for slots in (13, 7, 2, 0)]
    (summary,) = summarize(records, NOW, DAY_S)
    assert draw(summary, records, SECOND, NOW, DAY_S).line == "M253 96M289 96L319 96L331 96"


def test_forms() -> None:
    """Every verdict has a form, and those that share one differ in how they are filled."""
    assert set(SHAPES) == set(SEVERITY)
    shared = [verdict for verdict in SHAPES if SHAPES[verdict] == SHAPES["healthy"]]
    assert shared == ["healthy", "unreachable"]  # a disc and a ring


def test_words_of_another_version() -> None:
    """A verdict that is not known is drawn as invalid."""
    assert [known(word) for word in ("healthy", "hostile", "", "' onload='")] == [
        "healthy",
        "hostile",
        "invalid",
        "invalid",
    ]


RECORDS = st.builds(
    record, st.floats(0, DAY_S), st.sampled_from([*SEVERITY, "odd"]), st.none() | st.floats(0, 1e6)
)


@settings(deadline=None)
@given(st.lists(RECORDS, min_size=1), st.integers(1, 60))
def test_nothing_outside(records: list[Record], buckets: int) -> None:
    """Whatever was recorded, every point and bar is inside the picture."""
    (summary,) = summarize(records, NOW, DAY_S, buckets)
    chart = draw(summary, records, fit(records), NOW, DAY_S)
    for path in (chart.line, chart.stems, *(path for _, path in chart.marks)):
        for x, y in re.findall(r"[ML]([\d.]+) ([\d.]+)", path):
            assert 5 <= float(x) <= WIDTH - 5
            assert 5 <= float(y) <= BOTTOM
    for cell in chart.cells:
        assert 0 <= cell.x <= cell.x + cell.width <= WIDTH
        assert 0 <= cell.y <= cell.y + cell.height <= HEIGHT
    assert all(TOP <= tick.y <= BOTTOM for tick in fit(records).ticks)
