"""Under `exec` nobody hears of more than plain go would have told them, whatever fails."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import NamedTuple

import pytest

from tests.relay.chains import Chain, Outcome, make_chain, run_chain
from tests.relay.oracle import complaints
from tests.relay.stock import Stock
from tests.surroundings.together import AT_ONCE, selected

ALL = 80
EVERYDAY = (7, 27, 48, 65, 71, 76)  # each of which notices another rule that is not kept
CHAINS = [
    make_chain(number) if number in EVERYDAY else pytest.param(make_chain(number), marks=pytest.mark.slow)
    for number in range(ALL)
]


class Both(NamedTuple):
    plain: Outcome
    under: Outcome


Answers = dict[Chain, Future[Both]]


@pytest.fixture(scope="module")
def answers(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Answers]:
    folder = tmp_path_factory.mktemp("chains")
    stock = Stock(folder / "stock")

    def both(chain: Chain) -> Both:
        return Both(*(run_chain(chain, stock, folder, is_relayed=is_relayed) for is_relayed in (False, True)))

    cases = [case for case in selected(request, request.path) if isinstance(case, Chain)]
    with ThreadPoolExecutor(AT_ONCE) as pool:
        yield {case: pool.submit(both, case) for case in cases}


@pytest.mark.parametrize("case", CHAINS, ids=str)
def test_who_hears(answers: Answers, case: Chain) -> None:
    """No mirror and no database is asked what plain go, whatever fails, would not have asked of its run:
    nothing crosses a comma but what the run's last does not have, and nothing private is told to anybody."""
    assert complaints(case, answers[case].result().under) == []


@pytest.mark.parametrize("case", CHAINS, ids=str)
def test_plain_go(answers: Answers, case: Chain) -> None:
    """The same of plain go: what these rules allow is what it does. Where it succeeds, `exec` does."""
    plain, under = answers[case].result()
    assert complaints(case, plain) == []
    if plain.ended.code == 0:
        assert under.ended.code == 0, under.ended.stderr
