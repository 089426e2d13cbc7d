"""Which of the files that a shell looks for are there."""

from __future__ import annotations

import os
from collections.abc import Iterable


def present(paths: Iterable[str]) -> tuple[str, ...]:
    """Those that exist, whatever they are; a link that leads nowhere exists for nobody."""
    return tuple(path for path in paths if path and os.path.exists(path))


def first_readable(paths: Iterable[str]) -> tuple[str, ...]:
    """The first that can be read, alone; or nothing."""
    return next(((path,) for path in paths if os.path.exists(path) and os.access(path, os.R_OK)), ())
