"""`env`: the values for one terminal, from a profile or from what is in effect."""

from __future__ import annotations

from goenvctl.active import standing
from goenvctl.go.environment import resolve
from goenvctl.go.variables import SWITCH, VARIABLES
from goenvctl.intent import intend
from goenvctl.profiles.privacy import PATTERN_VARIABLES
from goenvctl.session import Session
from goenvctl.switch import checked_profile
from goenvctl.verdict import without_variables


def effective_exports(session: Session) -> dict[str, str]:
    """Every variable that has a value here."""
    return {name: setting.value for name, setting in session.settings().items() if setting.value}


def profile_exports(session: Session, name: str) -> dict[str, str]:
    """What `use` of the profile would put in force, as variables that win over the env file.

    An environment cannot unset a variable over the env file (Go takes empty for unset), so what
    an unset yields is written out; for GONOPROXY and GONOSUMDB that is GOPRIVATE's value or `none`.
    """
    profile = checked_profile(session, name)
    sources = session.sources()
    intent = intend(
        profile.values,
        profile.trust,
        session.known_private,
        sources._replace(environ=without_variables(sources.environ)),
        standing(session).ownership,
        session.host.environ.get("GOPRIVATE", ""),
    )
    before = resolve(sources)
    after = {name: setting.value for name, setting in intent.settings.items()}
    named = {name for name in after if name in profile.values or after[name] != before[name].value}
    if any(after[name] or before[name].value for name in PATTERN_VARIABLES):
        named.update(PATTERN_VARIABLES)
    for name in ("GONOPROXY", "GONOSUMDB"):
        after[name] = after[name] or after["GOPRIVATE"] or SWITCH
    for name in ("GOPROXY", "GOSUMDB"):  # unset, and no Go here to say what that yields
        after[name] = after[name] or session.store.find("official").go[name]
    return {name: after[name] for name in VARIABLES if name in named and after[name]}
