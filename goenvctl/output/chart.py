"""A mirror's probes over a period as the geometry of a small chart, in user units of its viewBox.

From top to bottom: a lane with a mark for each failure, total times on a logarithmic scale,
the strip with the worst verdict of each slice, the time axis.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from goenvctl.output.figures import minute
from goenvctl.probe.outcome import BROKEN, DEGRADED, DENIED, HEALTHY, HOSTILE, INVALID, UNREACHABLE, USABLE
from goenvctl.records import Record
from goenvctl.uptime import SEVERITY, Summary, percentile, slices, worst

WIDTH, HEIGHT = 340, 150
LEFT, RIGHT = 46, 334
LANE, TOP, BOTTOM = 9, 22, 96  # the middle of the lane of marks; the plot
STRIP, STRIP_HEIGHT = 108, 18
SLOTS = 48  # points that a chart has at most: a page stays small however much was recorded
JOINED = 5  # slots from one point to the next that the line bridges at most

_RING = "m-3.2 0a3.2 3.2 0 1 0 6.4 0a3.2 3.2 0 1 0-6.4 0z"
SHAPES = {  # around their middle; they differ in form, so that colour may fail
    HEALTHY: _RING,
    DEGRADED: f"{_RING}a3.2 3.2 0 1 0 6.4 0z",
    UNREACHABLE: _RING,
    DENIED: "m-3.8 0l3.8-3.8l3.8 3.8l-3.8 3.8z",
    BROKEN: "m-3-3l6 6m0-6l-6 6",
    INVALID: "m-2.9-2.9h5.8v5.8h-5.8z",
    HOSTILE: "m0-4.2l4.4 7.4h-8.8z",
}
_STEPS = tuple(float(f"{digit}e{power}") for power in range(-3, 4) for digit in (1, 3))
_HEIGHTS = {HEALTHY: 1.0, DEGRADED: 0.55, HOSTILE: 1.0, "": 0.06}


class Tick(NamedTuple):
    """A line across the plot at `y`."""

    y: float
    label: str


class Scale(NamedTuple):
    """Seconds to heights, by their logarithm and the same for every chart of a page."""

    low_s: float
    high_s: float

    def y(self, seconds: float) -> float:
        inside = min(max(seconds, self.low_s), self.high_s)
        share = math.log(inside / self.low_s) / math.log(self.high_s / self.low_s)
        return round(BOTTOM - share * (BOTTOM - TOP), 1)

    @property
    def ticks(self) -> list[Tick]:
        """At powers of ten, and between them where there is room."""
        steps = [step for step in _STEPS if self.low_s <= step <= self.high_s]
        return [
            Tick(self.y(step), _tick(step))
            for step in steps
            if len(steps) <= 6 or math.log10(step).is_integer()
        ]


class Cell(NamedTuple):
    """One slice of the strip: its rectangle, its worst verdict, when it began."""

    x: float
    y: float
    width: float
    height: float
    verdict: str
    start: str


class Chart(NamedTuple):
    """Paths: `line` joins the medians, `stems` span the fastest and the slowest, `marks` by verdict."""

    line: str
    stems: str
    marks: tuple[tuple[str, str], ...]
    cells: tuple[Cell, ...]


def fit(records: Iterable[Record]) -> Scale:
    """The scale that holds every usable record."""
    totals = _totals(records) or [1.0]
    last = len(_STEPS) - 1
    low = max((at for at, step in enumerate(_STEPS) if step <= min(totals)), default=0)
    high = min((at for at, step in enumerate(_STEPS) if step >= max(totals)), default=last)
    low = min(low, last - 2)
    return Scale(_STEPS[low], _STEPS[max(high, low + 2)])


def draw(summary: Summary, records: Iterable[Record], scale: Scale, now: float, period_s: float) -> Chart:
    """The chart of one mirror; `records` are its own."""
    slots = slices(records, now, period_s, SLOTS)
    points = [(_middle(at), totals) for at, slot in enumerate(slots) if (totals := sorted(_totals(slot)))]
    return Chart(
        line=_line(points, scale),
        stems="".join(f"M{x:g} {scale.y(totals[0]):g}V{scale.y(totals[-1]):g}" for x, totals in points),
        marks=_marks(slots, scale),
        cells=_cells(summary.timeline, now, period_s),
    )


def known(verdict: str) -> str:
    """The verdict, or `invalid` for a word of another version: names of classes are ours alone."""
    return verdict if verdict in SEVERITY else INVALID


def _totals(records: Iterable[Record]) -> list[float]:
    return [record.total_s for record in records if record.verdict in USABLE and record.total_s is not None]


def _middle(slot: int) -> float:
    return LEFT + (slot + 0.5) * (RIGHT - LEFT) / SLOTS


def _median(totals: Sequence[float]) -> float:
    return percentile(totals, 50) or 0.0


def _line(points: Sequence[tuple[float, Sequence[float]]], scale: Scale) -> str:
    """Broken where nothing was usable for a while."""
    reach = JOINED * (RIGHT - LEFT) / SLOTS
    path, last_x = [], -math.inf
    for x, totals in points:
        path.append(f"{'L' if x - last_x <= reach else 'M'}{x:g} {scale.y(_median(totals)):g}")
        last_x = x
    return "".join(path)


def _marks(slots: Sequence[Sequence[Record]], scale: Scale) -> tuple[tuple[str, str], ...]:
    """One for the times of a slot, and one in the lane for the worst failure in it."""
    paths: dict[str, list[str]] = {verdict: [] for verdict in SEVERITY}
    for at, slot in enumerate(slots):
        x = _middle(at)
        usable = worst(record.verdict for record in slot if record.verdict in USABLE)
        failed = worst(known(record.verdict) for record in slot if record.verdict not in USABLE)
        if totals := sorted(_totals(slot)):
            paths[usable].append(f"M{x:g} {scale.y(_median(totals)):g}{SHAPES[usable]}")
        if failed:
            paths[failed].append(f"M{x:g} {LANE}{SHAPES[failed]}")
    return tuple((verdict, "".join(path)) for verdict, path in paths.items() if path)


def _cells(timeline: Sequence[str], now: float, period_s: float) -> tuple[Cell, ...]:
    """Bars whose height says how well it went."""
    slice_s, width = period_s / max(len(timeline), 1), (RIGHT - LEFT) / max(len(timeline), 1)
    cells = []
    for at, verdict in enumerate(timeline):
        height = STRIP_HEIGHT * _HEIGHTS.get(verdict, 0.25)
        x, y = LEFT + at * width + 0.5, STRIP + STRIP_HEIGHT - height
        start = minute(now - period_s + at * slice_s)
        cells.append(Cell(round(x, 1), round(y, 1), round(width - 1, 1), round(height, 1), verdict, start))
    return tuple(cells)


def _tick(seconds: float) -> str:
    return f"{seconds:g} s" if seconds >= 1 else f"{seconds * 1000:g} ms"
