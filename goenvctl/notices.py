"""What is worth a line after a change, though nothing is wrong with it."""

from __future__ import annotations

from goenvctl.errors import Problem
from goenvctl.go.patterns import trimmed_patterns
from goenvctl.go.proxylist import ProxyList, ProxyListError, parse_proxy_list
from goenvctl.language import tr, trn
from goenvctl.profiles.profile import Profile
from goenvctl.session import Session
from goenvctl.suspects import find_suspects

SHOWN_SUSPECTS = 3


def plain_http(profile: Profile) -> list[Problem]:
    """The mirrors that are asked in the clear."""
    return [
        profile.problem(
            "plain-http",
            tr("{entry} is plain http: everybody on the way can read the module names", entry=entry.text),
            tr("use https where the mirror has it"),
            "GOPROXY",
        )
        for entry in _proxies(profile).mirrors
        if entry.is_in_the_clear
    ]


def looks_private(session: Session, profile: Profile, covered: str) -> list[Problem]:
    """What looks private here, and would be asked of the profile's public mirrors."""
    if profile.trust != "public":
        return []
    found = find_suspects(session.host, covered)
    if not found:
        return []
    import shlex

    mirrors = _mirror_hosts(session, profile)  # how one logs in at a mirror is in netrc too
    found = [one for one in found if one.pattern not in mirrors and not session.fault_of(one.pattern)]
    shown, hidden = found[:SHOWN_SUSPECTS], len(found) - SHOWN_SUSPECTS
    return [
        Problem(
            "looks-private",
            tr("{pattern} looks private and is not covered", pattern=suspect.pattern)
            + (_and_more(hidden) if hidden > 0 and suspect is shown[-1] else ""),
            f"goenvctl private add {shlex.quote(suspect.pattern)}",
            suspect.path,
            suspect.line,
        )
        for suspect in shown
    ]


def _and_more(hidden: int) -> str:
    return trn(" (and {number} more)", " (and {number} more)", hidden)


def bad_patterns(session: Session) -> list[Problem]:
    """Private patterns that cannot be honoured: of config.toml, of the environment, of profiles."""
    exported = trimmed_patterns(session.host.environ.get("GOPRIVATE", ""))
    return [
        *session.config_faults,
        *(
            Problem(
                "pattern-not-kept",
                tr(
                    "the exported GOPRIVATE: {reason}; it holds in this terminal and was not written down",
                    reason=fault.reason,
                ),
                fault.remedy,
            )
            for fault in map(session.fault_of, exported)
            if fault
        ),
        *(
            Problem(
                "pattern-ignored",
                tr("the pattern {pattern} of a profile is too wide to be kept private", pattern=pattern),
                tr("goenvctl profile validate says where it stands"),
            )
            for pattern in session.too_wide
            if pattern not in session.config.private
        ),
    ]


def _mirror_hosts(session: Session, profile: Profile) -> set[str]:
    known = (profile, *session.store.added())
    hosts = {entry.address.hostname for one in known for entry in _proxies(one).mirrors}
    return hosts | {mirror.prefix.partition("/")[0] for mirror in session.store.catalogue.mirrors}


def _proxies(profile: Profile) -> ProxyList:
    try:
        return parse_proxy_list(profile.go.get("GOPROXY", "off"))
    except ProxyListError:  # a template's blank, or a file that is refused when it is used
        return ProxyList((), ())
