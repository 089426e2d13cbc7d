"""What shall stand in Go's env file for a profile: a pure function of values.

The profile's own values, whoever wrote there last; what an earlier profile wrote and this
one does not name goes back to what it was; and then what privacy asks for.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from typing import NamedTuple

from goenvctl.apply.ownership import Ownership
from goenvctl.apply.plan import Ledger
from goenvctl.go import envfile
from goenvctl.go.environment import Setting, Sources, resolve, with_env_data
from goenvctl.go.patterns import trimmed_patterns
from goenvctl.go.variables import SWITCH, VARIABLES
from goenvctl.profiles import privacy
from goenvctl.profiles.privacy import PATTERN_VARIABLES, Rule

ENVIRONMENT = "environment"  # the ledger's key for the user's own patterns in an exported GOPRIVATE


class Intent(NamedTuple):
    """The changes to the env file (None to unset), and why they are enough.

    `settings` are effective once they are made. `left` are variables that we would only have
    put back, and that somebody changed since.
    """

    changes: dict[str, str | None]
    ledger: Ledger
    rule: Rule
    settings: dict[str, Setting]
    left: tuple[str, ...]


def intend(
    values: Mapping[str, str | None],
    trust: str,
    known: Iterable[str],
    sources: Sources,
    ownership: Ownership,
    exported_private: str = "",
    *,
    force: bool = False,
    unfit: Callable[[str], bool] = lambda _: False,
) -> Intent:
    """What `use` of a profile with these values does to the env file in `sources`.

    `known` are patterns known as private apart from the user's own settings;
    `exported_private` is the GOPRIVATE of the user's environment. `force` puts back even what
    somebody changed since. `unfit` says which exported patterns are not to be written down.
    """
    known = tuple(known)
    now = _file_values(sources)
    own = _own_patterns(now, exported_private, ownership)
    wanted, left = _without_privacy(values, now, ownership, force=force)
    after = _applied(now, wanted)
    rule = _rule(values, trust, known, own, resolve(_with(sources, now, after)), after)
    only_here = set(own[ENVIRONMENT]) - {*known, *own["GOPRIVATE"]}
    goproxy = resolve(_with(sources, now, after))["GOPROXY"].value
    forced = _enforced(_without(rule, {one for one in only_here if unfit(one)}), after, goproxy)
    after = _applied(after, forced)
    # A pattern list that is left stays in the books, or our part of it would pass for the user's.
    held = dict.fromkeys((*values, *forced, *(name for name in left if name in PATTERN_VARIABLES)))
    ledger = Ledger({name: (now.get(name), after.get(name)) for name in held}, own)
    changes = {name: after.get(name) for name in VARIABLES if now.get(name) != after.get(name)}
    return Intent(
        changes,
        ledger,
        rule,
        resolve(_with(sources, now, after)),
        tuple(name for name in left if name not in forced),
    )


def user_rule(known: Iterable[str], sources: Sources, ownership: Ownership, exported_private: str) -> Rule:
    """The rule as it stands without a profile: everything known, and the user's own."""
    own = _own_patterns(_file_values(sources), exported_private, ownership)
    return _rule({}, "public", known, own, resolve(sources), {})


def _file_values(sources: Sources) -> dict[str, str]:
    found = envfile.read_values(sources.env_data or b"")
    return {name: value for name, value in found.items() if name in VARIABLES}


def _own_patterns(
    now: Mapping[str, str], exported_private: str, ownership: Ownership
) -> dict[str, tuple[str, ...]]:
    """The user's own patterns: by variable of the env file, and those of the environment."""
    own: dict[str, tuple[str, ...]] = {}
    for name in PATTERN_VARIABLES:
        value, written = now.get(name), ownership.written.get(name)
        if name not in ownership.written:
            own[name] = tuple(trimmed_patterns(value or ""))
        elif value == written:
            own[name] = tuple(ownership.own.get(name, ()))
        else:
            own[name] = privacy.user_patterns(value or "", written or "", ownership.own.get(name, ()))
    before = (*ownership.own.get("GOPRIVATE", ()), *ownership.own.get(ENVIRONMENT, ()))
    own[ENVIRONMENT] = privacy.user_patterns(
        exported_private, ownership.written.get("GOPRIVATE") or "", before
    )
    return own


def _without_privacy(
    values: Mapping[str, str | None], now: Mapping[str, str], ownership: Ownership, *, force: bool
) -> tuple[dict[str, str | None], tuple[str, ...]]:
    wanted = dict(values)
    left: list[str] = []
    for name, baseline in ownership.baseline.items():
        if name in values:
            continue
        if force or now.get(name) == ownership.written[name]:
            wanted[name] = _own_baseline(name, baseline, ownership)
        elif now.get(name) != baseline:
            left.append(name)
    return wanted, tuple(left)


def _own_baseline(name: str, baseline: str | None, ownership: Ownership) -> str | None:
    """What was there before, less patterns of ours that somebody had built upon."""
    if name not in PATTERN_VARIABLES or baseline is None:
        return baseline
    own = ownership.own.get(name, ())
    if set(trimmed_patterns(baseline)) <= set(own):
        return baseline
    return ",".join(own) or None


def _rule(
    values: Mapping[str, str | None],
    trust: str,
    known: Iterable[str],
    own: Mapping[str, tuple[str, ...]],
    settings: Mapping[str, Setting],
    file: Mapping[str, str],
) -> Rule:
    private = tuple(dict.fromkeys((*known, *own["GOPRIVATE"], *own[ENVIRONMENT])))
    goproxy = settings["GOPROXY"].value
    in_use = goproxy == file.get("GOPROXY")  # here, and in a terminal that exports nothing
    return Rule(
        known=private,
        served=privacy.served_patterns(values, trust, goproxy) if in_use else (),
        own={
            name: tuple(pattern for pattern in own[name] if pattern not in private)
            for name in ("GONOPROXY", "GONOSUMDB")
        },
        asks_all=(values.get("GONOPROXY") or "").strip() == SWITCH,
    )


def _enforced(rule: Rule, file: Mapping[str, str], goproxy: str) -> dict[str, str]:
    """What must be written so that the file alone satisfies the rule, whatever GOPROXY is exported."""
    forced: dict[str, str] = {}
    inherited = ""
    for name in PATTERN_VARIABLES:
        value = file.get(name, "")
        required = (*rule.required(name, goproxy), *rule.required(name, file.get("GOPROXY", "")))
        mended = privacy.mended(value, dict.fromkeys(required), inherited)
        if mended != value:
            forced[name] = mended
        if name == "GOPRIVATE":
            inherited = mended
    return forced


def _without(rule: Rule, patterns: Collection[str]) -> Rule:
    """A pattern like `*` that one terminal exports is not written down for all of them.

    Where that leaves it open here, the exported variable is what breaks the rule.
    """
    return rule._replace(known=tuple(one for one in rule.known if one not in patterns))


def _applied(values: Mapping[str, str], changes: Mapping[str, str | None]) -> dict[str, str]:
    merged = {**values, **changes}
    return {name: value for name, value in merged.items() if value is not None}


def _with(sources: Sources, now: Mapping[str, str], after: Mapping[str, str]) -> Sources:
    """The surroundings with these values in the env file."""
    changes = {name: after.get(name) for name in {*now, *after} if now.get(name) != after.get(name)}
    return with_env_data(sources, envfile.update(sources.env_data or b"", changes))
