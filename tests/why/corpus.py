"""What go printed, case by case and labelled: by seven Go versions, and from other sources."""

from __future__ import annotations

import json
import zlib
from pathlib import Path
from typing import Any, NamedTuple

DATA = Path(__file__).parent.parent / "data"
FOLDS = 5


class Row(NamedTuple):
    """`fault` is whose it was, or None; `mirror` and `module` are None where the row does not say."""

    case: str
    text: str
    fault: str | None
    mirror: str | None
    module: str | None

    @property
    def fold(self) -> int:
        """By the name of the case: all versions of one case are in one fold."""
        return zlib.crc32(self.case.partition("/")[0].encode()) % FOLDS


def _load(name: str) -> list[Row]:
    found: list[dict[str, Any]] = [json.loads(line) for line in (DATA / name).read_text().splitlines()]
    return [
        Row(one["case"], one["stderr"], one["class"], one.get("mirror"), one.get("module"))
        for one in found
        if not one.get("ambiguous") and one.get("exit", 1) != 0
    ]


# Of a few cases go itself says nothing, exit 0: nobody can tell them from success by what it prints.
SEEN = _load("go-stderr.jsonl")  # printed by Go 1.21 to 1.27
MORE = _load(
    "go-stderr-more.jsonl"
)  # labelled before any rule was tried on them; `wild-`: from public reports
