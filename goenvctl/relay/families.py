"""Which mirror answers the queries for a path at a post, and for the paths above and below it.

`go get x/y/z` asks one entry for x/y/z, x/y and x, and chooses among the answers: those of two mirrors
must not be mixed, or another module could be chosen than without the relay.
"""

from __future__ import annotations

from goenvctl.relay.chain import Post


class Families:
    """Grows with what is asked; the first answer for a path decides."""

    def __init__(self) -> None:
        self._answered: dict[int, dict[str, int]] = {}

    def answering(self, post: Post, path: str) -> int | None:
        """The number of the mirror that answered for the path or one of its kin, None where nobody did."""
        known = self._answered.get(post.number, {})
        if path in known:
            return known[path]
        return next((mirror for other, mirror in known.items() if _are_kin(path, other)), None)

    def note(self, post: Post, path: str, mirror: int) -> None:
        self._answered.setdefault(post.number, {}).setdefault(path, mirror)


def _are_kin(one: str, other: str) -> bool:
    return one.startswith(f"{other}/") or other.startswith(f"{one}/")
