"""Are these the right bytes? The sums a mirror serves, weighed against everything that can tell."""

from __future__ import annotations

from typing import NamedTuple

from goenvctl.language import N_, tr
from goenvctl.probe.outcome import BROKEN, DEGRADED, HOSTILE, Finding, Sums


class Weighed(NamedTuple):
    """`expected` are the verified sums, and `by` who vouches for them (pin, database, go.sum, or empty)."""

    expected: Sums
    by: str


def expect(pinned: Sums | None, database: Sums, at_hand: Sums) -> Weighed:
    """Who tells what the bytes must be: the pin, else the database. go.sum condemns nobody."""
    if pinned:
        return Weighed(pinned, "pin")
    if database.zip:
        return Weighed(database, "database")
    return Weighed(Sums(), "go.sum" if at_hand.zip else "")


def differing(served: Sums, expected: Sums) -> list[str]:
    """Which of `mod` and `zip` are there and not as they must be."""
    pairs = {"mod": (served.mod, expected.mod), "zip": (served.zip, expected.zip)}
    return [kind for kind, (one, other) in pairs.items() if one and other and one != other]


def mismatch(kind: str, first: str, second: str, expected: Sums, by: str) -> Finding:
    """Wrong bytes, and what a second fetch on a new connection brought: a sum, or empty."""
    wanted = getattr(expected, kind)
    said = tr(_WRONG[by], kind=kind, sum=first, wanted=wanted)
    if second and second != wanted:
        return Finding(HOSTILE, f"{kind}-mismatch", said, f".{kind}")
    if second:
        said = tr("{said}; a second fetch brought the right bytes", said=said)
    else:
        said = tr("{said}; a second fetch brought none", said=said)
    return Finding(BROKEN, f"{kind}-mismatch", said, f".{kind}")


def against_go_sum(served: Sums, at_hand: Sums, *, is_verified: bool) -> Finding | None:
    """go.sum against the mirror. Where the bytes are verified, it is the user's file that is wrong."""
    kinds = differing(served, at_hand)
    if not kinds:
        return None
    kind = kinds[0]
    said = tr(
        "go.sum has {sum} for the .{kind}, the mirror serves {served}",
        kind=kind,
        sum=getattr(at_hand, kind),
        served=getattr(served, kind),
    )
    if is_verified:
        said = tr("{said}; the verified sum is the mirror's", said=said)
    else:
        said = tr("{said}; no database could tell who is right", said=said)
    return Finding("" if is_verified else DEGRADED, "gosum-differs", said, "go.sum")


_WRONG = {
    "pin": N_("its .{kind} is {sum}, the known sum is {wanted}"),
    "database": N_("its .{kind} is {sum}, the checksum database says {wanted}"),
    "": N_("its .{kind} is {sum}, expected {wanted}"),
}
