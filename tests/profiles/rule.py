"""The rule on privacy in its own words, sharing no code with goenvctl: what leaks is what Go would match.

A pattern is judged by paths that it matches: `value` covers it when Go, by `value`, takes every
one of them for private.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache
from itertools import product
from typing import NamedTuple

PATTERN_VARIABLES = ("GOPRIVATE", "GONOPROXY", "GONOSUMDB")
VARIABLES = ("GOPROXY", *PATTERN_VARIABLES)
_STAR = ("x", "a.b", "z9-y")
_TOKEN = re.compile(r"\\(.)|\[(\^?)((?:\\.|[^\]\\])+)\]|(.)")


class Terms(NamedTuple):
    """`known` is P, `served` is S; `own` are the user's own patterns of GONOPROXY and GONOSUMDB."""

    known: frozenset[str]
    served: frozenset[str]
    own: Mapping[str, frozenset[str]]
    says_none: bool

    def only(self, name: str) -> frozenset[str]:
        """The user's patterns that stand in this variable and nowhere else."""
        return self.own[name] - self.known


def breaches(terms: Terms, values: Mapping[str, str]) -> list[str]:
    """What the effective `values` leave open, a line each."""
    bare = [one for one in terms.known if not any(covers(wide, one) for wide in terms.served)]
    wanted = {
        "GOPRIVATE": [*terms.known],
        "GONOSUMDB": [*terms.known, *terms.only("GONOSUMDB")],
        "GONOPROXY": [*bare, *terms.only("GONOPROXY")],
    }
    if terms.says_none and not terms.only("GONOPROXY") and (not bare or asks_no_mirror(values["GOPROXY"])):
        del wanted["GONOPROXY"]
    return [
        f"{name}={values[name]!r} leaves {pattern} open"
        for name, needed in wanted.items()
        for pattern in sorted(needed)
        if not covers(values[name], pattern)
    ]


def effective(environ: Mapping[str, str], env_file: bytes | None) -> dict[str, str]:
    """What a Go without a go.env reads: a non-empty variable, else the last line of the file."""
    lines = (env_file or b"").decode().split("\n")
    file = dict(line.split("=", 1) for line in lines if re.match("[A-Z][^=]*=", line))
    values = {name: environ.get(name) or file.get(name, "") for name in VARIABLES}
    for name in ("GONOPROXY", "GONOSUMDB"):
        values[name] = values[name] or values["GOPRIVATE"]
    return values


def patterns(value: str) -> frozenset[str]:
    """The patterns of a list as a person means them."""
    return frozenset(one.strip().removesuffix("/") for one in value.split(",")) - {"", "none"}


def covers(value: str, pattern: str) -> bool:
    """Does Go match by `value` whatever it matches by `pattern`?"""
    return all(matches(value, path) for path in samples(pattern))


def matches(value: str, path: str) -> bool:
    """MatchPrefixPatterns of golang.org/x/mod/module."""
    elements = path.split("/")
    for glob in (one.removesuffix("/") for one in value.split(",")):
        length = glob.count("/") + 1
        regex = _regex(glob) if glob else None
        if regex and length <= len(elements) and regex.fullmatch("/".join(elements[:length])):
            return True
    return False


def asks_no_mirror(goproxy: str) -> bool:
    """Is there nothing but `file:` entries, up to an `off`?"""
    entries = [entry.strip() for entry in re.split("[,|]", goproxy) if entry.strip()]
    if "off" in entries:
        entries = entries[: entries.index("off")] or ["file:"]
    return bool(entries) and all(entry.startswith("file:") for entry in entries)


@cache
def samples(pattern: str) -> tuple[str, ...]:
    """Module paths that the pattern matches, itself and below; none for one that never matches."""
    if _regex(pattern) is None:
        return ()
    choices: list[tuple[str, ...]] = []
    for escaped, negated, members, plain in _TOKEN.findall(pattern):
        if members:
            charset = re.compile(f"[{negated}{members}]")
            choices.append(tuple(char for char in "abcdexyz019-" if charset.fullmatch(char))[:2])
        else:
            choices.append({"*": _STAR, "?": ("q", "7")}.get(plain, (escaped or plain,)))
    found = ["".join(chosen) for chosen in product(*choices)]
    return tuple(path + below for path in found for below in ("", "/sub", "/Sub/v2"))


@cache
def _regex(glob: str) -> re.Pattern[str] | None:
    """path.Match as a regular expression; None for what it calls a bad pattern."""
    parts: list[str] = []
    for escaped, negated, members, plain in _TOKEN.findall(glob):
        if plain in ("[", "\\"):
            return None
        if members:
            parts.append(f"(?!/)[{negated}{members}]")
        else:
            parts.append({"*": "[^/]*", "?": "[^/]"}.get(plain, re.escape(escaped or plain)))
    return re.compile("".join(parts))


def joined(values: Iterable[str]) -> frozenset[str]:
    """The patterns of several lists."""
    return patterns(",".join(values))
