"""What `setup` has to know, and which flags say it."""

from __future__ import annotations

from typing import NamedTuple

CN, ELSEWHERE, COMPANY, OFFLINE = "cn", "elsewhere", "company", "offline"
PROFILES = {CN: "cn", ELSEWHERE: "official", OFFLINE: "offline"}
WHERE = (CN, ELSEWHERE, COMPANY, OFFLINE)


class Given(NamedTuple):
    """What the flags say; None where they are silent. An empty `proxy` is none at all."""

    where: str | None = None
    proxy: str | None = None
    name: str = ""
    patterns: tuple[str, ...] | None = None
    targets: tuple[str, ...] | None = None


class Answers(NamedTuple):
    """`proxy` is the company's module proxy, or empty. `name` is that of the profile to make, or empty.

    `base` is the profile whose mirrors are taken where nothing else is set; `targets` is empty for
    the configured ones.
    """

    where: str
    proxy: str = ""
    name: str = ""
    patterns: tuple[str, ...] = ()
    targets: tuple[str, ...] = ()
    base: str = "official"

    @property
    def is_own(self) -> bool:
        """Does it take a profile of the user's own?"""
        return self.where == COMPANY or bool(self.proxy)


def missing(given: Given) -> tuple[str, ...]:
    """The flags without which a question is left. Where to write has a default."""
    return (
        *(() if given.where else ("--where",)),
        *(("--proxy",) if given.where == COMPANY and given.proxy is None else ()),
        *(() if given.patterns is not None else ("--private",)),
    )


def answered(given: Given, base: str) -> Answers:
    """The answers, where none is missing."""
    assert given.where and given.patterns is not None
    return Answers(
        given.where, given.proxy or "", given.name, given.patterns, tuple(given.targets or ()), base
    )
