"""What the user's own settings forbid or garble, and what cannot work offline.

Sources: cmd/go/internal/modfetch (proxy.go, sumdb.go), vcs, auth, toolchain, cfg, modload/init.go.
"""

from __future__ import annotations

from goenvctl.language import N_
from goenvctl.why.rule import Rule

_STATUS = N_("goenvctl status shows its value and where it stands; goenvctl use PROFILE sets it right")


def _config(pattern: str, reason: str, sentence: str, hint: str = _STATUS) -> Rule:
    return Rule(pattern, "config", reason, sentence, hint)


def _offline(pattern: str, reason: str, sentence: str, hint: str) -> Rule:
    return Rule(pattern, "offline", reason, sentence, hint)


LOCAL = (
    Rule(
        r"no space left on device|not enough space on the disk|disk quota exceeded",
        "user",
        "disk-full",
        N_("the disk of the module cache or the build cache is full"),
        N_("make room: go clean -cache, go clean -modcache"),
    ),
    Rule(
        r"read-only file system|(?<!connect): permission denied|Access is denied\."
        r"|being used by another process",
        "user",
        "not-writable",
        N_("go may not write where its caches or your files are"),
        N_("go env GOMODCACHE GOCACHE shows the folders; mend their owner or mode"),
    ),
    Rule(
        r"too many open files|cannot allocate memory|signal: killed|input/output error"
        r"|resource temporarily",
        "user",
        "machine",
        N_("this machine ran out of something: memory, open files or a working disk"),
        N_("go build -p 1 needs less at a time"),
    ),
    Rule(
        r'exec: "[^"\n]*": executable file not found|xcrun: error|unable to resolve git version',
        "user",
        "no-tool",
        N_("a program that go needs is not installed, or not in PATH"),
        N_("install it (git, a C compiler), or use a mirror that does not need it: goenvctl use --fastest"),
    ),
)

CONFIG = (
    _config(
        r"GOPROXY list is not the empty string|invalid proxy URL|invalid file:// proxy URL",
        "goproxy-invalid",
        N_("GOPROXY cannot be read"),
    ),
    _config(
        r"refusing to pass credentials to insecure URL",
        "goproxy-credentials",
        N_("GOPROXY holds a password for an address in the clear, which go refuses to send"),
        N_("use the https address, and ~/.netrc for the password"),
    ),
    _config(
        r"checksum database disabled by GOSUMDB=off",
        "gosumdb-off",
        N_("GOSUMDB is off, and go does not run a toolchain that nothing verified"),
        N_("go env -u GOSUMDB (or goenvctl use PROFILE), or install that toolchain by hand"),
    ),
    _config(
        r"(?:invalid|missing) GOSUMDB|invalid sumdb name",
        "gosumdb-invalid",
        N_("GOSUMDB cannot be read"),
        N_("go env -u GOSUMDB brings the default back; goenvctl status shows where it stands"),
    ),
    _config(
        r"parsing \$GOFLAGS",
        "goflags-invalid",
        N_("GOFLAGS holds what go does not know"),
        "go env -u GOFLAGS",
    ),
    _config(
        r"invalid GOTOOLCHAIN",
        "gotoolchain-invalid",
        N_("GOTOOLCHAIN cannot be read"),
        "go env -u GOTOOLCHAIN",
    ),
    _config(
        r"unknown environment setting|GO111MODULE=off",
        "go111module",
        N_("GO111MODULE is set to what modules do not work with"),
        N_("go env -u GO111MODULE, and unset it in the shell"),
    ),
    _config(
        r"GOMODCACHE entry is relative|module cache not found|GOPATH entry is relative|missing \$GOPATH"
        r"|GOPATH entry cannot|invalid GOWORK|cannot find GOROOT|GOCACHE is not defined",
        "folder-invalid",
        N_("a variable that names one of go's folders is unset or not absolute"),
        N_("set HOME; go env GOPATH GOMODCACHE GOROOT GOWORK shows them"),
    ),
    _config(
        r"\bGOAUTH(?:[ :=]|$)",
        "goauth-invalid",
        N_("GOAUTH cannot be read"),
        N_("go env -u GOAUTH brings netrc back; go help goauth"),
    ),
    _config(
        r"\bGOVCS(?:[ :;]|$)",
        "govcs",
        N_("GOVCS forbids the version control system that {module} needs, or cannot be read"),
        N_("a mirror needs no version control here: goenvctl use PROFILE; go help vcs"),
    ),
    _config(
        r"disabled by GOPRIVATE|does not match GOPRIVATE",
        "goprivate",
        N_("GOPRIVATE or GONOPROXY keeps go from asking for {module}"),
        N_("goenvctl explain {module} shows who is asked"),
    ),
    _config(
        r"HTTP_PROXY value in CGI",
        "proxy-cgi",
        N_("REQUEST_METHOD is set, so go does not trust HTTP_PROXY"),
        "unset REQUEST_METHOD",
    ),
    _config(
        r"-insecure flag is no longer|only valid when using modules",
        "flag-invalid",
        N_("a flag, typed or in GOFLAGS, is none that go takes here"),
        N_("take it out; go env GOFLAGS shows what is set"),
    ),
    _config(
        r"(?:invalid|malformed|missing|unknown|empty|cannot parse)[^\n]{0,40}\bGO[A-Z]{3,}\b"
        r"|\bGO[A-Z]{3,}=\S{1,99} (?:is|cannot)",
        "setting-invalid",
        N_("one of go's variables holds what go cannot use"),
    ),
    _config(
        r': parse "(?!https?://\S*\?go-get)', "goproxy-invalid", N_("an address in GOPROXY cannot be read")
    ),
)

OFFLINE = (
    _offline(
        r"disabled by GOPROXY=off",
        "goproxy-off",
        N_("GOPROXY is off, and {module} is not in the module cache"),
        N_("goenvctl use PROFILE lets go ask a mirror; go mod download fills the cache while online"),
    ),
    _offline(
        r"network disabled by cmdgonetlimit",
        "network-disabled",
        N_("GODEBUG=cmdgonetlimit=0 forbids go the network"),
        N_("unset GODEBUG where the network may be used"),
    ),
    _offline(
        r"reading file://_[^\n]{0,99}: (?:no such file|The system cannot find)",
        "file-missing",
        N_("the folder that GOPROXY names does not hold {module}"),
        N_("add it to the folder, or goenvctl use PROFILE"),
    ),
    _offline(
        r": toolchain not available",
        "no-toolchain",
        N_(
            "the go version that go.mod asks for is not here and could not be fetched: GOPROXY is off,"
            " no mirror in"
            " effect has it, or golang.org counts as private"
        ),
        N_("goenvctl check --full asks the mirrors for toolchains; or install that version by hand"),
    ),
    _offline(
        r'cannot find "go[\d.]+\w*" in PATH',
        "no-toolchain",
        N_("GOTOOLCHAIN allows only a go in PATH, and the wanted version is not there"),
        N_("install it, or set GOTOOLCHAIN=auto"),
    ),
)
