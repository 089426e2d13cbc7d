"""Which mirror of a list serves, as `go` walks through it: a pure function of the list and the outcomes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from goenvctl.go.proxylist import Entry
from goenvctl.probe.outcome import BROKEN, DENIED, UNREACHABLE, Outcome

# after these `go` waits, fails or has taken the bytes: it asks nobody else
HOLDS_GO = (
    *("first-byte-timeout", "stalled", "bad-zip", "bad-mod", "zip-mismatch", "mod-mismatch"),
    *("sumdb-error", "sumdb-broken", "bad-list", "absent-status", "goauth"),
)


def reached(entries: Iterable[Entry], outcomes: Mapping[str, Outcome]) -> Outcome | None:
    """The first usable mirror that `go` comes to by its own rules; None where it stops, or goes direct.

    `outcomes` are by the entries' `url`; a mirror without one is as good as silent.
    """
    for entry in entries:
        if entry.kind == "file":
            continue
        outcome = outcomes.get(entry.url)
        if outcome is None or outcome.is_usable:
            return outcome
        if not moves_on(entry, outcome):
            return None
    return None


def moves_on(entry: Entry, outcome: Outcome) -> bool:
    """Does `go` ask the next entry after what this mirror does? Not where it waits, or took wrong bytes."""
    if outcome.reason == "no-control-module":
        return entry.moves_on_after(404)
    if outcome.verdict not in (UNREACHABLE, DENIED, BROKEN) or outcome.reason in HOLDS_GO:
        return False
    return entry.moves_on_after(None)
