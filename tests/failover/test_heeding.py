"""Retry-After as seconds."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goenvctl.failover.heeding import retry_after_s

NOW = 1_790_000_000.0  # Mon, 21 Sep 2026 14:13:20 GMT


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("120", 120.0),
        (" 0 ", 0.0),
        ("Mon, 21 Sep 2026 14:14:20 GMT", 60.0),
        ("Mon, 21 Sep 2026 14:14:20", 60.0),
        ("Mon, 21 Sep 2026 14:12:20 GMT", 0.0),
        ("", 0.0),
        ("-5", 0.0),
        ("1e9", 0.0),
        ("soon", 0.0),
        ("99999999999999999999", 0.0),
    ],
)
def test_the_header(value: str, seconds: float) -> None:
    """A number of seconds, or a date; anything else says nothing."""
    assert retry_after_s({"retry-after": value}, NOW) == seconds


@given(st.text())
def test_any_text(value: str) -> None:
    """No text of a mirror's brings it down."""
    assert retry_after_s({"retry-after": value}, NOW) >= 0.0


def test_no_header() -> None:
    """Without the header there is no time to wait."""
    assert retry_after_s({}, NOW) == 0.0
