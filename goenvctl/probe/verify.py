"""Are these the right bytes? The sums a mirror serves, weighed against everything that can tell."""

from __future__ import annotations

from typing import NamedTuple

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
    said = f"its .{kind} is {first}, {_NAMES[by]} {wanted}"
    if second and second != wanted:
        return Finding(HOSTILE, f"{kind}-mismatch", said, f".{kind}")
    once = "a second fetch brought the right bytes" if second else "a second fetch brought none"
    return Finding(BROKEN, f"{kind}-mismatch", f"{said}; {once}", f".{kind}")


def against_go_sum(served: Sums, at_hand: Sums, *, is_verified: bool) -> Finding | None:
    """go.sum against the mirror. Where the bytes are verified, it is the user's file that is wrong."""
    kinds = differing(served, at_hand)
    if not kinds:
        return None
    kind = kinds[0]
    said = f"go.sum has {getattr(at_hand, kind)} for the .{kind}, the mirror serves {getattr(served, kind)}"
    said += "; the verified sum is the mirror's" if is_verified else "; no database could tell who is right"
    return Finding("" if is_verified else DEGRADED, "gosum-differs", said, "go.sum")


_NAMES = {"pin": "the known sum is", "database": "the checksum database says", "": "expected"}
