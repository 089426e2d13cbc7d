"""Retry-After as seconds."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goenvctl.web.retry import retry_after_s

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
    assert retry_after_s(429, {"retry-after": value}, NOW) == seconds


@given(st.text())
def test_any_text(value: str) -> None:
    """No text of a mirror's brings it down."""
    assert retry_after_s(429, {"retry-after": value}, NOW) >= 0.0


def test_no_header() -> None:
    """Without the header there is no time to wait."""
    assert retry_after_s(503, {}, NOW) == 0.0


def test_another_status() -> None:
    """Behind a redirect or an error of another kind it says something else."""
    assert (
        retry_after_s(301, {"retry-after": "120"}, NOW)
        == retry_after_s(500, {"retry-after": "9"}, NOW)
        == 0.0
    )
