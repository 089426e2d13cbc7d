"""Every fault of a mirror or a database, from the first request on or later, and what becomes of a build.

Two of three mirrors joined by `|` show the fault. The rows and their words for plain `go`, with two
mirrors and the faulty one first, are those of tests.probe.matrix.
"""

from __future__ import annotations

import random
from typing import NamedTuple

from tests.probe import matrix
from tests.probe.matrix import Row
from tests.probe.plain_go import ACC, ERR, HANG, OK
from tests.relay.scene import Scene, go_sum_of

AFTER = (0, 1, 7, 40)  # good answers of a mirror before its fault begins
SEVEN = 7
MIRRORS = 3


class Case(NamedTuple):
    """A row, and when its fault begins; the second faulty mirror may show the fault of another row."""

    row: Row
    after: int
    other: Row | None = None

    def __str__(self) -> str:
        beside = f"-beside-{self.other.name}" if self.other else ""
        return f"{self.row.name}-{self.after}{beside}".replace("/", "-")

    @property
    def place(self) -> int:
        """Where the good mirror stands: last, anywhere, or behind another."""
        number = ROWS.index(self.row) if self.row in ROWS else 0
        return {0: 2, 1: number % MIRRORS, 7: 2, 40: 1 + number % 2}[self.after]

    @property
    def go_sum(self) -> str:
        """Complete, or empty: then the database is asked."""
        return go_sum_of() if self.after in (1, 40) and self.row.gosumdb == "good" else ""

    def goproxy(self, scene: Scene) -> str:
        """Three mirrors."""
        urls = [scene.url(self.label(row.fault, number)) for number, row in enumerate(self._faulty)]
        urls.insert(self.place, scene.url(f"good~{self}"))
        return "|".join(urls)

    def pair(self, scene: Scene, separator: str) -> str:
        """The faulty mirror and a good one."""
        label = f"{ord(separator)}"
        return f"{scene.url(f'{self.label(self.row.fault, 0)}-{label}')}{separator}{scene.url('good')}"

    def gosumdb(self, scene: Scene) -> str:
        row = self.row
        return scene.gosumdb(row.gosumdb if row.gosumdb in TERMS else self.label(row.gosumdb, 0))

    def label(self, fault: str, number: int) -> str:
        """A mirror of this case alone."""
        return f"{fault}~after-{self.after}~{self}-{number}"

    @property
    def _faulty(self) -> tuple[Row, Row]:
        return self.row, self.other or self.row


TERMS = ("off", "bare", "good")
_SILENT = "silence silence-on-accept full stall drip-head silence.lookup silence.tile"
_FAILING = """refused reset close ssh 500 403 404 html.lookup short.tile chunked-cut tls-expired
    tampered.lookup bad-tile.tile other-key.sumdb"""
# The database at an address, where the mirrors have a copy each.
ADDRESS = (
    *(Row("good", HANG, HANG, "", "", fault) for fault in _SILENT.split()),
    *(Row("good", ERR, ERR, "", "", fault) for fault in _FAILING.split()),
)
# Late is no fault.
ROWS = (*(row for row in matrix.ALL if row.fault != "slow"), *ADDRESS)

ODD_BUT_RIGHT = tuple(row for row in matrix.ODD if row.verdict == "healthy")
ODD_ROW = Row("odd", OK, OK, *matrix.HEALTHY)  # each answer is odd in one of these ways
CHAOS = tuple(Row("chaos", "", "", "broken", "", gosumdb) for gosumdb in ("good", "bare"))

# Where exec does not make it `ok`.
EXEC = {"empty.list": ACC, "junk-before.list": ACC, "stale": ACC}
# Where a fault that begins after 7 good answers does something else to plain `go` than one from the start.
LATER = {
    "html.mod": (ERR, ERR),
    "html.mod-off": (ERR, ERR),
    "other-mod.mod": (ERR, ERR),
    "foreign-mod.mod": (ERR, ERR),
    "foreign-mod.mod-off": (ERR, ERR),
}


def _by_reason(rows: tuple[Row, ...]) -> list[tuple[Row, ...]]:
    reasons = dict.fromkeys(row.reason for row in rows)
    return [tuple(row for row in rows if row.reason == reason) for reason in reasons]


def is_fault(row: Row) -> bool:
    """Some rows are there to show that they are none."""
    return row.verdict != "healthy" and not row.fault.endswith(".absent")


def expected(case: Case) -> str:
    return EXEC.get(case.row.name, OK)


def plain_words(case: Case) -> tuple[str, str]:
    """What plain `go` makes of two mirrors, behind `,` and behind `|`."""
    row = case.row
    return LATER.get(row.name, (row.comma, row.pipe)) if case.after else (row.comma, row.pipe)


def _afters(row: Row) -> tuple[int, ...]:
    """What is no fault, or is not met by a download, is tried once. So is each of the many ways to say the
    same: together they have all of AFTER.
    """
    if not is_fault(row) or row.is_of_versions:
        return (0,)
    if row in _VARIANTS:
        return (AFTER[_VARIANTS.index(row) % len(AFTER)],)
    return (0, SEVEN) if row in matrix.DATABASE else AFTER


def _mixed(count: int) -> list[Case]:
    """Two faults side by side."""
    rows = [row for row in ROWS if is_fault(row) and row.gosumdb == "good" and not row.is_of_versions]
    choice = random.Random(5)
    pairs = [choice.sample([row for row in rows if row not in ADDRESS], 2) for _ in range(count)]
    return [Case(row, AFTER[number % len(AFTER)], other) for number, (row, other) in enumerate(pairs)]


# One reason has many forms; the first of each group is tried in full.
_GROUPS = (matrix.STATUS, matrix.ODD, *_by_reason(matrix.WRONG), *_by_reason(matrix.TLS), ADDRESS)
_VARIANTS = [row for group in _GROUPS for row in group[1:] if is_fault(row)]
CASES = (
    *(Case(row, after) for row in ROWS if row not in ODD_BUT_RIGHT for after in _afters(row)),
    *_mixed(12),
    *(Case(row, after) for row in CHAOS for after in (0, SEVEN)),
    Case(ODD_ROW, 0),
)
# Which of seven parallel requests is the one for a tile is chance.
_CHANCE = (".tile", ".supported", "flaky.info")
LATE = tuple(
    Case(row, SEVEN)
    for row in ROWS
    if is_fault(row)
    and row not in _VARIANTS
    and not row.is_of_versions
    and not row.fault.endswith(_CHANCE)
    and not row.gosumdb.endswith(_CHANCE)
)
