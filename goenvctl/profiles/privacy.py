"""What is private stays private: the one rule, as pure functions of values.

With P the patterns known here as private, and S those that the private-trust profile in use
names itself, any values that goenvctl leaves behind satisfy, by what Go would really match:

    GOPRIVATE covers P     GONOSUMDB covers P     GONOPROXY covers P - S

GONOPROXY may be `none` where the profile says so and P - S is empty, or where GOPROXY asks
no mirror at all. A pattern that only the user's own GONOPROXY or GONOSUMDB holds stays there.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from goenvctl.go.environment import Setting
from goenvctl.go.patterns import split_patterns, trimmed_patterns, uncovered
from goenvctl.go.proxylist import ProxyListError, parse_proxy_list
from goenvctl.go.variables import SWITCH
from goenvctl.profiles.profile import Profile, with_values

PATTERN_VARIABLES = ("GOPRIVATE", "GONOPROXY", "GONOSUMDB")


class Rule(NamedTuple):
    """What must be covered, and under which terms.

    `known` is P, `served` is S. `own` are the patterns that stand only in the user's own
    GONOPROXY and GONOSUMDB. `asks_all` says that the profile wants GONOPROXY=none.
    """

    known: tuple[str, ...]
    served: tuple[str, ...] = ()
    own: Mapping[str, tuple[str, ...]] = {}
    asks_all: bool = False

    def under(self, profile: Profile, goproxy: str) -> Rule:
        """The same with this profile in use, given the effective GOPROXY."""
        served = served_patterns(profile.values, profile.trust, goproxy)
        return self._replace(served=served, asks_all=profile.go.get("GONOPROXY") == SWITCH)

    def required(self, name: str, goproxy: str) -> tuple[str, ...]:
        """The patterns that the variable has to cover, given the effective GOPROXY."""
        own = self.own.get(name, ())
        if name != "GONOPROXY":
            return (*own, *self.known)
        bare = uncovered(self.known, self.served)
        if self.asks_all and not own and (not bare or asks_no_mirror(goproxy)):
            return ()
        return (*own, *bare)


class Breach(NamedTuple):
    """A variable whose effective value leaves `patterns` open, and where that value comes from."""

    setting: Setting
    patterns: tuple[str, ...]


def served_by(profile: Profile, fallback: Profile) -> Profile:
    """The profile with a fallback's values; what the fallback does not name stays as the profile says.

    But for the pattern lists of private trust: the patterns of one profile say nothing of what the
    mirrors of another may be asked for.
    """
    is_private = profile.trust == "private"
    own = {
        name: value
        for name, value in profile.values.items()
        if not (is_private and name in PATTERN_VARIABLES)
    }
    return with_values(profile, {**own, **fallback.values})._replace(control=fallback.control)


def user_patterns(value: str, written: str, before: Iterable[str]) -> tuple[str, ...]:
    """The patterns in `value` that are the user's own: those goenvctl wrote are not.

    `written` is what goenvctl last wrote into this variable, `before` were the user's own then.
    """
    before = set(before)
    ours = set(trimmed_patterns(written)) - before
    return tuple(pattern for pattern in trimmed_patterns(value) if pattern not in ours)


def served_patterns(values: Mapping[str, str | None], trust: str, goproxy: str) -> tuple[str, ...]:
    """S: what the profile's own mirrors may be asked for, if they are the ones in effect."""
    if trust != "private" or not goproxy or values.get("GOPROXY") != goproxy:
        return ()
    named = (pattern for name in PATTERN_VARIABLES for pattern in trimmed_patterns(values.get(name) or ""))
    return tuple(dict.fromkeys(named))


def mended(value: str, required: Iterable[str], inherited: str = "") -> str:
    """`value` with what it lacks of `required` added; as it was where it lacks nothing.

    An empty value stands for `inherited`, as in Go.
    """
    present = split_patterns(value or inherited)
    missing = uncovered(required, present)
    if not missing:
        return value
    kept = [one for one in present if one.isprintable() and one.strip() not in ("", SWITCH)]
    return ",".join(dict.fromkeys((*kept, *missing)))


def breaches(rule: Rule, settings: Mapping[str, Setting]) -> list[Breach]:
    """Where the effective values do not satisfy the rule."""
    goproxy = settings["GOPROXY"].value
    found = [
        Breach(
            settings[name],
            tuple(uncovered(rule.required(name, goproxy), split_patterns(settings[name].value))),
        )
        for name in PATTERN_VARIABLES
    ]
    return [breach for breach in found if breach.patterns]


def asks_no_mirror(goproxy: str) -> bool:
    """Does no module path leave the machine through it? A list that Go refuses, or none, is no assurance."""
    try:
        return parse_proxy_list(goproxy).asks_no_mirror
    except ProxyListError:
        return False
