"""A check as metrics: for the textfile collector of Prometheus' node exporter and for OpenMetrics.

The text is both formats at once (gauges without timestamps; `# EOF` is a comment to the
older one). It is written by hand: the official client, when loaded, reads /proc, registers
collectors of its own and brings a web server along.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from goenvctl.probe.agreement import LOCAL_PROBLEMS
from goenvctl.probe.outcome import Outcome
from goenvctl.records import plain_url
from goenvctl.redact import clean
from goenvctl.uptime import severity

Labels = dict[str, str]
Sample = tuple[Labels, float | None]


def metrics(outcomes: Iterable[Outcome], local_problem: str | None, now: float) -> str:
    """The last check: `outcomes` in rank order, at `now` in seconds since the epoch.

    A mirror that was judged more than once (under two databases, say) stands there once, as
    the worst of it: a series may not come twice.
    """
    found = _one_each(outcomes)
    families: tuple[tuple[str, str, Iterable[Sample]], ...] = (
        ("mirror_up", "1 where modules can be fetched from the mirror.", map(_up, found)),
        ("mirror_verdict", "1 for what the probe found, and why.", map(_verdict, found)),
        ("mirror_probe_seconds", "Wall clock of the probe.", map(_total, found)),
        ("mirror_phase_seconds", "Where the time of the probe went.", _phases(found)),
        ("mirror_throughput_bytes_per_second", "Measured on what it served.", map(_throughput, found)),
        ("mirror_estimate_seconds", "Expected time to fetch the reference set.", map(_estimate, found)),
        ("mirror_rank", "Place among the usable mirrors, 1 is the best.", _ranks(found)),
        ("check_local_problem", "1 where the fault lies on this side.", _local(local_problem)),
        ("check_timestamp_seconds", "When the check was made.", [({}, now)]),
    )
    lines = [line for name, text, samples in families for line in _family(f"goenvctl_{name}", text, samples)]
    return "\n".join([*lines, "# EOF", ""])


def _one_each(outcomes: Iterable[Outcome]) -> list[Outcome]:
    """Cleaned here, once: two that differ only in what must not be shown are one series."""
    chosen: dict[str, Outcome] = {}
    for outcome in outcomes:
        url = plain_url(outcome.url)
        if url not in chosen or severity(outcome.verdict) > severity(chosen[url].verdict):
            chosen[url] = outcome._replace(
                url=url, verdict=clean(outcome.verdict), reason=clean(outcome.reason)
            )
    return list(chosen.values())


def _up(outcome: Outcome) -> Sample:
    return {"mirror": outcome.url}, float(outcome.is_usable)


def _verdict(outcome: Outcome) -> Sample:
    return {"mirror": outcome.url, "verdict": outcome.verdict, "reason": outcome.reason}, 1.0


def _total(outcome: Outcome) -> Sample:
    return {"mirror": outcome.url}, outcome.timings.total


def _phases(outcomes: Iterable[Outcome]) -> Iterator[Sample]:
    for outcome in outcomes:
        for phase, seconds in outcome.timings._asdict().items():
            if phase != "total":
                yield {"mirror": outcome.url, "phase": phase}, seconds


def _throughput(outcome: Outcome) -> Sample:
    return {"mirror": outcome.url}, outcome.throughput


def _estimate(outcome: Outcome) -> Sample:
    return {"mirror": outcome.url}, outcome.estimate_s


def _ranks(outcomes: Sequence[Outcome]) -> Iterator[Sample]:
    usable = [outcome for outcome in outcomes if outcome.is_usable]
    return (({"mirror": outcome.url}, float(rank)) for rank, outcome in enumerate(usable, 1))


def _local(problem: str | None) -> Iterator[Sample]:
    """Every kind there is, so that an alert sees the 0 as well."""
    shown = problem and clean(problem)
    for name in dict.fromkeys((*LOCAL_PROBLEMS, *filter(None, [shown]))):
        yield {"problem": name}, float(name == shown)


def _family(name: str, text: str, samples: Iterable[Sample]) -> Iterator[str]:
    yield f"# HELP {name} {text}"
    yield f"# TYPE {name} gauge"
    for labels, value in samples:
        if value is not None:
            yield f"{name}{_labels(labels)} {value!r}"


def _labels(labels: Labels) -> str:
    if not labels:
        return ""
    return "{" + ",".join(f'{name}="{_quoted(value)}"' for name, value in labels.items()) + "}"


def _quoted(value: str) -> str:
    return value.replace("\\", r"\\").replace('"', r"\"").replace("\n", r"\n")
