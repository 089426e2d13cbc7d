"""The sound machine."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.doctor.machine import listening
from tests.home import Home


@pytest.fixture(scope="session")
def http_proxy() -> Iterator[str]:
    """An HTTP proxy that can be reached: everything else would go through it."""
    with listening() as address:
        yield address


@pytest.fixture
def sound(tmp_path: Path, http_proxy: str) -> Home:
    """A home in which nothing is wrong, with bash as its shell."""
    home = Home(tmp_path / "home")
    home.environ |= {"HTTP_PROXY": http_proxy, "HTTPS_PROXY": http_proxy, "SHELL": "/bin/bash"}
    return home
