"""The entries of GOPROXY put in order of rank: a pure function of the list and the outcomes.

Only entries of one run change places or drop out. Separators, gates and the tail stay: what
follows a `,` is still asked only after 404 or 410.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from goenvctl.go.proxylist import Entry
from goenvctl.probe.outcome import HOSTILE, Outcome

Run = tuple[Entry, ...]


class OnlyHostile(Exception):
    """A run would hold nothing but hostile mirrors; the message names them."""


def arranged(entries: Iterable[Entry], outcomes: Mapping[str, Outcome]) -> list[Entry]:
    """The entries to write; `outcomes` by the entries' `url`, with their estimates.

    A run without a usable mirror keeps its order, less what is hostile. Raises OnlyHostile.
    """
    return [entry for run in runs(entries) for entry in _arranged_run(run, outcomes)]


def joined(entries: Iterable[Entry]) -> str:
    """GOPROXY's value again."""
    return "".join(entry.text + entry.separator for entry in entries)


def runs(entries: Iterable[Entry]) -> Iterator[Run]:
    """Entries joined by `|`; each run ends where its last entry's separator is none."""
    run: list[Entry] = []
    for entry in entries:
        run.append(entry)
        if entry.separator != "|":
            yield tuple(run)
            run = []
    if run:
        yield tuple(run)


def _arranged_run(run: Run, outcomes: Mapping[str, Outcome]) -> Iterator[Entry]:
    chosen = iter(_chosen([entry for entry in run if entry.kind == "mirror"], outcomes))
    kept = [entry if entry.kind != "mirror" else next(chosen, None) for entry in run]
    whole = [entry for entry in kept if entry]
    for entry in whole[:-1]:
        yield entry._replace(separator="|")
    for entry in whole[-1:]:
        yield entry._replace(separator=run[-1].separator)


def _chosen(mirrors: list[Entry], outcomes: Mapping[str, Outcome]) -> list[Entry]:
    usable = [entry for entry in mirrors if (found := outcomes.get(entry.url)) and found.is_usable]
    if usable:
        return sorted(usable, key=lambda entry: _rank(outcomes[entry.url]))
    bearable = [entry for entry in mirrors if not _is_hostile(outcomes.get(entry.url))]
    if mirrors and not bearable:
        raise OnlyHostile(", ".join(outcomes[entry.url].url for entry in mirrors))
    return bearable


def _is_hostile(outcome: Outcome | None) -> bool:
    return outcome is not None and outcome.verdict == HOSTILE


def _rank(outcome: Outcome) -> tuple[bool, float]:
    """Healthy before degraded, then the faster one; equals keep the order they had."""
    return outcome.verdict != "healthy", outcome.estimate_s or 0.0
