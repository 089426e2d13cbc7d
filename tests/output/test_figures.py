"""Figures for people: short, and never better than they are."""

from __future__ import annotations

import pytest

from goenvctl.output.figures import duration, moment, share


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (None, "-"),
        (0.0, "0 ms"),
        (0.0874, "87 ms"),
        (0.9994, "999 ms"),
        (0.9996, "1.0 s"),
        (1.25, "1.2 s"),
        (9.94, "9.9 s"),
        (9.96, "10 s"),
        (15.0, "15 s"),
    ],
)
def test_durations(seconds: float | None, text: str) -> None:
    """Milliseconds below one second, tenths below ten, then whole seconds."""
    assert duration(seconds) == text


@pytest.mark.parametrize(
    ("ratio", "text"),
    [(1.0, "100%"), (0.99999, "99.9%"), (0.5, "50.0%"), (2 / 3, "66.6%"), (0.0001, "0.0%"), (0.0, "0%")],
)
def test_shares(ratio: float, text: str) -> None:
    """100% means every time and 0% never; between them it is rounded down."""
    assert share(ratio) == text


def test_moments() -> None:
    """A moment is RFC 3339 in UTC with milliseconds."""
    assert moment(1_800_000_000.25) == "2027-01-15T08:00:00.250Z"
