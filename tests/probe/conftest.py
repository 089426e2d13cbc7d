"""The scene, once for a module of tests."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.probe.scene import Scene


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    with Scene(tmp_path_factory.mktemp("scene")) as entered:
        yield entered
