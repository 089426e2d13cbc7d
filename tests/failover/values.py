"""Profiles, outcomes and values in force for tests of what may be chosen: as values, without a machine."""

from __future__ import annotations

from collections.abc import Mapping

from goenvctl.apply.ownership import Ownership
from goenvctl.failover.choice import InForce
from goenvctl.go.environment import EnvFile, Sources
from goenvctl.go.proxylist import parse_proxy_list
from goenvctl.intent import intend
from goenvctl.probe.outcome import Outcome
from goenvctl.profiles.profile import Profile

KEY = "sum.golang.org"
GOOD, LAME, DEAD, LACKING, BAD, DOUBTFUL = "good lame dead lacking bad doubtful".split()
FOUND = {  # what the first letters of a mirror's name say of it
    GOOD: ("healthy", ""),
    LAME: ("degraded", "stale"),
    DEAD: ("unreachable", "connect-refused"),
    LACKING: ("broken", "no-control-module"),
    BAD: ("hostile", "zip-mismatch"),
    DOUBTFUL: ("degraded", "disputed"),
}
SHIPPED = b"GOPROXY=https://proxy.golang.org,direct\nGOSUMDB=sum.golang.org\nGOTOOLCHAIN=auto\n"


def profile(
    name: str = "cn",
    *,
    trust: str = "public",
    fallback: tuple[str, ...] = (),
    unset: tuple[str, ...] = (),
    **go: str,
) -> Profile:
    """A profile of the user's; it verifies by Go's database where it does not say otherwise."""
    values = go if "GOSUMDB" in go or "GOSUMDB" in unset else {**go, "GOSUMDB": KEY}
    return Profile(name, f"{name}.toml", "user", "", (), trust, fallback, (), unset, {}, values, {})


def outcomes(*goproxies: str, database: str = "good", sumdb: str = "absent") -> dict[str, Outcome]:
    """What the name of each mirror says of it; those called otherwise were not asked."""
    found = {}
    for entry in (entry for one in goproxies for entry in parse_proxy_list(one).mirrors):
        word = next((word for word in FOUND if entry.address.hostname.startswith(word)), "")
        if word:
            verdict, reason = FOUND[word]
            is_asked = word in (GOOD, LAME)
            found[entry.url] = Outcome(
                entry.url,
                entry.address.hostname,
                KEY,
                "m@v1",
                verdict,
                reason,
                sumdb=sumdb if is_asked else "",
                database=database if is_asked else "",
            )
    return found


def healthy(goproxy: str) -> dict[str, Outcome]:
    """All its mirrors are, and the database is found."""
    good = outcomes(f"{GOOD}.x")[f"https://{GOOD}.x"]
    return {entry.url: good._replace(url=entry.url) for entry in parse_proxy_list(goproxy).mirrors}


def in_force(known: tuple[str, ...] = (), env_file: bytes = b"") -> InForce:
    """What `use` of a profile would put in force over this env file, the rule on privacy included."""
    sources = Sources({}, EnvFile("/env"), env_file, "/go", SHIPPED, None)
    ownership = Ownership({}, {}, {}, None, None)

    def settings(one: Profile) -> Mapping[str, str]:
        found = intend(one.values, one.trust, known, sources, ownership).settings
        return {name: setting.value for name, setting in found.items()}

    return settings
