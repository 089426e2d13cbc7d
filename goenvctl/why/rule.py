"""One way to fail: how go tells of it, whose fault it is, and what a person can do."""

from __future__ import annotations

from typing import NamedTuple


class Rule(NamedTuple):
    """`pattern` is searched (multi-line) in the messages as `own_words` leaves them, a NUL on a line of its
    own between two; it takes time linear in them and crosses no NUL. Its group `d` may name a detail.

    `sentence` and `hint` are English, translated where they are told; they may hold {who} (the mirror,
    database or site), {module}, {private} (a pattern that fits the module), {host} and {d}. An empty hint
    stands for the usual one of whom the message speaks.
    """

    pattern: str
    fault: str
    reason: str
    sentence: str
    hint: str = ""
