"""The health of the mirrors as one HTML page that needs nothing else: no script, no address, no file.

The page itself is report.html beside this file. Whatever is put into it is cleaned, then
escaped, by the template's environment, so that no single place can forget it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import count
from typing import NamedTuple

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from goenvctl.language import spoken, tr, trn
from goenvctl.output import chart
from goenvctl.output.chart import Chart
from goenvctl.output.figures import NONE, duration, minute, share, span
from goenvctl.output.words import worded
from goenvctl.probe.outcome import USABLE, Outcome
from goenvctl.records import Record, plain_url
from goenvctl.redact import clean
from goenvctl.uptime import SEVERITY, Summary
from goenvctl.web.timings import Timings

PHASES = tuple(phase for phase in Timings._fields if phase != "total")
DETAIL_CHARACTERS = 300  # a mirror decides how long its error page is


class Bar(NamedTuple):
    """A phase of a probe: where it lies in the bar, in percent, and how long it took."""

    phase: str
    x: float
    width: float
    time: str


class Row(NamedTuple):
    """A mirror in the latest check."""

    rank: str
    url: str
    verdict: str
    reason: str
    detail: str
    estimate: str
    total: str
    bars: tuple[Bar, ...]


class Card(NamedTuple):
    """A mirror over the period; `says` is the chart for who cannot see it."""

    summary: Summary
    chart: Chart
    says: str


def page(
    summaries: Sequence[Summary],
    records: Iterable[Record],
    outcomes: Sequence[Outcome],
    now: float,
    period_s: float,
) -> str:
    """The latest check (`outcomes` in rank order, may be none) and the `period_s` seconds up to `now`.

    The same input gives the same page.
    """
    judged = [found.verdict for found in outcomes] or [found.verdict for found in summaries]
    by_url: dict[str, list[Record]] = {}
    for record in records:
        if 0 <= now - record.time <= period_s:
            by_url.setdefault(record.url, []).append(record)
    scale = chart.fit(record for found in by_url.values() for record in found)
    cards = [
        Card(one, chart.draw(one, by_url.get(one.url, ()), scale, now, period_s), _says(one))
        for one in summaries
    ]
    template = _environment().get_template("report.html")
    return template.render(
        headline=_headline(judged),
        best=next((plain_url(outcome.url) for outcome in outcomes if outcome.is_usable), ""),
        rows=_rows(outcomes),
        cards=cards,
        ticks=scale.ticks,
        now=minute(now),
        span=span(period_s),
        half=span(period_s / 2),
    )


def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("goenvctl", "output"),
        autoescape=True,
        finalize=_shown,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(chart=chart, phases=PHASES, verdicts=SEVERITY, tr=_told, spoken=spoken)
    environment.filters.update(name=_name, known=chart.known, share=share, worded=worded)
    environment.filters.update(duration=duration, minute=minute)
    return environment


def _shown(value: object) -> object:
    """What every `{{ … }}` of the template goes through before it is escaped."""
    return clean(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def _told(message: str, /, **values: str) -> Markup:
    """A sentence of the page with its values, which are cleaned and escaped unless they are markup."""
    shown = {name: _shown(value) for name, value in values.items()}
    return escape(tr(message)).format(**shown)


def _name(url: str) -> Markup:
    """An address that may break after each slash; https goes without saying."""
    return Markup(str(escape(clean(url).removeprefix("https://"))).replace("/", "/<wbr>"))  # noqa: S704


def _headline(verdicts: Sequence[str]) -> str:
    usable, every = sum(verdict in USABLE for verdict in verdicts), len(verdicts)
    if every == 0:
        return tr("No mirror was probed")
    if every == 1:
        return tr("The mirror works") if usable else tr("The mirror does not work")
    if usable == every:
        return tr("All {number} mirrors work", number=every)
    if usable == 0:
        return tr("None of {every} mirrors work", every=every)
    return trn("{number} of {every} mirrors works", "{number} of {every} mirrors work", usable, every=every)


def _rows(outcomes: Sequence[Outcome]) -> list[Row]:
    sums = [sum(seconds for _, seconds in _phases(outcome)) for outcome in outcomes if outcome.is_usable]
    slowest_s = max(sums, default=0.0) or 1.0
    places = count(1)
    return [
        Row(
            rank=str(next(places)) if outcome.is_usable else NONE,
            url=plain_url(outcome.url),
            verdict=outcome.verdict,
            reason=outcome.reason,
            detail=clean(outcome.detail)[:DETAIL_CHARACTERS],
            estimate=duration(outcome.estimate_s),
            total=duration(outcome.timings.total),
            bars=_bars(outcome, slowest_s),
        )
        for outcome in outcomes
    ]


def _bars(outcome: Outcome, full_s: float) -> tuple[Bar, ...]:
    """End to end; what is slower than the slowest usable mirror is cut off by the picture's edge."""
    bars, x = [], 0.0
    for phase, seconds in _phases(outcome):
        width = 100 * seconds / full_s
        bars.append(Bar(phase, round(x, 2), round(width, 2), duration(seconds)))
        x += width
    return tuple(bars)


def _phases(outcome: Outcome) -> list[tuple[str, float]]:
    """Those that happened."""
    took = outcome.timings._asdict()
    return [(phase, took[phase]) for phase in PHASES if took[phase] is not None]


def _says(summary: Summary) -> str:
    counted = Counter(filter(None, summary.timeline))
    slices = (
        tr("{number} {verdict}", number=number, verdict=worded(verdict))
        for verdict, number in sorted(counted.items())
    )
    return tr(
        "Total time: median {median}, 95th percentile {p95}. "
        "Slices of the period by their worst verdict: {slices}.",
        median=duration(summary.p50_s),
        p95=duration(summary.p95_s),
        slices=", ".join(slices),
    )
