"""What the records say of each mirror over a period: pure arithmetic."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from goenvctl.probe.outcome import BROKEN, DEGRADED, DENIED, HEALTHY, HOSTILE, INVALID, UNREACHABLE, USABLE
from goenvctl.records import Record

BUCKETS = 24
SEVERITY = (HEALTHY, DEGRADED, UNREACHABLE, DENIED, BROKEN, INVALID, HOSTILE)


class Summary(NamedTuple):
    """One mirror in a period.

    `uptime` is the share, 0 to 1, of its `probes` that found it usable; `p50_s` and
    `p95_s` are nearest-rank percentiles of the total time of those, None without any.
    `verdict`, `reason` and `time` (seconds since the epoch) are those of the last probe.
    `timeline` cuts the period into equal slices, oldest first: the worst verdict in each, or
    empty where there was no probe.
    """

    url: str
    uptime: float
    probes: int
    p50_s: float | None
    p95_s: float | None
    verdict: str
    reason: str
    time: float
    timeline: tuple[str, ...]


def summarize(
    records: Iterable[Record], now: float, period_s: float, buckets: int = BUCKETS
) -> list[Summary]:
    """Of each mirror that was probed in the `period_s` seconds up to `now`; the best first."""
    by_url: dict[str, list[Record]] = {}
    for record in records:
        if 0 <= now - record.time <= period_s:
            by_url.setdefault(record.url, []).append(record)
    summaries = [_summary(found, now, period_s, buckets) for found in by_url.values()]
    return sorted(summaries, key=_standing)


def severity(verdict: str) -> int:
    """How bad a verdict is: 0 is healthy; an unknown word is as bad as it can be short of hostile."""
    return SEVERITY.index(verdict) if verdict in SEVERITY else SEVERITY.index(INVALID)


def worst(verdicts: Iterable[str]) -> str:
    """The worst of them, or empty where there is none."""
    return max(verdicts, key=severity, default="")


def percentile(ordered: Sequence[float], percent: int) -> float | None:
    """The smallest value that is at least as large as `percent` of them; None of nothing."""
    return ordered[-(-percent * len(ordered) // 100) - 1] if ordered else None


def slices(
    records: Iterable[Record], now: float, period_s: float, buckets: int
) -> tuple[tuple[Record, ...], ...]:
    """The records of the period in equal slices, each with its first moment, the last with `now` too."""
    start = now - period_s
    cut: list[list[Record]] = [[] for _ in range(buckets)]
    for record in records:
        if 0 <= now - record.time <= period_s:
            at = int((record.time - start) / period_s * buckets)
            cut[min(at, buckets - 1)].append(record)
    return tuple(map(tuple, cut))


def _summary(records: Sequence[Record], now: float, period_s: float, buckets: int) -> Summary:
    usable = [record for record in records if record.verdict in USABLE]
    totals = sorted(record.total_s for record in usable if record.total_s is not None)
    last = max(reversed(records), key=lambda record: record.time)
    cut = slices(records, now, period_s, buckets)
    return Summary(
        url=last.url,
        uptime=len(usable) / len(records),
        probes=len(records),
        p50_s=percentile(totals, 50),
        p95_s=percentile(totals, 95),
        verdict=last.verdict,
        reason=last.reason,
        time=last.time,
        timeline=tuple(worst(record.verdict for record in part) for part in cut),
    )


def _standing(summary: Summary) -> tuple[float, float, str]:
    return (-summary.uptime, float("inf") if summary.p50_s is None else summary.p50_s, summary.url)
