"""Times and shares as people read them, never rounded to something better than they are."""

from __future__ import annotations

from datetime import UTC, datetime

from goenvctl.language import N_, tr

NONE = "-"
_SPANS = (
    (86400, N_("{number:g} days"), 2),
    (3600, N_("{number:g} hours"), 2),
    (60, N_("{number:g} minutes"), 0),
)


def duration(seconds: float | None) -> str:
    """`87 ms`, `1.2 s`, `15 s`; `-` where there is none."""
    if seconds is None:
        return NONE
    milliseconds = round(seconds * 1000)
    if milliseconds < 1000:
        return f"{milliseconds} ms"
    return f"{seconds:.1f} s" if milliseconds < 9950 else f"{seconds:.0f} s"


def share(ratio: float) -> str:
    """A ratio in percent: `100%` and `0%` are exact, everything between is rounded down."""
    if ratio in (0, 1):
        return f"{ratio:.0%}"
    return f"{int(ratio * 1000) / 10}%"


def moment(time: float) -> str:
    """Seconds since the epoch in RFC 3339, UTC."""
    return datetime.fromtimestamp(time, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def minute(time: float) -> str:
    """Seconds since the epoch as a person writes it, UTC."""
    return datetime.fromtimestamp(time, UTC).strftime("%Y-%m-%d %H:%M UTC")


def span(seconds: float) -> str:
    """A period: `7 days`, `24 hours`, `90 minutes`."""
    for unit_s, text, least in _SPANS:
        if seconds % unit_s == 0 and seconds >= least * unit_s:
            return tr(text, number=seconds / unit_s)
    return tr("{number:g} seconds", number=seconds)
