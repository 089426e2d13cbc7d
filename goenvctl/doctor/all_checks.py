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

CHECKS = (
    Check("shadowed-here", "no variable of this terminal hides what was written", shells.here),
    Check(
        "shadowed-anew",
        "new terminals, scripts and editors use what was written",
        shells.in_new_terminals,
        True,
    ),
    Check("maybe-shadowed", "no line of a startup file leaves a doubt", shells.doubts),
    Check("exported", "no startup file would win over a profile", shells.exports),
    Check("env-file", "Go has an env file, and it can be written", files.env_file),
    Check("owner", "the files are the user's own", files.owner),
    Check("ignored-lines", "Go reads every line of its env file", files.ignored_lines),
    Check("quoted-values", "no value in the env file is in quotes", files.quoted_values),
    Check("twice", "no variable stands twice in the env file", files.twice),
    Check("env-file-crlf", "no value ends with a line end of Windows", files.windows_line_ends, True),
    Check("rc-crlf", "startup files have no line ends of Windows", files.rc_line_ends),
    Check("our-files", "profiles and the config can be read", files.our_own),
    Check("drift", "what the last change wrote still stands", files.drift),
    Check("goproxy-invalid", "Go takes GOPROXY", values.goproxy),
    Check("gosumdb-invalid", "Go takes GOSUMDB", values.gosumdb, True),
    Check("gotoolchain-invalid", "Go takes GOTOOLCHAIN", values.gotoolchain, True),
    Check("value-invalid", "Go takes GOVCS, GOAUTH and GO111MODULE", values.other_values),
    Check("modules-off", "modules are fetched", values.modules_off),
    Check("modules-on", "GO111MODULE is left alone", values.modules_on),
    Check("gosumdb-off", "modules are verified", values.verification_off),
    Check(
        "gonosumdb-everything", "no pattern takes everything out of verification", values.verification_skipped
    ),
    Check("everything-private", "no pattern makes everything private", values.everything_private),
    Check("goinsecure", "nothing is fetched over unproven connections", values.insecure),
    Check("pattern-never", "every private pattern can match", patterns.never_match, True),
    Check("pattern-wide", "no private pattern matches modules of strangers", patterns.too_wide),
    Check("pattern-toolchain", "no private pattern cuts off toolchains", patterns.toolchain),
    Check("pattern-parents", "the paths above private modules are private too", patterns.parents),
    Check("private-open", "what is known as private is kept private", patterns.open_patterns),
    Check("looks-private", "nothing else here looks private", patterns.suspects),
    Check("mirror-retired", "no mirror is retired", mirrors.retired),
    Check("comma", "after a mirror that fails the next one is asked", mirrors.comma),
    Check("pipe-before-direct", "errors of mirrors are shown", mirrors.pipe_before_direct),
    Check("plain-http", "mirrors are asked over https", mirrors.plain_http),
    Check("credentials", "no address holds credentials", mirrors.credentials),
    Check("netrc", "the passwords in netrc are the user's alone", mirrors.netrc),
    Check("http-proxy", "HTTP proxies of the environment can be reached", network.http_proxies),
    Check("database", "the checksum database can be reached", network.database),
    Check("mirror-unwell", "the newest check found the mirrors well", network.unwell),
    Check("go", "there is a go", toolchain.present),
    Check("go-holes", "this Go has no known hole that a mirror could use", toolchain.holes),
    Check("sudo", "this is not sudo", surroundings.sudo),
    Check("wsl", "this is not WSL", surroundings.wsl),
    Check("sandbox", "this is neither snap nor flatpak", surroundings.sandbox),
    Check("container", "this is no container", surroundings.container),
    Check("foreign-block", "no block of another tool sets Go's variables", leftovers.blocks),
    Check("env-writer", "no startup file runs `go env -w`", leftovers.writers),
    Check("switcher", "no other tool chooses the Go", leftovers.switchers),
    Check("advice", "no value comes from an article that is wrong", advice.values),
    Check("archives", "no address for archives of Go is dead", advice.archives),
)


def diagnose(examined: Examined, checks: Iterable[Check] = CHECKS) -> list[Finding]:
    """What every check says, the worst first; one that finds nothing, or cannot tell, says that."""
    found = [finding for check in checks for finding in _asked(check, examined)]
    return sorted(found, key=lambda finding: SCALES.index(finding.scale))


def _asked(check: Check, examined: Examined) -> list[Finding]:
    try:
        found = list({finding[:6]: finding for finding in check.run(examined)}.values())
    except Unknown as exc:
        return [Finding(check.id, SKIPPED, f"cannot tell whether {check.sound}: {exc}")]
    except GoenvctlError as exc:  # a config that cannot be read has a check of its own
        return [Finding(check.id, SKIPPED, f"cannot tell whether {check.sound}: {exc.message}", exc.hint)]
    return found or [Finding(check.id, OK, check.sound)]
