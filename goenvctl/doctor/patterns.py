"""Private patterns: do they match what was meant, and nothing of the world's?"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from goenvctl.doctor.examined import Examined
from goenvctl.doctor.finding import ERROR, INFO, WARNING, Finding, Fix, Unknown, about, found_in
from goenvctl.go.environment import Setting
from goenvctl.go.patterns import matches, matches_everything, split_patterns, trimmed_patterns, uncovered
from goenvctl.go.variables import SWITCH
from goenvctl.language import tr
from goenvctl.notices import looks_private
from goenvctl.profiles import privacy
from goenvctl.profiles.judge import PATTERN_LISTS
from goenvctl.profiles.pattern import TOOLCHAIN, judge_pattern, judge_shape
from goenvctl.profiles.privacy import PATTERN_VARIABLES
from goenvctl.suspects import PUBLIC_HOSTS

NARROWED = ("pattern-public-suffix", "pattern-control")


def never_match(examined: Examined) -> Iterator[Finding]:
    for setting in examined.own(*PATTERN_LISTS):
        for pattern in split_patterns(setting.value.removesuffix("\r")):
            if fault := judge_shape(pattern):
                fix = _trimmed(examined, setting) if judge_shape(pattern.strip()) is None else None
                message = about(setting.name, fault.reason)
                yield found_in(setting, "pattern-never", ERROR, message, fault.remedy, fix)


def too_wide(examined: Examined) -> Iterator[Finding]:
    for setting in examined.own(*PATTERN_LISTS):
        for pattern in split_patterns(setting.value):
            fault = judge_pattern(pattern, examined.context)
            if fault and fault.id in NARROWED:
                message = about(setting.name, fault.reason)
                yield found_in(setting, "pattern-wide", WARNING, message, fault.remedy)


def toolchain(examined: Examined) -> Iterator[Finding]:
    for setting in examined.own("GOPRIVATE", "GONOPROXY"):
        found = [one for one in split_patterns(setting.value) if matches(one, TOOLCHAIN)]
        if found and not any(map(matches_everything, found)):
            message = tr(
                "{name}: {pattern} matches {toolchain}, so Go can fetch no toolchain",
                name=setting.name,
                pattern=found[0],
                toolchain=TOOLCHAIN,
            )
            yield found_in(setting, "pattern-toolchain", WARNING, message, tr("leave golang.org out of it"))


def parents(examined: Examined) -> Iterator[Finding]:
    """A query asks for every path above a module too (modload/query.go, queryPrefixModules)."""
    if not examined.asks_public_mirrors:
        raise Unknown(tr("no public mirror is asked"))
    setting = examined.settings["GONOPROXY"]
    patterns = trimmed_patterns(setting.value)
    for pattern in patterns:
        host, _, rest = pattern.partition("/")
        above = [pattern.rsplit("/", count)[0] for count in range(1, pattern.count("/") + 1)]
        leaked = [one for one in uncovered(above, patterns) if one not in PUBLIC_HOSTS]
        if not rest or not leaked or judge_shape(pattern):
            continue
        is_more = any("/" in one for one in leaked) or bool(re.search(r"[*?\[]", rest))
        message = tr(
            "{name}: {pattern} keeps what is below it private, but a mirror still hears of {paths}",
            name=setting.name,
            pattern=pattern,
            paths=tr(" and ").join(leaked),
        )
        cover = next((one for one in reversed(leaked) if examined.session.fault_of(one) is None), "")
        remedy = f"goenvctl private add {cover}"
        if not cover:
            remedy = tr("name {host} itself, if all of it is yours", host=host)
        yield found_in(setting, "pattern-parents", WARNING if is_more else INFO, message, remedy)


def open_patterns(examined: Examined) -> Iterator[Finding]:
    """Here, and where that is another matter, in what is started anew."""
    remedy = f"goenvctl use {examined.profile.name if examined.profile else 'PROFILE'}"
    said: set[tuple[str, tuple[str, ...]]] = set()
    for scene, settings, exported_private in examined.scenes():
        found = privacy.breaches(examined.rule(exported_private, settings["GOPROXY"].value), settings)
        new = [one for one in found if (one.setting.name, one.patterns) not in said]
        said |= {(one.setting.name, one.patterns) for one in new}
        for patterns in dict.fromkeys(one.patterns for one in new):
            named = [one.setting for one in new if one.patterns == patterns]
            message = _open(patterns, [one.name for one in named], scene)
            exported = next(
                (one for one in named if one.origin.kind == "environment" and one.origin.path), None
            )
            if exported and scene:
                yield found_in(exported, "private-open", ERROR, message, tr("take that line out"))
            else:
                yield Finding("private-open", ERROR, message, remedy)


def suspects(examined: Examined) -> Iterator[Finding]:
    if examined.profile is None:
        raise Unknown(tr("no profile is active"))
    for problem in looks_private(examined.session, examined.profile, examined.settings["GOPRIVATE"].value):
        message = tr(
            "{problem}; `direct` does not keep it private, mirrors are asked first", problem=problem.message
        )
        yield Finding("looks-private", INFO, message, problem.hint, problem.path, problem.line)


def _open(patterns: Iterable[str], names: Iterable[str], scene: str) -> str:
    """`scene` is empty for this terminal."""
    listed, variables = ", ".join(patterns), ", ".join(names)
    if not scene:
        return tr(
            "{patterns} is not covered by {names}: mirrors or the database hear of it",
            patterns=listed,
            names=variables,
        )
    return tr(
        "{patterns} is not covered by {names} in {scene}: mirrors or the database hear of it",
        patterns=listed,
        names=variables,
        scene=scene,
    )


def _trimmed(examined: Examined, setting: Setting) -> Fix | None:
    """Without the blanks more is private. Never where that would make more unverified, or cut Go off."""
    if setting.origin.kind != "user_env_file" or setting.name not in PATTERN_VARIABLES:
        return None
    now = setting.value
    new = ",".join(one.strip() for one in now.split(",") if one.strip())
    gained = uncovered([one for one in split_patterns(new) if one != SWITCH], split_patterns(now))
    if any(examined.session.fault_of(one) for one in gained if judge_shape(one) is None):
        return None
    if setting.name == "GONOSUMDB" and uncovered(gained, examined.rule_here().known):
        return None
    return Fix("go-env", setting.origin.path, {setting.name: new})
