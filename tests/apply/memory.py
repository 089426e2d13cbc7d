"""A folder for homes whose disk does not matter: in memory where that can be had, for speed."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

SHM = "/dev/shm"


@contextlib.contextmanager
def in_memory() -> Iterator[Path]:
    """A temporary folder, gone at the end."""
    with tempfile.TemporaryDirectory(dir=SHM if os.access(SHM, os.W_OK) else None) as name:
        yield Path(name)
