"""One row for each fault of a mirror: verdict, reason, time and memory of `goenvctl check`."""

from __future__ import annotations

import pytest

from tests.probe.checked import DEADLINE_S, MEMORY_MIB, START_S, Checks, check_rows
from tests.probe.matrix import MIRROR, Row
from tests.probe.scene import Scene


@pytest.fixture(scope="module")
def checks(scene: Scene, tmp_path_factory: pytest.TempPathFactory) -> Checks:
    return check_rows(scene, MIRROR, tmp_path_factory.mktemp("homes"))


@pytest.mark.parametrize("row", MIRROR, ids=lambda row: row.name)
def test_fault(checks: Checks, scene: Scene, row: Row) -> None:
    """A mirror with one fault gets the verdict and the reason of the matrix."""
    assert checks[row.name].verdict(scene.url(row.fault)) == (row.verdict, row.reason)


def test_time(checks: Checks) -> None:
    """However many mirrors are silent, all verdicts are there after the 15 s of one probe."""
    assert [one.seconds for one in checks.values() if one.seconds > DEADLINE_S + START_S] == []


def test_memory(checks: Checks) -> None:
    """Bombs and endless answers are cut off: a check never takes 200 MiB."""
    assert [one.peak_mib for one in checks.values() if one.peak_mib > MEMORY_MIB] == []


def test_exit_code(checks: Checks, scene: Scene) -> None:
    """One usable mirror among many faulty ones is enough for 0, and the good one is the best or as good."""
    good = checks["good"]
    assert good.ended.code == 0
    assert good.result(good.json["best"])["verdict"] == "healthy"


def test_ranks(checks: Checks) -> None:
    """Usable mirrors are ranked 1, 2, 3 …, healthy before degraded; the others have no rank and come last."""
    results = checks["good"].json["results"]
    usable = [one for one in results if one["verdict"] in ("healthy", "degraded")]
    assert results[: len(usable)] == usable
    assert [one["rank"] for one in results] == [
        *range(1, len(usable) + 1),
        *[None] * (len(results) - len(usable)),
    ]


def test_no_terminal_escapes(checks: Checks) -> None:
    """What a mirror writes reaches standard output and error without a control character."""
    for one in checks.values():
        text = one.ended.stdout + one.ended.stderr
        assert [char for char in text if not char.isprintable() and char != "\n"] == []
