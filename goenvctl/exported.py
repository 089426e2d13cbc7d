"""What an environment must say so that a profile is in force in it."""

from __future__ import annotations

from goenvctl.apply.ownership import Ownership
from goenvctl.go.environment import Setting, resolve
from goenvctl.go.variables import SWITCH, VARIABLES
from goenvctl.intent import intend
from goenvctl.profiles.privacy import PATTERN_VARIABLES
from goenvctl.profiles.profile import Profile
from goenvctl.session import Session
from goenvctl.verdict import without_variables


def exported_values(
    session: Session, profile: Profile, ownership: Ownership, before: dict[str, Setting]
) -> dict[str, str]:
    """What `use` of the profile would put in force, as variables that win over the env file.

    `before` are the settings over which they are exported. An environment cannot unset a
    variable over the env file (Go takes empty for unset), so what an unset yields is written
    out; for GONOPROXY and GONOSUMDB that is GOPRIVATE's value or `none`.
    """
    sources = session.sources()
    intent = intend(
        profile.values,
        profile.trust,
        session.known_private,
        sources._replace(environ=without_variables(sources.environ)),
        ownership,
        session.host.environ.get("GOPRIVATE", ""),
    )
    after = {name: setting.value for name, setting in intent.settings.items()}
    named = {name for name in after if name in profile.values or after[name] != before[name].value}
    if any(after[name] or before[name].value for name in PATTERN_VARIABLES):
        named.update(PATTERN_VARIABLES)
    for name in ("GONOPROXY", "GONOSUMDB"):
        after[name] = after[name] or after["GOPRIVATE"] or SWITCH
    for name in ("GOPROXY", "GOSUMDB"):  # unset, and no Go here to say what that yields
        after[name] = after[name] or session.store.find("official").go[name]
    return {name: after[name] for name in VARIABLES if name in named and after[name]}


def shell_values(session: Session, profile: Profile, ownership: Ownership) -> dict[str, str]:
    """The same for a terminal that is still to be opened: nothing exported here counts."""
    sources = session.sources()
    clean = resolve(sources._replace(environ=without_variables(sources.environ)))
    return exported_values(session, profile, ownership, clean)
