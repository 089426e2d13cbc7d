"""The entries of GOPROXY put in order, by rank or as they were: a pure function of list and outcomes.

Only entries of one run change places or drop out. Separators, gates and the tail stay: what
follows a `,` is still asked only after 404 or 410.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from goenvctl.go.proxylist import Entry, ProxyListError, parse_proxy_list
from goenvctl.probe.outcome import HEALTHY, HOSTILE, Outcome

Run = tuple[Entry, ...]


class OnlyHostile(Exception):
    """A run would hold nothing but hostile mirrors; the message names them."""


def arranged(
    entries: Iterable[Entry], outcomes: Mapping[str, Outcome], *, by_rank: bool = True
) -> list[Entry]:
    """The entries to write; `outcomes` by the entries' `url`, with their estimates.

    In each run the usable mirrors stay, healthy before degraded, and then by rank or in the order
    they had. None that fails is left at the end: what follows a `,` is reached only through the
    last. A run without a usable mirror keeps its order, less what is hostile. Raises OnlyHostile.
    """
    return [entry for run in runs(entries) for entry in _arranged_run(run, outcomes, by_rank=by_rank)]


def is_arrangement(value: str, goproxy: str) -> bool:
    """Is `value` made of `goproxy` by nothing but changing places and dropping out within runs?"""
    try:
        some, own = (list(runs(parse_proxy_list(one).entries)) for one in (value, goproxy))
    except ProxyListError:
        return False
    return len(some) == len(own) and all(_is_part(one, other) for one, other in zip(some, own, strict=True))


def is_hostile(entry: Entry, outcomes: Mapping[str, Outcome]) -> bool:
    """Was wrong content seen there?"""
    found = outcomes.get(entry.url)
    return found is not None and found.verdict == HOSTILE


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


def _is_part(some: Run, run: Run) -> bool:
    """Of each kind the members of a run, no mirror but the run's own, everything else as it is there."""
    mirrors, own = ([entry.text for entry in one if entry.kind == "mirror"] for one in (some, run))
    rest, own_rest = ([entry.text for entry in one if entry.kind != "mirror"] for one in (some, run))
    is_left = bool(mirrors) or not own
    return (
        is_left and set(mirrors) <= set(own) and rest == own_rest and some[-1].separator == run[-1].separator
    )


def _arranged_run(run: Run, outcomes: Mapping[str, Outcome], *, by_rank: bool) -> Iterator[Entry]:
    mirrors = [entry for entry in run if entry.kind == "mirror"]
    chosen = iter(_chosen(mirrors, outcomes, by_rank=by_rank))
    kept = [entry if entry.kind != "mirror" else next(chosen, None) for entry in run]
    whole = [entry for entry in kept if entry]
    for entry in whole[:-1]:
        yield entry._replace(separator="|")
    for entry in whole[-1:]:
        yield entry._replace(separator=run[-1].separator)


def _chosen(mirrors: list[Entry], outcomes: Mapping[str, Outcome], *, by_rank: bool) -> list[Entry]:
    usable = [entry for entry in mirrors if (found := outcomes.get(entry.url)) and found.is_usable]
    if usable:
        return sorted(usable, key=lambda entry: _rank(outcomes[entry.url], by_rank=by_rank))
    bearable = [entry for entry in mirrors if not is_hostile(entry, outcomes)]
    if mirrors and not bearable:
        raise OnlyHostile(", ".join(outcomes[entry.url].url for entry in mirrors))
    return bearable


def _rank(outcome: Outcome, *, by_rank: bool) -> tuple[bool, float]:
    """Healthy before degraded, then the faster one; equals keep the order they had."""
    return outcome.verdict != HEALTHY, (outcome.estimate_s or 0.0) if by_rank else 0.0
