"""Every fault, from the first request on and after 1, 7 and 40 good ones: the build succeeds."""

from __future__ import annotations

import pytest

from tests.relay.building import PATIENCE_S, Builder
from tests.relay.matrix import CASES, Case, expected
from tests.relay.rescued import Rescues, rescue_all, selected

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def rescues(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Rescues:
    folder = tmp_path_factory.mktemp("rescued")
    return rescue_all(Builder(folder), folder / "scene", selected(request))


@pytest.mark.parametrize("case", CASES, ids=str)
def test_rescue(rescues: Rescues, case: Case) -> None:
    """With two of three mirrors at fault, forty modules are downloaded and built with the right bytes."""
    built = rescues[case]
    assert built.word == expected(case), built
    assert built.seconds < PATIENCE_S
