"""Questions to a person. The only door of questionary."""

from __future__ import annotations

from collections.abc import Sequence

import questionary

from goenvctl.profiles.profile import Profile
from goenvctl.redact import clean


def pick_profile(profiles: Sequence[Profile], active: str | None) -> str:
    """One of the profiles, by name; the active one is marked and under the cursor.

    Raises KeyboardInterrupt where the person gives up.
    """
    usable = [profile for profile in profiles if not profile.is_template]
    width = max(len(profile.name) for profile in usable)

    def mark(profile: Profile) -> str:
        return "*" if profile.name == active else " "

    def about(profile: Profile) -> str:
        return profile.summary or profile.go.get("GOPROXY", "")

    choices = [
        questionary.Choice(clean(f"{mark(profile)} {profile.name:{width}}  {about(profile)}"), profile.name)
        for profile in usable
    ]
    default = next((choice for choice in choices if choice.value == active), None)
    return str(questionary.select("Which profile?", choices=choices, default=default).unsafe_ask())
