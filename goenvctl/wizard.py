"""Questions to a person. The only door of questionary."""

from __future__ import annotations

from collections.abc import Sequence

import questionary

from goenvctl.profiles.profile import Profile
from goenvctl.redact import clean


def pick_profile(profiles: Sequence[Profile]) -> str:
    """One of the profiles, by name. Raises KeyboardInterrupt where the person gives up."""
    usable = [profile for profile in profiles if not profile.is_template]
    width = max(len(profile.name) for profile in usable)
    choices = [
        questionary.Choice(clean(f"{profile.name:{width}}  {profile.summary}"), profile.name)
        for profile in usable
    ]
    return str(questionary.select("Which profile?", choices=choices).unsafe_ask())
