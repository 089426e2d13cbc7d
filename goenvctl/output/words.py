"""Codes as words for a person: what scripts read in English is translated where only a person looks."""

from __future__ import annotations

from goenvctl.language import N_, tr
from goenvctl.probe.outcome import BROKEN, DEGRADED, DENIED, HEALTHY, HOSTILE, INVALID, UNREACHABLE

WORDS = {
    HEALTHY: N_("healthy"),
    DEGRADED: N_("degraded"),
    UNREACHABLE: N_("unreachable"),
    DENIED: N_("denied"),
    BROKEN: N_("broken"),
    HOSTILE: N_("hostile"),
    "failing": N_("failing"),  # any of those between degraded and hostile
    INVALID: N_("invalid"),
    "pin": N_("pin"),  # by what a mirror's bytes were verified
    "database": N_("database"),
    "mirrors": N_("mirrors"),
    "connect": N_("connect"),  # what a probe spent its time on
    "wait": N_("wait"),
    "transfer": N_("transfer"),
}


def worded(code: str) -> str:
    """The word for it; a code without one stands for itself."""
    return tr(WORDS.get(code, code))
