"""Values that Go chokes on, or that void what it promises."""

from __future__ import annotations

from collections.abc import Iterator

from goenvctl.doctor.examined import Examined
from goenvctl.doctor.finding import ERROR, INFO, WARNING, Finding, Fix, about, found_in
from goenvctl.go.environment import Setting
from goenvctl.go.patterns import matches_everything, split_patterns
from goenvctl.language import N_, tr
from goenvctl.profiles.fault import Fault
from goenvctl.profiles.judge import judge_value

ELSEWHERE = ("mirror-retired", "goproxy-credentials", "sumdb-credentials")  # checks of their own


def goproxy(examined: Examined) -> Iterator[Finding]:
    for setting, fault in _faults(examined, "GOPROXY"):
        scale = WARNING if fault.id == "goproxy-ignored" else ERROR
        yield _refused("goproxy-invalid", scale, examined, setting, fault)


def gosumdb(examined: Examined) -> Iterator[Finding]:
    for setting, fault in _faults(examined, "GOSUMDB"):
        yield _refused("gosumdb-invalid", ERROR, examined, setting, fault)


def gotoolchain(examined: Examined) -> Iterator[Finding]:
    for setting, fault in _faults(examined, "GOTOOLCHAIN"):
        yield _refused("gotoolchain-invalid", ERROR, examined, setting, fault)


def other_values(examined: Examined) -> Iterator[Finding]:
    for setting, fault in _faults(examined, "GOVCS", "GOAUTH", "GO111MODULE"):
        yield _refused("value-invalid", ERROR, examined, setting, fault)


def modules_off(examined: Examined) -> Iterator[Finding]:
    for setting in examined.own("GO111MODULE"):
        if setting.value == "off":
            message = tr("GO111MODULE=off: modules are off, and no mirror is used")
            yield _voids("modules-off", examined, setting, message)
    flags = examined.goflags().split()
    if "-mod=vendor" in flags:
        message = tr("GOFLAGS holds -mod=vendor: no module is fetched at all")
        yield Finding("modules-off", WARNING, message, tr("take -mod=vendor out of GOFLAGS"))
    if "-insecure" in flags:
        message = tr("GOFLAGS holds -insecure, which Go no longer knows: `go get` stops at it")
        yield Finding("modules-off", ERROR, message, tr("take -insecure out of GOFLAGS"))


def modules_on(examined: Examined) -> Iterator[Finding]:
    for setting in examined.own("GO111MODULE"):
        if setting.value in ("on", "auto"):
            message = tr(
                "GO111MODULE=on is needless: modules are on since Go 1.16 (chsrc and many articles set it)"
            )
            if setting.value == "auto":
                message = tr(
                    "GO111MODULE=auto brings back the rule of Go 1.15: "
                    "no modules outside a folder with a go.mod"
                )
            yield found_in(setting, "modules-on", INFO, message, examined.way_out(setting))


def verification_off(examined: Examined) -> Iterator[Finding]:
    for setting in examined.own("GOSUMDB"):
        if setting.value == "off":
            message = tr("GOSUMDB=off: nothing new is verified, and Go can fetch no toolchain at all")
            yield _voids("gosumdb-off", examined, setting, message)


def verification_skipped(examined: Examined) -> Iterator[Finding]:
    for setting in examined.own("GONOSUMDB"):
        if any(map(matches_everything, split_patterns(setting.value))):
            message = tr(
                "GONOSUMDB={value}: no module is verified; toolchains still need the database",
                value=setting.value,
            )
            yield _voids("gonosumdb-everything", examined, setting, message)


def everything_private(examined: Examined) -> Iterator[Finding]:
    said = {
        "GOPRIVATE": N_("GOPRIVATE={value} matches every module: no mirror is asked and nothing is verified"),
        "GONOPROXY": N_("GONOPROXY={value} matches every module: no mirror is ever asked"),
    }
    for setting in examined.own(*said):
        if any(map(matches_everything, split_patterns(setting.value))):
            message = tr(said[setting.name], value=setting.value)
            yield _voids("everything-private", examined, setting, message)


def insecure(examined: Examined) -> Iterator[Finding]:
    for setting in examined.own("GOINSECURE"):
        message = tr(
            "GOINSECURE={value}: these are taken from version control over any connection, unproven",
            value=setting.value,
        )
        if setting.value:
            remedy = tr(
                "give the host a certificate that this machine trusts, then {remedy}",
                remedy=examined.way_out(setting),
            )
            yield found_in(setting, "goinsecure", WARNING, message, remedy)


def _faults(examined: Examined, *names: str) -> Iterator[tuple[Setting, Fault]]:
    """A line end of Windows has a check of its own."""
    for setting in examined.own(*names):
        fault = judge_value(setting.name, setting.value.removesuffix("\r"), examined.context)
        if fault and fault.id not in ELSEWHERE:
            yield setting, fault


def _refused(id: str, scale: str, examined: Examined, setting: Setting, fault: Fault) -> Finding:
    remedy = tr("{remedy}; or {other}", remedy=fault.remedy, other=examined.way_out(setting))
    message = about(setting.name, fault.reason)
    return found_in(setting, id, scale, message, remedy, _unset(examined, setting))


def _unset(examined: Examined, setting: Setting) -> Fix | None:
    """Of a value that Go refuses, and that no profile wrote, the default is better than it."""
    in_file = setting.origin.kind == "user_env_file" and setting.name in ("GOSUMDB", "GOTOOLCHAIN")
    if not in_file or setting.name in examined.standing.ownership.written:
        return None
    return Fix("go-env", setting.origin.path, {setting.name: None})


def _voids(id: str, examined: Examined, setting: Setting, message: str) -> Finding:
    """Worse where it was not chosen with the profile."""
    scale = WARNING if examined.named.get(setting.name) == setting.value else ERROR
    return found_in(setting, id, scale, message, examined.way_out(setting))
