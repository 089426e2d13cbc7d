"""What the relay did for a command: how much it was asked, what it rescued, who served wrong bytes."""

from __future__ import annotations

from collections import Counter
from typing import NamedTuple

from goenvctl.errors import Problem


class Rescue(NamedTuple):
    """A file that came from another mirror than the one whose turn it was, and why."""

    what: str
    mirror: str
    by: str
    reason: str


class Mismatch(NamedTuple):
    """Bytes that were not as `by` (the checksum database, go.sum) has them. `sum` is that of the bytes."""

    what: str
    mirror: str
    sum: str
    expected: str
    by: str


class Tally:
    """Filled by the relay while it runs, read at its end. Addresses are without credentials."""

    def __init__(self) -> None:
        self.requests = 0
        self.bytes = 0
        self.served: Counter[str] = Counter()
        self.rescues: list[Rescue] = []
        self.mismatches: list[Mismatch] = []
        self.failed: list[str] = []
        self.bugs: list[str] = []

    @property
    def sentence(self) -> str:
        """What was rescued, in one line; empty where nothing was."""
        if not self.rescues:
            return ""
        by = Counter(rescue.by for rescue in self.rescues)
        why: dict[str, str] = {}
        for rescue in self.rescues:
            why.setdefault(rescue.mirror, rescue.reason)
        causes = ", ".join(f"{mirror} ({reason})" for mirror, reason in list(why.items())[:3])
        helped = ", ".join(f"{count} from {mirror}" for mirror, count in by.most_common())
        more = f" and {len(why) - 3} more" if len(why) > 3 else ""
        return f"rescued what failed at {causes}{more}: {helped}"

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Loud ones: each mirror whose bytes were wrong, once."""
        first: dict[tuple[str, str], Mismatch] = {}
        count: Counter[tuple[str, str]] = Counter()
        for one in self.mismatches:
            first.setdefault((one.mirror, one.by), one)
            count[one.mirror, one.by] += 1
        return tuple(_problem(one, count[key]) for key, one in first.items())


def _problem(one: Mismatch, count: int) -> Problem:
    more = f", and {count - 1} more" if count > 1 else ""
    said = f"{one.mirror} serves wrong bytes: {one.what} has {one.sum}, {one.by} has {one.expected}{more}"
    return Problem("wrong-bytes", said, "goenvctl check --all asks this mirror and others")
