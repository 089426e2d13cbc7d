"""What the relay did for a command: how much it was asked, what it rescued, who served wrong bytes."""

from __future__ import annotations

from collections import Counter
from typing import NamedTuple

from goenvctl.errors import Problem
from goenvctl.language import tr

NAMED = 3  # mirrors that failed, in the sentence
GOSUM_DIFFERS = "gosum-differs"


class Rescue(NamedTuple):
    """A file that came from another mirror than the one whose turn it was, and why."""

    what: str
    mirror: str
    by: str
    reason: str


class Mismatch(NamedTuple):
    """Bytes that cannot be right.

    `reason` is wrong-bytes (`sum` is theirs, `expected` what the database has), gosum-differs (the
    same of go.sum, which may itself be wrong), bad-zip-entry, oversize or sumdb-forged (see `detail`).
    """

    what: str
    mirror: str
    reason: str
    detail: str
    sum: str = ""
    expected: str = ""


class Tally:
    """Filled by the relay while it runs, read at its end. Addresses are without credentials.

    What it holds is English; its sentences are not.
    """

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
        causes = ", ".join(f"{mirror} ({tr(reason)})" for mirror, reason in list(why.items())[:NAMED])
        helped = ", ".join(
            tr("{number} from {mirror}", number=count, mirror=mirror) for mirror, count in by.most_common()
        )
        if len(why) > NAMED:
            causes = tr("{causes} and {number} more", causes=causes, number=len(why) - NAMED)
        return tr("rescued what failed at {causes}: {helped}", causes=causes, helped=helped)

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Loud ones: a line for each reason, with all the mirrors it is true of."""
        by_reason: dict[str, list[Mismatch]] = {}
        for one in self.mismatches:
            by_reason.setdefault(one.reason, []).append(one)
        return tuple(map(_problem, by_reason.values()))


def _problem(found: list[Mismatch]) -> Problem:
    """The first file as an example, and how many others there are."""
    first, others = found[0], len({one.what for one in found}) - 1
    mirrors = ", ".join(dict.fromkeys(one.mirror for one in found))
    files = f"{tr(first.what)}: {_detail(first)}"
    if others:
        files = tr("{files}; and {number} more", files=files, number=others)
    if first.reason == GOSUM_DIFFERS:
        said = tr("not as go.sum has it at {mirrors} ({files})", mirrors=mirrors, files=files)
        return Problem(first.reason, said, tr("where all mirrors agree, go.sum may be wrong: go mod verify"))
    said = tr("wrong bytes from {mirrors} ({files})", mirrors=mirrors, files=files)
    return Problem(first.reason, said, tr("goenvctl check --all asks this mirror and others"))


def _detail(one: Mismatch) -> str:
    """Of two sums what the detail says of them, in the language of who reads it here."""
    if not one.expected:
        return one.detail
    if one.reason == GOSUM_DIFFERS:
        return tr("{sum}, go.sum has {expected}", sum=one.sum, expected=one.expected)
    return tr("{sum}, the checksum database has {expected}", sum=one.sum, expected=one.expected)
