"""One private pattern: does it match what its author meant, and nothing of the world's?"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from typing import TYPE_CHECKING

from goenvctl.go.patterns import BadPattern, matches, matches_everything, parse_glob
from goenvctl.language import tr
from goenvctl.profiles.fault import Context, Fault

if TYPE_CHECKING:
    from publicsuffixlist import PublicSuffixList

TOOLCHAIN = "golang.org/toolchain"


def judge_shape(pattern: str) -> Fault | None:
    """Why it can match nothing, or None."""
    if pattern != pattern.strip() or re.search(r"\s", pattern):
        return Fault(
            "pattern-blank",
            tr("{pattern!r} holds a blank: Go does not trim it, so it never matches", pattern=pattern),
            tr("join patterns with `,` alone"),
        )
    if "://" in pattern:
        return Fault(
            "pattern-scheme",
            tr("{pattern} holds a scheme and never matches", pattern=pattern),
            _bare(pattern),
        )
    if re.search(r":\d*(/|$)", pattern):
        return Fault(
            "pattern-port",
            tr("{pattern} holds a port; module paths have none, so it never matches", pattern=pattern),
            _bare(pattern),
        )
    try:
        parse_glob(pattern)
    except BadPattern:
        return Fault(
            "pattern-malformed",
            tr("{pattern} is malformed and never matches", pattern=pattern),
            tr("close the bracket, or escape it with `\\`"),
        )
    if bad := re.search(r"[^A-Za-z0-9\-._~/*?\[\]^\\]", pattern):
        return Fault(
            "pattern-never",
            tr(
                "{pattern} holds {character!r}, which no module path has, so it never matches",
                pattern=pattern,
                character=bad[0],
            ),
            tr("join patterns with `,`; Go knows no `!`, `{}` or `|` here"),
        )
    if pattern.startswith("/") or any(part.strip(".") == "" for part in pattern.rstrip("/").split("/")):
        return Fault(
            "pattern-never",
            tr("{pattern} is no module path and never matches", pattern=pattern),
            tr("write host/path, such as git.example.com/team"),
        )
    return None


def _bare(pattern: str) -> str:
    """What to write instead: host and path alone, for anything else may be a secret."""
    address = re.split(r"[?#]", pattern.rpartition("://")[2])[0].rpartition("@")[2]
    bare = re.sub(r":\d*(?=/|$)", "", address)
    is_plain = "@" not in address and re.fullmatch(r"[A-Za-z0-9\-._~/*?\[\]]+", bare) and "://" not in bare
    if is_plain:
        return tr("write {value}", value=bare)
    return tr("write host/path, such as git.example.com/team")


def judge_pattern(pattern: str, context: Context) -> Fault | None:
    """Why this one pattern is no good, or None."""
    if fault := judge_shape(pattern):
        return fault
    if _is_public_suffix(pattern) and not matches_everything(pattern):
        return Fault(
            "pattern-public-suffix",
            tr("{pattern} is a public suffix: it matches the modules of strangers", pattern=pattern),
            tr("name your own domain below it"),
        )
    return too_wide(pattern, context.catalogue.control)


def is_too_wide(pattern: str, control: Iterable[str]) -> bool:
    """Would keeping it private cut Go off from all modules, its toolchains, or the control modules?"""
    return too_wide(pattern, control) is not None


def too_wide(pattern: str, control: Iterable[str]) -> Fault | None:
    """Why it cannot be kept private without cutting Go off from the world's modules, or None."""
    if matches_everything(pattern):
        return Fault(
            "pattern-everything",
            tr("{pattern} matches every module path", pattern=pattern),
            tr("name your own hosts, such as git.example.com"),
        )
    if matches(pattern, TOOLCHAIN):
        return Fault(
            "pattern-toolchain",
            tr("{pattern} matches {module}: Go could fetch no toolchain", pattern=pattern, module=TOOLCHAIN),
            tr("leave golang.org out"),
        )
    for module in control:
        if matches(pattern, module.partition("@")[0]):
            return Fault(
                "pattern-control",
                tr("{pattern} matches the public module {module}", pattern=pattern, module=module),
                tr("name your own part of that host, such as github.com/your-org"),
            )
    return None


def registrable_domain(host: str) -> str:
    """The part of a host name that somebody registered (`example.co.uk`), or the host itself."""
    return _suffixes().privatesuffix(host) or host


def _is_public_suffix(pattern: str) -> bool:
    host = pattern.removesuffix("/").removeprefix("*.").lower()
    if "/" in host or re.search(r"[*?\[\\]", host):
        return False
    return _suffixes().is_public(host)


@cache
def _suffixes() -> PublicSuffixList:
    from publicsuffixlist import PublicSuffixList  # 25 ms: only where a bare host is a pattern

    return PublicSuffixList(accept_unknown=False)
