"""What earlier checks left behind: mirrors kept as hostile, tree heads seen; and what this one adds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from goenvctl.language import tr
from goenvctl.probe.outcome import HOSTILE, Outcome
from goenvctl.probe.sweep import TOO_LATE
from goenvctl.probe.truth import Heads
from goenvctl.records import Head, Mark, RecordsLost, open_records, plain_url
from goenvctl.session import Session
from goenvctl.sumdb.note import VerifierKey
from goenvctl.sumdb.tlog import Tree


class Memory(NamedTuple):
    """`lost` says why there is nothing, where the records cannot be read."""

    marks: Mapping[str, Mark]
    heads: Heads
    lost: str = ""

    def judged(self, outcome: Outcome, *, may_lift: bool) -> Outcome:
        """A mirror that was hostile stays so until the same module is found right, by a check by hand."""
        mark = self._mark(outcome)
        if mark is None or outcome.verdict == HOSTILE or (may_lift and _clears(outcome, mark)):
            return outcome
        day = datetime.fromtimestamp(mark.since).strftime("%Y-%m-%d")
        said = tr(
            "hostile since {day} with {module}: {evidence}",
            day=day,
            module=mark.module,
            evidence=mark.evidence,
        )
        return outcome._replace(verdict=HOSTILE, reason=mark.reason, detail=said)

    def is_marked(self, url: str) -> bool:
        """Is a mirror at this address kept as hostile?"""
        return _place(url) in self.marks

    def is_lifted(self, judged: Outcome) -> bool:
        """Was it hostile until now?"""
        return self._mark(judged) is not None and judged.verdict != HOSTILE

    def _mark(self, outcome: Outcome) -> Mark | None:
        return self.marks.get(_place(outcome.url))


def recall(session: Session, keys: Iterable[VerifierKey]) -> Memory:
    """What is known of the mirrors, and of the databases with these keys."""
    try:
        with open_records(session.paths.records) as records:
            heads = {key: records.head(_name(key)) for key in keys}
            seen = {key: Tree(head.size, head.hash) for key, head in heads.items() if head}
            return Memory({_place(url): mark for url, mark in records.marks().items()}, seen)
    except RecordsLost as exc:
        return Memory({}, {}, tr("earlier results could not be read: {reason}", reason=exc))


def remember(
    session: Session,
    memory: Memory,
    outcomes: Sequence[Outcome],
    learned: Mapping[VerifierKey, Head],
    *,
    is_local: bool,
) -> tuple[str, ...]:
    """Keep it all; returns what is to be said where it cannot be kept, or could not be read.

    What one network does to all mirrors (`is_local`) is no mirror's mark.
    """
    now = session.host.now()
    try:
        with open_records(session.paths.records) as records:
            records.add((one for one in outcomes if one.reason != TOO_LATE), now)
            if not is_local:
                records.condemn(outcomes, now)
            for outcome in outcomes:
                if memory.is_lifted(outcome):
                    records.forgive(memory.marks[_place(outcome.url)].url)
            for key, head in learned.items():
                records.keep_head(_name(key), head)
    except RecordsLost as exc:
        return (tr("the results could not be kept: {reason}", reason=exc),)
    return (memory.lost,) if memory.lost else ()


def _place(url: str) -> str:
    """Another query is no other mirror."""
    return plain_url(url).partition("?")[0]


def _clears(outcome: Outcome, mark: Mark) -> bool:
    """Does the outcome show that what the mark says is no longer so?"""
    is_same = outcome.module == mark.module and bool(outcome.verified_by) and outcome.is_usable
    return is_same and (mark.reason != "sumdb-forged" or outcome.sumdb != "forged")


def _name(key: VerifierKey) -> str:
    return f"{key.name}+{key.key_hash:08x}+{key.public_key.hex()}"
