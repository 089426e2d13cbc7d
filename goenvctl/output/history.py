"""Summaries of mirrors as rows of a table and as JSON."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from goenvctl.language import N_, tr
from goenvctl.output.figures import duration, moment, share
from goenvctl.output.table import GAP, text_width
from goenvctl.output.words import worded
from goenvctl.probe.outcome import DEGRADED, HEALTHY, HOSTILE
from goenvctl.redact import clean
from goenvctl.uptime import Summary

HEADER = (N_("MIRROR"), N_("UPTIME"), "P50", "P95", N_("LAST"), N_("TIMELINE"))
MIRROR_COLUMNS = 16  # that a mirror's name has at least
FAILING = "failing"
# They differ in height or form, not in colour. What is not named here does not work.
_BLOCKS = {HEALTHY: "█", DEGRADED: "▄", FAILING: "▁", HOSTILE: "✗", "": "·"}
_LETTERS = {HEALTHY: "+", DEGRADED: "~", FAILING: "!", HOSTILE: "X", "": "."}


def rows(
    summaries: Iterable[Summary], width: int | None, *, ascii_only: bool = False
) -> list[tuple[str, ...]]:
    """One row a mirror, under HEADER. At a `width` it is for a person: the name is cut in its middle so
    that the rest fits, and the verdict is a word.
    """
    is_watched = width is not None
    full = [_row(summary, is_watched=is_watched, ascii_only=ascii_only) for summary in summaries]
    if width is None:
        return full
    room = max(width - _columns([rest for _, *rest in full]), MIRROR_COLUMNS)
    mark = "..." if ascii_only else "…"
    return [(_shorten(url.removeprefix("https://"), room, mark), *rest) for url, *rest in full]


def timeline(verdicts: Iterable[str], *, ascii_only: bool = False) -> str:
    """A character for each slice of the period, oldest first."""
    symbols = _symbols(ascii_only=ascii_only)
    return "".join(symbols.get(verdict, symbols[FAILING]) for verdict in verdicts)


def legend(*, ascii_only: bool = False) -> str:
    """What the characters mean, on one line."""
    symbols = _symbols(ascii_only=ascii_only)
    return GAP.join(f"{mark} {worded(code) if code else tr('not asked')}" for code, mark in symbols.items())


def as_json(summaries: Iterable[Summary]) -> list[dict[str, object]]:
    """The keys that scripts rely on; a slice without a probe is null."""
    return [
        {
            "url": summary.url,
            "uptime": summary.uptime,
            "probes": summary.probes,
            "p50_s": summary.p50_s,
            "p95_s": summary.p95_s,
            "last": {
                "verdict": summary.verdict,
                "reason": summary.reason,
                "time": moment(summary.time),
            },
            "timeline": [verdict or None for verdict in summary.timeline],
        }
        for summary in summaries
    ]


def _row(summary: Summary, *, is_watched: bool, ascii_only: bool) -> tuple[str, ...]:
    return (
        clean(summary.url),
        share(summary.uptime),
        duration(summary.p50_s),
        duration(summary.p95_s),
        clean(worded(summary.verdict) if is_watched else summary.verdict),
        timeline(summary.timeline, ascii_only=ascii_only),
    )


def _symbols(*, ascii_only: bool) -> dict[str, str]:
    return _LETTERS if ascii_only else _BLOCKS


def _columns(rests: Sequence[Sequence[str]]) -> int:
    """Of everything right of the mirror's name, the gaps included."""
    cells = zip(map(tr, HEADER[1:]), *rests, strict=True)
    return sum(len(GAP) + max(map(text_width, column)) for column in cells)


def _shorten(text: str, width: int, mark: str) -> str:
    """Cut in the middle: hosts differ at the beginning, paths at the end."""
    kept, short = len(text), text
    while text_width(short) > width:
        kept -= 1
        short = text[: kept - kept // 2] + mark + text[len(text) - kept // 2 :]
    return short
