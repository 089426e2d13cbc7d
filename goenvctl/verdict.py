"""Is what was written also what Go uses? The read-back after a change, and what voids its promise."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping

from goenvctl.errors import Problem
from goenvctl.go.environment import Setting, Sources, resolve
from goenvctl.go.installation import Installation, quiet_environ
from goenvctl.go.patterns import matches_everything, split_patterns
from goenvctl.go.variables import VARIABLES
from goenvctl.host import CommandFailed, Host
from goenvctl.language import tr
from goenvctl.profiles.privacy import PATTERN_VARIABLES, Breach
from goenvctl.redact import mask_value

TIMEOUT_S = 5.0  # under the lock, for which others wait 10

_UNSET = {
    "fish": "set -e {names}",
    "nu": "hide-env {names}",
    "pwsh": "Remove-Item {env_names}",
    "xonsh": "del {dollar_names}",
}


def shadowed(names: Iterable[str], sources: Sources) -> list[str]:
    """Those of `names` whose value in the files loses to an exported one that differs."""
    here = resolve(sources)
    elsewhere = resolve(sources._replace(environ=without_variables(sources.environ)))
    return [
        name
        for name in names
        if name in here
        and here[name].origin.kind == "environment"
        and here[name].value != elsewhere[name].value
    ]


def shadow_problems(
    names: Iterable[str], settings: Mapping[str, Setting], environ: Mapping[str, str]
) -> list[Problem]:
    """What to say of exported variables that win; one line mends the terminal for all of them.

    A setting that has a file and line as its origin was exported from there.
    """
    names = list(names)
    return [
        Problem(
            "shadowed",
            tr(
                "{name} is exported in this terminal as {value}, which wins",
                name=name,
                value=mask_value(name, settings[name].value),
            ),
            unset_line(names, environ),
            settings[name].origin.path or None,
            settings[name].origin.line,
        )
        for name in names
    ]


def drift_problems(names: Iterable[str], profile: str | None) -> list[Problem]:
    """Variables that are no longer what the active profile's change made them."""
    return [
        Problem(
            "drift",
            tr("{name} is no longer what {profile} wrote", name=name, profile=profile),
            tr("goenvctl use {profile} sets it again", profile=profile),
        )
        for name in names
    ]


def breach_problems(breaches: Iterable[Breach], profile: str | None) -> list[Problem]:
    """Private patterns left open, one line for all the variables that leave the same ones."""
    by_patterns: dict[tuple[str, ...], list[str]] = {}
    for breach in breaches:
        by_patterns.setdefault(breach.patterns, []).append(breach.setting.name)
    return [
        Problem(
            "uncovered",
            tr(
                "{names}: {patterns} is not covered, and a public mirror or database may hear of it",
                names=", ".join(names),
                patterns=", ".join(patterns),
            ),
            f"goenvctl use {profile or 'PROFILE'}",
        )
        for patterns, names in by_patterns.items()
    ]


def remedy_for(setting: Setting, environ: Mapping[str, str]) -> str:
    """The line that takes a value of the user's own away."""
    if setting.origin.kind == "environment":
        return unset_line([setting.name], environ)
    # a bad GOTOOLCHAIN stops even the command that would unset it
    return ("GOTOOLCHAIN=local " if setting.name == "GOTOOLCHAIN" else "") + f"go env -u {setting.name}"


def voided(settings: Mapping[str, Setting], goflags: str, named: Iterable[str]) -> list[Problem]:
    """The user's own settings under which modules are not verified, or not fetched, whatever the mirror."""
    named = set(named)
    found: list[Problem] = []
    for name in (*PATTERN_VARIABLES, "GOSUMDB", "GO111MODULE", "GOTOOLCHAIN"):
        setting = settings[name]
        if name in named or setting.origin.kind == "derived":
            continue
        if why := _voids(name, setting.value):
            origin = setting.origin
            remedy = remedy_for(setting, {})
            found.append(
                Problem(
                    f"{name.lower()}-voids",
                    tr("{name}={value}: {reason}", name=name, value=setting.value, reason=why),
                    remedy,
                    origin.path or None,
                    origin.line,
                )
            )
    if "-mod=vendor" in goflags.split():
        found.append(
            Problem(
                "goflags-vendor",
                tr("GOFLAGS holds -mod=vendor: no module is fetched at all"),
                tr("take -mod=vendor out of GOFLAGS"),
            )
        )
    return found


def go_disagrees(host: Host, go: Installation, settings: Mapping[str, Setting]) -> tuple[list[Problem], str]:
    """Ask the real `go`: problems where it reads another value than we do, or why it could not be asked.

    GOTOOLCHAIN is not compared: it is `local` for the question, or `go` might fetch a toolchain.
    """
    names = [name for name in settings if name != "GOTOOLCHAIN"]
    try:
        argv = [go.binary, "env", "-json", *names]
        answer = host.run(argv, environ=quiet_environ(host), cwd="/", timeout_s=TIMEOUT_S)
        values = json.loads(answer.stdout) if answer.code == 0 else None
    except (CommandFailed, ValueError) as exc:
        return [], tr("`go env` could not be asked ({reason})", reason=exc)
    if not isinstance(values, dict):
        return [], tr("`go env` could not be asked (exit code {code})", code=answer.code)
    return [
        Problem(
            "go-disagrees",
            tr(
                "go reads {name}={found}, expected {expected}",
                name=name,
                found=repr(values.get(name)),
                expected=repr(settings[name].value),
            ),
            tr("run goenvctl status"),
        )
        for name in names
        if values.get(name, "").encode("utf-8", "replace") != settings[name].value.encode("utf-8", "replace")
    ], ""


def is_valid(name: str, value: str) -> bool:
    """Would Go start at all with this GOTOOLCHAIN or GO111MODULE?"""
    if value in ("", "auto", "local", "on", "off"):
        return True
    from goenvctl.profiles.catalogue import NOTHING
    from goenvctl.profiles.fault import Context
    from goenvctl.profiles.judge import judge_value

    return judge_value(name, value, Context(NOTHING)) is None


def without_variables(environ: Mapping[str, str]) -> dict[str, str]:
    """The environment of a terminal that exports none of the variables."""
    return {name: value for name, value in environ.items() if name not in VARIABLES}


def unset_line(names: Iterable[str], environ: Mapping[str, str]) -> str:
    """The line that takes exported variables away in the user's shell."""
    shell = environ.get("SHELL", "").rpartition("/")[2]
    names = list(dict.fromkeys(names))
    return _UNSET.get(shell, "unset {names}").format(
        names=" ".join(names),
        env_names=",".join(f"Env:{name}" for name in names),
        dollar_names=", ".join(f"${name}" for name in names),
    )


def _voids(name: str, value: str) -> str:
    if name == "GOSUMDB":
        return tr("nothing is verified, and Go fetches no toolchain") if value == "off" else ""
    if name == "GO111MODULE" and value == "off":
        return tr("modules are off; no mirror is used")
    if name in ("GO111MODULE", "GOTOOLCHAIN"):
        return "" if is_valid(name, value) else tr("every go command stops at it")
    if not any(matches_everything(pattern) for pattern in split_patterns(value)):
        return ""
    return {
        "GOPRIVATE": tr("every module counts as private: no mirror is asked, nothing is verified"),
        "GONOPROXY": tr("no mirror is ever asked"),
        "GONOSUMDB": tr("nothing is verified against the checksum database"),
    }[name]
