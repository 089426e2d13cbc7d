"""The faults of a mirror's copy of the checksum database, where GOSUMDB has no address."""

from __future__ import annotations

import pytest

from tests.probe.checked import DEADLINE_S, START_S, Checks, check_rows
from tests.probe.matrix import DATABASE, Row
from tests.probe.scene import Scene


@pytest.fixture(scope="module")
def checks(scene: Scene, tmp_path_factory: pytest.TempPathFactory) -> Checks:
    return check_rows(scene, DATABASE, tmp_path_factory.mktemp("homes"))


@pytest.mark.parametrize("row", DATABASE, ids=lambda row: row.name)
def test_fault(checks: Checks, scene: Scene, row: Row) -> None:
    """A mirror whose copy of the database has one fault gets the verdict and the reason of the matrix."""
    assert checks[row.name].verdict(scene.url(row.fault)) == (row.verdict, row.reason)


def test_time(checks: Checks) -> None:
    """A copy that never answers costs the 15 s of one probe, not more."""
    assert [one.seconds for one in checks.values() if one.seconds > DEADLINE_S + START_S] == []
