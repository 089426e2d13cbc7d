"""Homes for the tests of targets."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.home import Home


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """A home without a go: it has its say in the tests of Go's own file."""
    return Home(tmp_path / "home", None)
