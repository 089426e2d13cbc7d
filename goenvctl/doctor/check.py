"""One row of the table of checks."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from goenvctl.doctor.examined import Examined
from goenvctl.doctor.finding import Finding


class Check(NamedTuple):
    """`sound` is what to say where it finds nothing, to be translated.

    `may_fix`: its findings may be safe to mend.
    """

    id: str
    sound: str
    run: Callable[[Examined], Iterator[Finding]]
    may_fix: bool = False
