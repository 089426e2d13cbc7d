"""Which mirror first: the time it would take to fetch a reference set of modules.

The figures are the mirror's own round trip and throughput, as measured; a ping says nothing of
the second, a single download little of the first.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable

from goenvctl.probe.outcome import DEGRADED, HEALTHY, Outcome

# The zips of the reference set, in thousands of bytes: few large ones, many small ones, about what
# a web service with a database requires.
SIZES_KB = [
    int(size)
    for size in """5 9 12 14 17 20 22 25 28 31 34 37 41 44 48 52 56 61 65 70 76 82 88 95 103
        112 121 131 143 157 172 190 212 238 271 314 372 461 619 1077""".split()
]
MODULES = len(SIZES_KB)
PARALLEL = 10  # `go mod download` works on as many modules at once
FILES = 3  # .info, .mod and .zip of a module, one after the other
ASSUMED = 2e6  # bytes a second, where the throughput is unknown

_ORDER = (HEALTHY, DEGRADED)
_MIXED = [SIZES_KB[at * 7 % MODULES] for at in range(MODULES)]  # large and small ones in turn


def estimate_s(outcome: Outcome) -> float | None:
    """Seconds for the reference set, or None where the mirror is not usable."""
    times = outcome.timings
    if not outcome.is_usable or times.wait is None:
        return None
    connecting = sum(part or 0.0 for part in (times.dns, times.connect, times.tls))
    return connecting + download_s(times.wait, outcome.throughput or ASSUMED)


def download_s(wait_s: float, throughput: float) -> float:
    """Seconds for the reference set at `throughput` bytes a second, `wait_s` before each answer.

    As `go` does it: some modules at once, the waits side by side, the bytes over one line.
    """
    ready = [0.0] * PARALLEL
    line_free = 0.0
    for size_kb in _MIXED:
        asked = heapq.heappop(ready)
        line_free = max(line_free, asked + FILES * wait_s) + size_kb * 1000 / throughput
        heapq.heappush(ready, line_free)
    return max(ready)


def ranked(outcomes: Iterable[Outcome]) -> list[Outcome]:
    """The usable ones first, healthy before degraded, the fastest first; then the others by name."""
    estimated = [outcome._replace(estimate_s=estimate_s(outcome)) for outcome in outcomes]
    return sorted(estimated, key=_key)


def _key(outcome: Outcome) -> tuple[int, float, str, str]:
    if outcome.estimate_s is None:
        return len(_ORDER), 0.0, outcome.url, outcome.gosumdb
    return _ORDER.index(outcome.verdict), outcome.estimate_s, outcome.url, outcome.gosumdb
