"""The stage; and the silent ones, which take their time while the others are tested."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.surroundings.both import Both
from tests.surroundings.helped import Helped
from tests.surroundings.silences import Proxied, Silence
from tests.surroundings.stage import Stage
from tests.surroundings.together import selected


@pytest.fixture(scope="session")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    with Stage(tmp_path_factory.mktemp("stage")) as entered:
        yield entered


@pytest.fixture(scope="session", autouse=True)
def silences(
    request: pytest.FixtureRequest, stage: Stage
) -> Iterator[dict[Silence, Future[tuple[Both, int]]]]:
    """Begun with the first test of this folder, all at once: nearly all that they do is wait."""
    found = selected(request, Path(__file__).with_name("test_silences.py"))
    cases = [case for case in found if isinstance(case, Proxied | Helped)]
    with ThreadPoolExecutor(max(len(cases), 1)) as pool:
        yield {case: pool.submit(case.run, stage) for case in cases}
