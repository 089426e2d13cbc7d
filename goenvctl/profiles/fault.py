"""What a judgement needs and what it says."""

from __future__ import annotations

from typing import NamedTuple

from goenvctl.profiles.catalogue import Catalogue


class Fault(NamedTuple):
    """Why a value is refused and what to write instead."""

    id: str
    reason: str
    remedy: str


class Context(NamedTuple):
    """What a judgement depends on besides the value. `may_run_commands`: GOAUTH may name a helper."""

    catalogue: Catalogue
    trust: str = "public"
    may_run_commands: bool = True
