"""Under `exec` everything that works without it works, and comes to the same."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor

import pytest

from tests.relay.pair import Both, Result, Scene, run_both
from tests.relay.scenes import EVERYDAY, FAILING, STEADY
from tests.relay.stock import Stock
from tests.surroundings.together import AT_ONCE, selected

OURS = "goenvctl: "  # what exec says itself

Answers = dict[Scene, Future[Both]]


def _rows(scenes: list[Scene]) -> list[object]:
    return [scene if scene in EVERYDAY else pytest.param(scene, marks=pytest.mark.slow) for scene in scenes]


@pytest.fixture(scope="module")
def answers(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Answers]:
    """Several at once, and those that wait all at once."""
    folder = tmp_path_factory.mktemp("scenes")
    stock = Stock(folder / "stock")
    cases = [case for case in selected(request, request.path) if isinstance(case, Scene)]
    waiting = [case for case in cases if case.waits]
    with ThreadPoolExecutor(AT_ONCE) as busy, ThreadPoolExecutor(max(len(waiting), 1)) as idle:
        yield {
            case: (idle if case.waits else busy).submit(run_both, case, stock, folder)
            for case in sorted(cases, key=lambda case: not case.waits)
        }


@pytest.mark.parametrize("case", _rows(STEADY), ids=str)
def test_same(answers: Answers, case: Scene) -> None:
    """Exit code, output, go.mod, go.sum and module cache are those of plain go, and go says the same."""
    plain, under, _ = answers[case].result()
    assert plain.code == case.code, plain.said
    assert under.code == plain.code, under.said
    if plain.code == 0:
        assert _without_ours(under) == plain


@pytest.mark.parametrize("case", _rows(FAILING), ids=str)
def test_in_the_middle(answers: Answers, case: Scene) -> None:
    """Where a mirror fails in the middle of a query, that module and version is chosen which plain go chooses
    with the mirror as it is, or as it should be; and where plain go succeeds, so does `exec`."""
    plain, under, whole = answers[case].result()
    assert whole.code == 0, whole.said
    if plain.code == 0 or under.code == 0:
        assert under.code == 0, under.said
        assert (under.stdout, under.work) in [
            (one.stdout, one.work) for one in (plain, whole) if one.code == 0
        ]


def _without_ours(result: Result) -> Result:
    return result._replace(said=[line for line in result.said if not line.startswith(OURS)])
