"""A proxy or a helper that never answers holds nobody up for longer than one probe."""

from __future__ import annotations

from concurrent.futures import Future

import pytest

from tests.surroundings.both import Both
from tests.surroundings.names import needs_names
from tests.surroundings.silences import CASES, HELPED, LEFT, Silence
from tests.surroundings.verdicts import SILENT_PROXY

PROBE_MS = 16_000.0  # a whole probe has 15 s
START_S = 8.0  # of a dozen interpreters at once, beside those of the other tests

Answers = dict[Silence, Future[tuple[Both, int]]]

pytestmark = needs_names


@pytest.mark.parametrize("case", CASES, ids=str)
def test_verdict(silences: Answers, case: Silence) -> None:
    """Where go waits for ever, check says in time who is silent."""
    (fetched, checked), _ = silences[case].result()
    assert (fetched.word, *checked.finding) == case.expected, fetched.said
    assert checked.local_problem == ("proxy" if case.expected == SILENT_PROXY else None)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_time(silences: Answers, case: Silence) -> None:
    """It takes no longer than any probe."""
    checked = silences[case].result()[0].checked
    [result] = checked.ended.json["results"]
    assert result["timings_ms"]["total"] < PROBE_MS
    assert checked.seconds < PROBE_MS / 1000 + START_S


@pytest.mark.parametrize("case", [*HELPED, *LEFT], ids=str)
def test_no_helper_is_left(silences: Answers, case: Silence) -> None:
    """A helper that did not answer has ended when check has."""
    assert silences[case].result()[1] == 0
