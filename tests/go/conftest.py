"""One of each toolchain for the whole session; pytest runs all tests of one before those of the next."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.go.command import Go
from tests.go.xmod import Xmod
from tests.toolchains import ALL, Toolchain


@pytest.fixture(scope="session", params=ALL, ids=str)
def toolchain(request: pytest.FixtureRequest) -> Toolchain:
    chosen: Toolchain = request.param
    return chosen


@pytest.fixture(scope="session")
def go(toolchain: Toolchain, tmp_path_factory: pytest.TempPathFactory) -> Go:
    return Go(toolchain, tmp_path_factory.mktemp(f"go{toolchain}-"))


@pytest.fixture(scope="session")
def xmod(go: Go) -> Iterator[Xmod]:
    with Xmod(go) as answers:
        yield answers
