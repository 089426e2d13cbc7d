"""Module patterns exactly as Go matches them (GOPRIVATE, GONOPROXY, GONOSUMDB, GOINSECURE, GOVCS).

Sources: golang.org/x/mod/module (MatchPrefixPatterns) and path.Match. `covers` has no
counterpart in Go: it decides whether one pattern matches everything that another does.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import NamedTuple

EVERYTHING = "[a-z]*.[a-z]*"  # what covers this covers every path that can be fetched


class BadPattern(ValueError):
    """path.ErrBadPattern: Go lets such a pattern match nothing, without a word."""


class Step(NamedTuple):
    """One operator of a glob: `star`, or one character within (or, negated, outside) `ranges`."""

    star: bool
    ranges: tuple[tuple[str, str], ...] = ()
    negated: bool = False
    is_class: bool = False

    def admits(self, char: str) -> bool:
        if self.star:
            return char != "/"
        return any(low <= char <= high for low, high in self.ranges) != self.negated


_ANY = Step(star=False, ranges=(("/", "/"),), negated=True)  # `?`


def split_patterns(value: str) -> list[str]:
    """The patterns of a list as Go takes them: blanks are not trimmed, one final `/` is."""
    return [glob for item in value.split(",") if (glob := item.removesuffix("/"))]


def trimmed_patterns(value: str) -> list[str]:
    """The patterns a person meant: blanks around them removed, repeats and `none` left out.

    One with a control character in it can match nothing, and could not be written.
    """
    meant = (glob.strip().removesuffix("/") for glob in value.split(","))
    return list(dict.fromkeys(glob for glob in meant if glob and glob != "none" and glob.isprintable()))


def matches(value: str, path: str) -> bool:
    """Does any pattern of the list match a prefix of the module path?"""
    return any(_matches_prefix(glob, path) for glob in split_patterns(value))


@cache
def parse_glob(glob: str) -> tuple[Step, ...]:
    """The steps of a glob. Raises BadPattern where path.Match returns ErrBadPattern."""
    steps: list[Step] = []
    chars = _Reader(glob)
    while char := chars.take():
        if char == "*":
            if not (steps and steps[-1].star):
                steps.append(Step(star=True))
        elif char == "?":
            steps.append(_ANY)
        elif char == "[":
            steps.append(_parse_class(chars))
        else:
            literal = (chars.take() or _bad(glob)) if char == "\\" else char
            steps.append(Step(star=False, ranges=((literal, literal),)))
    return tuple(steps)


def covers(wide: str, narrow: str) -> bool:
    """Does `wide` match every module path that `narrow` matches? A malformed `narrow` matches none."""
    wide, narrow = wide.removesuffix("/"), narrow.removesuffix("/")
    if wide == narrow or not _is_well_formed(narrow) or not narrow:
        return True
    if not wide or not _is_well_formed(wide) or _holds_slash(wide) or _holds_slash(narrow):
        return False
    return _includes(parse_glob(wide), parse_glob(narrow))


def matches_everything(pattern: str) -> bool:
    """Does it match every module path there is (`*`, `*.*`, `*/*`)?"""
    return covers(re.sub(r"(/\*+)+/?$", "", pattern), EVERYTHING)


def uncovered(narrow: Iterable[str], wide: Iterable[str]) -> list[str]:
    """The patterns of `narrow` that no single pattern of `wide` covers."""
    wide = list(wide)
    return [glob for glob in narrow if not any(covers(one, glob) for one in wide)]


def _matches_prefix(glob: str, path: str) -> bool:
    wanted = glob.count("/") + 1
    elements = path.split("/")
    if len(elements) < wanted or not _is_well_formed(glob):
        return False
    return _matches_whole(parse_glob(glob), "/".join(elements[:wanted]))


def _matches_whole(steps: tuple[Step, ...], text: str) -> bool:
    states = _closed(steps, {0})
    for char in text:
        states = _advance(steps, states, char)
    return len(steps) in states


def _is_well_formed(glob: str) -> bool:
    try:
        parse_glob(glob)
    except BadPattern:
        return False
    return True


def _holds_slash(glob: str) -> bool:
    """Is there a `/` within brackets? Go counts it as one that parts elements: nobody means that."""
    return any("/" in ends for step in parse_glob(glob) if step.is_class for ends in step.ranges)


def _includes(wide: tuple[Step, ...], narrow: tuple[Step, ...]) -> bool:
    """Language inclusion, by walking both automata over one character of each kind."""
    alphabet = _alphabet(wide + narrow)
    start = (frozenset(_closed(narrow, {0})), frozenset(_closed(wide, {0})))
    seen = {start}
    queue = [start]
    while queue:
        inner, outer = queue.pop()
        if len(narrow) in inner and len(wide) not in outer and _DONE not in outer:
            return False
        for char in alphabet:
            after = _advance(narrow, inner, char, prefix=True)
            if not after:
                continue
            pair = (frozenset(after), frozenset(_advance(wide, outer, char, prefix=True)))
            if _DONE in pair[1]:
                continue  # `wide` has matched a prefix: it matches whatever follows
            if _DONE in pair[0]:  # `narrow` is satisfied and `wide` still wants more
                return False
            if pair not in seen:
                seen.add(pair)
                queue.append(pair)
    return True


_DONE = -1  # the state after a whole prefix and its `/`: anything may follow


def _advance(steps: tuple[Step, ...], states: Iterable[int], char: str, *, prefix: bool = False) -> set[int]:
    after: set[int] = set()
    for state in states:
        if state == len(steps):
            if prefix and char == "/":
                after.add(_DONE)
        elif steps[state].admits(char) and not (prefix and char == "/" and steps[state].is_class):
            after.add(state if steps[state].star else state + 1)
    return _closed(steps, after)


def _closed(steps: tuple[Step, ...], states: set[int]) -> set[int]:
    """With every state that a star reaches by matching nothing."""
    closed = set(states)
    for state in states:
        while 0 <= state < len(steps) and steps[state].star:
            state += 1
            closed.add(state)
    return closed


def _alphabet(steps: Iterable[Step]) -> list[str]:
    """One representative of every set of characters that the steps cannot tell apart."""
    points = {ord("/"), ord("0")}
    for step in steps:
        for low, high in step.ranges:
            points |= {ord(low) - 1, ord(low), ord(high), ord(high) + 1}
    return [chr(point) for point in sorted(points) if 0 <= point < 0x110000]


class _Reader:
    def __init__(self, text: str) -> None:
        self._chars: Iterator[str] = iter(text)
        self._text = text
        self._next = next(self._chars, "")

    def peek(self) -> str:
        return self._next

    def take(self) -> str:
        char, self._next = self._next, next(self._chars, "")
        return char

    def take_escaped(self) -> str:
        """path.getEsc: one character of a class; the class must not end with it."""
        char = self.take()
        if char in ("", "-", "]") or "\ud800" <= char <= "\udfff":
            _bad(self._text)
        if char == "\\":
            char = self.take() or _bad(self._text)
        if not self.peek():
            _bad(self._text)
        return char


def _parse_class(chars: _Reader) -> Step:
    negated = chars.peek() == "^"
    if negated:
        chars.take()
    ranges: list[tuple[str, str]] = []
    while not (ranges and chars.peek() == "]"):
        low = high = chars.take_escaped()
        if chars.peek() == "-":
            chars.take()
            high = chars.take_escaped()
        ranges.append((low, high))
    chars.take()
    return Step(star=False, ranges=tuple(ranges), negated=negated, is_class=True)


def _bad(glob: str) -> str:
    raise BadPattern(glob)
