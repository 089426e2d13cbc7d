"""Outcomes as rows."""

from __future__ import annotations

from goenvctl.output.health import rows
from goenvctl.probe.outcome import HEALTHY, Outcome


def test_judged_under_two_databases() -> None:
    """A mirror says under which GOSUMDB it was judged where there are two; else its address is enough."""
    names = [
        row[1]
        for row in rows(
            [_of("https://a", "x"), _of("https://a", "y"), _of("https://b", "x")], is_watched=False
        )
    ]
    assert names == ["https://a under x", "https://a under y", "https://b"]
    assert [row[1] for row in rows([_of("https://a?***", "x")] * 2, is_watched=False)] == [
        "https://a?***"
    ] * 2


def _of(url: str, gosumdb: str) -> Outcome:
    return Outcome(url, "somebody", gosumdb, "example.com/a@v1.0.0", HEALTHY)
