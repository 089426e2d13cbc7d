"""Values that Go chokes on, or that void what it promises."""

from __future__ import annotations

from collections.abc import Iterator

from goenvctl.doctor.examined import Examined
from goenvctl.doctor.finding import ERROR, INFO, WARNING, Finding, Fix, found_in
from goenvctl.go.environment import Setting
from goenvctl.go.patterns import matches_everything, split_patterns
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
            message = "GO111MODULE=off: modules are off, and no mirror is used"
            yield _voids("modules-off", examined, setting, message)
    flags = examined.goflags().split()
    if "-mod=vendor" in flags:
        message = "GOFLAGS holds -mod=vendor: no module is fetched at all"
        yield Finding("modules-off", WARNING, message, "take -mod=vendor out of GOFLAGS")
    if "-insecure" in flags:
        message = "GOFLAGS holds -insecure, which Go no longer knows: `go get` stops at it"
        yield Finding("modules-off", ERROR, message, "take -insecure out of GOFLAGS")


def modules_on(examined: Examined) -> Iterator[Finding]:
    for setting in examined.own("GO111MODULE"):
        if setting.value in ("on", "auto"):
            said = "is needless: modules are on since Go 1.16 (chsrc and many articles set it)"
            if setting.value == "auto":
                said = "brings back the rule of Go 1.15: no modules outside a folder with a go.mod"
            yield found_in(
                setting, "modules-on", INFO, f"GO111MODULE={setting.value} {said}", examined.way_out(setting)
            )


def verification_off(examined: Examined) -> Iterator[Finding]:
    for setting in examined.own("GOSUMDB"):
        if setting.value == "off":
            message = "GOSUMDB=off: nothing new is verified, and Go can fetch no toolchain at all"
            yield _voids("gosumdb-off", examined, setting, message)


def verification_skipped(examined: Examined) -> Iterator[Finding]:
    for setting in examined.own("GONOSUMDB"):
        if any(map(matches_everything, split_patterns(setting.value))):
            message = f"GONOSUMDB={setting.value}: no module is verified; toolchains still need the database"
            yield _voids("gonosumdb-everything", examined, setting, message)


def everything_private(examined: Examined) -> Iterator[Finding]:
    said = {"GOPRIVATE": "no mirror is asked and nothing is verified", "GONOPROXY": "no mirror is ever asked"}
    for setting in examined.own(*said):
        if any(map(matches_everything, split_patterns(setting.value))):
            message = f"{setting.name}={setting.value} matches every module: {said[setting.name]}"
            yield _voids("everything-private", examined, setting, message)


def insecure(examined: Examined) -> Iterator[Finding]:
    for setting in examined.own("GOINSECURE"):
        message = (
            f"GOINSECURE={setting.value}: these are taken from version control over any connection, unproven"
        )
        if setting.value:
            remedy = f"give the host a certificate that this machine trusts, then {examined.way_out(setting)}"
            yield found_in(setting, "goinsecure", WARNING, message, remedy)


def _faults(examined: Examined, *names: str) -> Iterator[tuple[Setting, Fault]]:
    """A line end of Windows has a check of its own."""
    for setting in examined.own(*names):
        fault = judge_value(setting.name, setting.value.removesuffix("\r"), examined.context)
        if fault and fault.id not in ELSEWHERE:
            yield setting, fault


def _refused(id: str, scale: str, examined: Examined, setting: Setting, fault: Fault) -> Finding:
    remedy = f"{fault.remedy}; or {examined.way_out(setting)}"
    return found_in(setting, id, scale, f"{setting.name}: {fault.reason}", remedy, _unset(examined, setting))


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
