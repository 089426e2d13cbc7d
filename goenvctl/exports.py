"""`env`: the values for one terminal, from a profile or from what is in effect."""

from __future__ import annotations

from goenvctl.active import standing
from goenvctl.exported import exported_values
from goenvctl.session import Session
from goenvctl.switch import checked_profile


def effective_exports(session: Session) -> dict[str, str]:
    """Every variable that has a value here."""
    return {name: setting.value for name, setting in session.settings().items() if setting.value}


def profile_exports(session: Session, name: str) -> dict[str, str]:
    """What `use` of the profile would put in force, as variables that win over the env file and others."""
    profile = checked_profile(session, name)
    return exported_values(session, profile, standing(session).ownership, session.settings())
