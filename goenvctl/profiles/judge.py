"""The values of variables: every rule that `go env -w` does not check, with reason and remedy.

Profiles are refused by it, and `status` holds the user's own settings against it.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from goenvctl.go.address import Address, parse_address
from goenvctl.go.patterns import split_patterns
from goenvctl.go.proxylist import Entry, ProxyListError, parse_proxy_list
from goenvctl.go.variables import SWITCH
from goenvctl.language import tr
from goenvctl.profiles.catalogue import Retired
from goenvctl.profiles.fault import Context, Fault
from goenvctl.profiles.pattern import judge_pattern
from goenvctl.sumdb.database import ALIAS, BadDatabase, parse_gosumdb

PATTERN_LISTS = ("GOPRIVATE", "GONOPROXY", "GONOSUMDB", "GOINSECURE")

_TOOLCHAIN_VALUE = re.compile(
    r"(?:auto|path|(?:local|go1(?:\.\d+){1,2}(?:(?:rc|beta)\d+)?(?:-[A-Za-z0-9._-]+)?)(?:\+(?:auto|path))?)"
)
_LANGUAGE_VERSION = re.compile(r"go1\.(\d+)(?:\+(?:auto|path))?")


def judge_value(name: str, value: str, context: Context) -> Fault | None:
    """The first fault of the value of a variable, or None."""
    if not value.isascii() or not (value.isprintable() or not value):
        return Fault(
            "bad-characters",
            tr("control or non-ASCII characters; they are invisible or look like others"),
            tr("type the value again in plain ASCII"),
        )
    if name in PATTERN_LISTS:
        return _judge_patterns(name, value, context)
    return _JUDGES[name](value, context)


def _judge_patterns(name: str, value: str, context: Context) -> Fault | None:
    for pattern in split_patterns(value):
        if pattern == SWITCH and name in ("GONOPROXY", "GONOSUMDB"):
            continue
        if fault := judge_pattern(pattern, context):
            return fault
    return None


def _judge_goproxy(value: str, context: Context) -> Fault | None:
    try:
        proxies = parse_proxy_list(value)
    except ProxyListError as exc:
        return Fault(
            "goproxy-invalid",
            tr("Go refuses the whole list: {reason} in {entry}", reason=exc.reason, entry=exc.entry)
            if exc.entry
            else tr("Go refuses the whole list: {reason}", reason=exc.reason),
            tr("write https://host/path, file:///path, direct or off"),
        )
    if proxies.ignored:
        last = proxies.entries[-1].text
        return Fault(
            "goproxy-ignored",
            tr("Go never looks at {entry}: nothing follows `{last}`", entry=proxies.ignored[0], last=last),
            tr("put {entry} last", entry=last),
        )
    for entry in proxies.entries:
        if entry.kind == "mirror" and (fault := _judge_mirror(entry, context)):
            return fault
    return None


def _judge_mirror(entry: Entry, context: Context) -> Fault | None:
    address = entry.address
    if bad := re.search(r"[^A-Za-z0-9.:_\[\]-]", address.host):
        return Fault(
            "goproxy-bad-host",
            tr("{entry}: no host has {character!r} in it", entry=entry.text, character=bad[0]),
            tr("join entries with `|` (any failure moves on) or `,` (only 404 and 410 do)"),
        )
    if not address.hostname:
        return Fault(
            "goproxy-no-host", tr("{address} has no host", address=entry.text), tr("write https://host/path")
        )
    if _holds_credentials(address):
        return Fault(
            "goproxy-credentials",
            tr("credentials in a URL are shown by `go env` and kept in files"),
            tr("put them into ~/.netrc (machine, login, password) or GOAUTH"),
        )
    if retired := context.catalogue.retired_mirror(entry.url):
        return Fault(
            "mirror-retired",
            tr("{mirror} is retired: {reason}", mirror=retired.prefix, reason=tr(retired.why)),
            tr("write {value}", value=retired.replacement),
        )
    if context.trust == "private" and (mirror := context.catalogue.public_mirror(entry.url)):
        return Fault(
            "mirror-public",
            tr(
                "trust is private, but {mirror} is a public mirror ({operator})",
                mirror=mirror.prefix,
                operator=tr(mirror.operator),
            ),
            tr('write trust = "public", or name your own proxy'),
        )
    return None


def _holds_credentials(address: Address) -> bool:
    """Userinfo, or a query or fragment that reads like a secret."""
    telling = r"(?i)(token|secret|pass|pwd|auth|key|jwt|access|sig|cred)[^=&;]*=."
    if ":" in address.host and "@" in address.path.lstrip("/").partition("/")[0]:
        return True  # user:12345/rest@host: a password that reads like a port
    return address.userinfo is not None or bool(re.search(telling, f"{address.query}&{address.fragment}"))


def _judge_gosumdb(value: str, context: Context) -> Fault | None:
    if retired := context.catalogue.retired_database(value):
        return _retired_database(retired, value)
    try:
        database = parse_gosumdb(value)
    except BadDatabase as exc:
        return Fault(
            "sumdb-invalid",
            tr("Go refuses it: {reason}", reason=exc),
            tr("write sum.golang.org, {alias}, a whole verifier key, or off", alias=ALIAS),
        )
    if database and database.url:
        url = parse_address(database.url)
        if _holds_credentials(url):
            return Fault(
                "sumdb-credentials",
                tr("credentials in a URL are shown by `go env`"),
                tr("put them into ~/.netrc"),
            )
        if not url.host and url.scheme in ("http", "https"):
            return Fault(
                "sumdb-no-host",
                tr("{address} has no host", address=database.url),
                tr("write https://host/path"),
            )
    return None


def _retired_database(retired: Retired, value: str) -> Fault:
    """It is refused as such; what else is wrong with the value comes second."""
    message = tr("{database} is {reason}", database=retired.prefix, reason=tr(retired.why))
    try:
        parse_gosumdb(value)
    except BadDatabase as exc:
        message = tr(
            "{database} is {reason}; besides, {fault}",
            database=retired.prefix,
            reason=tr(retired.why),
            fault=exc,
        )
    return Fault("sumdb-retired", message, tr("write {value}", value=retired.replacement))


def _judge_gotoolchain(value: str, _context: Context) -> Fault | None:
    if not _TOOLCHAIN_VALUE.fullmatch(value):
        return Fault(
            "toolchain-invalid",
            tr("{value!r} would stop every go command, `go env -u` included", value=value),
            tr("write local, auto, path, or go1.X.Y[+auto]"),
        )
    language = _LANGUAGE_VERSION.fullmatch(value)
    if language and int(language[1]) >= 21:
        return Fault(
            "toolchain-language",
            tr("{version} is a version of the language, not of a toolchain", version=value),
            tr("write {value}", value=f"go1.{language[1]}.0"),
        )
    return None


def _judge_govcs(value: str, _context: Context) -> Fault | None:
    for item in value.split(",") if value else ():
        pattern, colon, systems = (part.strip() for part in item.partition(":"))
        if not colon or not pattern or not all(part.strip() for part in systems.split("|")):
            return Fault(
                "govcs-invalid",
                tr("{item!r} is malformed", item=item.strip()),
                tr("write pattern:vcs|vcs, such as public:git,private:all"),
            )
        if pattern.startswith(("./", "../", "/")):
            return Fault(
                "govcs-invalid",
                tr("{pattern} is a relative path", pattern=pattern),
                tr("write a module pattern"),
            )
    return None


def _judge_goauth(value: str, context: Context) -> Fault | None:
    commands = [command.strip() for command in value.split(";")]
    for command in commands:
        words = command.split()
        if not words:
            return Fault("goauth-invalid", tr("an empty command"), tr("leave the `;` out"))
        if words[0] == "off" and (len(commands) > 1 or len(words) > 1):
            return Fault(
                "goauth-invalid", tr("`off` stands alone"), tr("write off, or the commands without it")
            )
        if words[0] == "git" and not (len(words) == 2 and words[1].startswith("/")):
            return Fault(
                "goauth-invalid",
                tr("`git` needs the absolute path of a repository"),
                tr("write git /absolute/path"),
            )
        if not context.may_run_commands and words not in (["off"], ["netrc"]):
            return Fault(
                "goauth-command",
                tr("GOAUTH is a command that runs on this machine; only your own profiles may set one"),
                tr("write off or netrc"),
            )
    return None


def _judge_go111module(value: str, _context: Context) -> Fault | None:
    if value not in ("", "on", "off", "auto"):
        return Fault(
            "go111module-invalid",
            tr("{value!r} stops every go command", value=value),
            tr("write on, off or auto"),
        )
    return None


_JUDGES: dict[str, Callable[[str, Context], Fault | None]] = {
    "GOPROXY": _judge_goproxy,
    "GOSUMDB": _judge_gosumdb,
    "GOTOOLCHAIN": _judge_gotoolchain,
    "GOVCS": _judge_govcs,
    "GOAUTH": _judge_goauth,
    "GO111MODULE": _judge_go111module,
}
