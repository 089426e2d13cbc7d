"""Values as lines that a POSIX shell reads back."""

from __future__ import annotations

import shlex
from collections.abc import Mapping


def exports(values: Mapping[str, str]) -> list[str]:
    """`export NAME=value`, quoted."""
    return [f"export {name}={shlex.quote(value)}" for name, value in values.items()]
