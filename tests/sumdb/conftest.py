"""Go's checksum database of each toolchain, built once for the whole session."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.go.command import Go
from tests.sumdb.oracle import Oracle
from tests.toolchains import ALL, Toolchain


@pytest.fixture(scope="session", params=ALL, ids=str)
def oracle(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Oracle]:
    toolchain: Toolchain = request.param
    with Oracle(Go(toolchain, tmp_path_factory.mktemp(f"sumdb{toolchain}-"))) as answers:
        yield answers
