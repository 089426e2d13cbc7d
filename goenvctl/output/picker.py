"""Profiles to pick from: one line each, cut to the columns there are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from goenvctl.language import tr, trn
from goenvctl.lately import Lately
from goenvctl.output.table import text_width
from goenvctl.profiles.profile import Profile
from goenvctl.redact import clean

MARGIN = 4  # what stands before a line that can be picked, and one column that stays free
ROOM_FOR_HEALTH = 60  # columns; on fewer the summary goes first
_UNITS = ((86400, "d"), (3600, "h"), (60, "min"))


def titles(
    profiles: Sequence[Profile], active: str | None, lately: Mapping[str, Lately], columns: int
) -> list[str]:
    """`*` marks the active one; then its name, its summary, and what the last checks found."""
    room = max(columns - MARGIN, 1)
    width = max((len(profile.name) for profile in profiles), default=0)
    return [_title(profile, active, lately.get(profile.name), width, room) for profile in profiles]


def health(found: Lately) -> str:
    """`2 of 2 healthy, 3 h ago`."""
    said = tr("{healthy} of {number} healthy", healthy=found.healthy, number=found.mirrors)
    if found.hostile:
        hostile = trn("{number} hostile", "{number} hostile", found.hostile)
        said = tr("{one}, {other}", one=said, other=hostile)
    return tr("{one}, {other}", one=said, other=_ago(found.age_s))


def cut(text: str, columns: int) -> str:
    """The text, ending with `…` where it is longer than the columns."""
    if text_width(text) <= columns:
        return text
    while text and text_width(text) > columns - 1:
        text = text[:-1]
    return text.rstrip() + "…"


def _title(profile: Profile, active: str | None, found: Lately | None, width: int, room: int) -> str:
    mark = "*" if profile.name == active else " "
    head = f"{mark} {profile.name:{width}}"
    about = clean(profile.about or profile.go.get("GOPROXY", ""))
    tail = health(found) if found else ""
    if not tail:
        return cut(f"{head}  {about}", room)
    if room < ROOM_FOR_HEALTH:
        return cut(f"{head}  {tail}", room)
    left = room - text_width(head) - text_width(tail) - 4
    about = cut(about, left)
    return f"{head}  {about}{' ' * (left - text_width(about))}  {tail}"


def _ago(seconds: float) -> str:
    for unit_s, unit in _UNITS:
        if seconds >= unit_s:
            number = int(seconds // unit_s)
            if unit == "d":
                return trn("{number} day ago", "{number} days ago", number)
            return (
                tr("{number} h ago", number=number) if unit == "h" else tr("{number} min ago", number=number)
            )
    return tr("just now")
