"""What holds for one command: its mirrors, its patterns, its checksum database."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from goenvctl.go.patterns import matches
from goenvctl.relay.chain import Chain
from goenvctl.sumdb.database import Database
from goenvctl.sumdb.verification import TOOLCHAIN

PATIENCE_S, LONG_PATIENCE_S = 90.0, 600.0  # without a byte; the longer at a private or an only mirror


class Terms(NamedTuple):
    """`values` are those of GONOPROXY and GONOSUMDB, and others; `database` is None under GOSUMDB=off.

    `is_private`: the mirrors are those of a profile with private trust. `hostile` are the numbers of
    the posts whose mirrors earlier checks keep as such.
    """

    chain: Chain
    values: Mapping[str, str]
    database: Database | None
    is_private: bool
    hostile: frozenset[int] = frozenset()

    @property
    def patience_s(self) -> float:
        """How long a mirror may say nothing where nobody else is left to ask."""
        return LONG_PATIENCE_S if self.is_private or len(self.chain.mirrors) == 1 else PATIENCE_S

    def is_unproxied(self, path: str) -> bool:
        """Does `go` ask no mirror for it?"""
        return matches(self.values["GONOPROXY"], path)

    def is_unverified(self, path: str) -> bool:
        """Does `go` ask no database about it?"""
        if self.database is None:
            return True
        return path != TOOLCHAIN and matches(self.values["GONOSUMDB"], path)
