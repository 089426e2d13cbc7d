"""The visible table of checks, and what becomes of them."""

from __future__ import annotations

from collections.abc import Iterable

from goenvctl.doctor import (
    advice,
    files,
    leftovers,
    mirrors,
    network,
    patterns,
    shells,
    surroundings,
    toolchain,
    values,
)
from goenvctl.doctor.check import Check
from goenvctl.doctor.examined import Examined
from goenvctl.doctor.finding import OK, SCALES, SKIPPED, Finding, Unknown
from goenvctl.errors import GoenvctlError
from goenvctl.language import N_, tr

CHECKS = (
    Check("shadowed-here", N_("no variable of this terminal hides what was written"), shells.here),
    Check(
        "shadowed-anew",
        N_("new terminals, scripts and editors use what was written"),
        shells.in_new_terminals,
        True,
    ),
    Check("maybe-shadowed", N_("no line of a startup file leaves a doubt"), shells.doubts),
    Check("exported", N_("no startup file would win over a profile"), shells.exports),
    Check("env-file", N_("Go has an env file, and it can be written"), files.env_file),
    Check("owner", N_("the files are the user's own"), files.owner),
    Check("ignored-lines", N_("Go reads every line of its env file"), files.ignored_lines),
    Check("quoted-values", N_("no value in the env file is in quotes"), files.quoted_values),
    Check("twice", N_("no variable stands twice in the env file"), files.twice),
    Check("env-file-crlf", N_("no value ends with a line end of Windows"), files.windows_line_ends, True),
    Check("rc-crlf", N_("startup files have no line ends of Windows"), files.rc_line_ends),
    Check("our-files", N_("profiles and the config can be read"), files.our_own),
    Check("drift", N_("what the last change wrote still stands"), files.drift),
    Check("goproxy-invalid", N_("Go takes GOPROXY"), values.goproxy),
    Check("gosumdb-invalid", N_("Go takes GOSUMDB"), values.gosumdb, True),
    Check("gotoolchain-invalid", N_("Go takes GOTOOLCHAIN"), values.gotoolchain, True),
    Check("value-invalid", N_("Go takes GOVCS, GOAUTH and GO111MODULE"), values.other_values),
    Check("modules-off", N_("modules are fetched"), values.modules_off),
    Check("modules-on", N_("GO111MODULE is left alone"), values.modules_on),
    Check("gosumdb-off", N_("modules are verified"), values.verification_off),
    Check(
        "gonosumdb-everything",
        N_("no pattern takes everything out of verification"),
        values.verification_skipped,
    ),
    Check("everything-private", N_("no pattern makes everything private"), values.everything_private),
    Check("goinsecure", N_("nothing is fetched over unproven connections"), values.insecure),
    Check("pattern-never", N_("every private pattern can match"), patterns.never_match, True),
    Check("pattern-wide", N_("no private pattern matches modules of strangers"), patterns.too_wide),
    Check("pattern-toolchain", N_("no private pattern cuts off toolchains"), patterns.toolchain),
    Check("pattern-parents", N_("the paths above private modules are private too"), patterns.parents),
    Check("private-open", N_("what is known as private is kept private"), patterns.open_patterns),
    Check("looks-private", N_("nothing else here looks private"), patterns.suspects),
    Check("mirror-retired", N_("no mirror is retired"), mirrors.retired),
    Check("comma", N_("after a mirror that fails the next one is asked"), mirrors.comma),
    Check("pipe-before-direct", N_("errors of mirrors are shown"), mirrors.pipe_before_direct),
    Check("plain-http", N_("mirrors are asked over https"), mirrors.plain_http),
    Check("credentials", N_("no address holds credentials"), mirrors.credentials),
    Check("netrc", N_("the passwords in netrc are the user's alone"), mirrors.netrc),
    Check("http-proxy", N_("HTTP proxies of the environment can be reached"), network.http_proxies),
    Check("database", N_("the checksum database can be reached"), network.database),
    Check("mirror-unwell", N_("the newest check found the mirrors well"), network.unwell),
    Check("go", N_("there is a go"), toolchain.present),
    Check("go-holes", N_("this Go has no known hole that a mirror could use"), toolchain.holes),
    Check("sudo", N_("this is not sudo"), surroundings.sudo),
    Check("wsl", N_("this is not WSL"), surroundings.wsl),
    Check("sandbox", N_("this is neither snap nor flatpak"), surroundings.sandbox),
    Check("container", N_("this is no container"), surroundings.container),
    Check("foreign-block", N_("no block of another tool sets Go's variables"), leftovers.blocks),
    Check("env-writer", N_("no startup file runs `go env -w`"), leftovers.writers),
    Check("switcher", N_("no other tool chooses the Go"), leftovers.switchers),
    Check("advice", N_("no value comes from an article that is wrong"), advice.values),
    Check("archives", N_("no address for archives of Go is dead"), advice.archives),
)


def diagnose(examined: Examined, checks: Iterable[Check] = CHECKS) -> list[Finding]:
    """What every check says, the worst first; one that finds nothing, or cannot tell, says that."""
    found = [finding for check in checks for finding in _asked(check, examined)]
    return sorted(found, key=lambda finding: SCALES.index(finding.scale))


def _asked(check: Check, examined: Examined) -> list[Finding]:
    try:
        found = list({finding[:6]: finding for finding in check.run(examined)}.values())
    except Unknown as exc:
        return [Finding(check.id, SKIPPED, _untold(check, str(exc)))]
    except GoenvctlError as exc:  # a config that cannot be read has a check of its own
        return [Finding(check.id, SKIPPED, _untold(check, exc.message), exc.hint)]
    return found or [Finding(check.id, OK, tr(check.sound))]


def _untold(check: Check, why: str) -> str:
    return tr("cannot tell whether {sound}: {reason}", sound=tr(check.sound), reason=why)
