"""The faults of a mirror's TLS."""

from __future__ import annotations

import pytest

from tests.probe.checked import START_S, Checks, check_rows
from tests.probe.matrix import TLS, Row
from tests.probe.scene import Scene


@pytest.fixture(scope="module")
def checks(scene: Scene, tmp_path_factory: pytest.TempPathFactory) -> Checks:
    return check_rows(scene, TLS, tmp_path_factory.mktemp("homes"))


@pytest.mark.parametrize("row", TLS, ids=lambda row: row.name)
def test_fault(checks: Checks, scene: Scene, row: Row) -> None:
    """A mirror that cannot be talked to in safety gets the verdict and the reason of the matrix."""
    assert checks[row.name].verdict(scene.url(row.fault)) == (row.verdict, row.reason)


def test_time(checks: Checks) -> None:
    """A handshake that never ends costs the 5 s that it is given, and not the 15 s of a probe."""
    assert [one.seconds for one in checks.values() if one.seconds > 3 + 5 + START_S] == []
