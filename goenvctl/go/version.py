"""Go's release numbers, as the file $GOROOT/VERSION and GOTOOLCHAIN write them."""

from __future__ import annotations

import re
from typing import NamedTuple

_VERSION = re.compile(r"go1\.(\d+)(?:\.(\d+))?(?:(?:rc|beta)\d+)?(?:[-+ ].*)?$")


class Version(NamedTuple):
    """`Version(1, 24, 3)` is go1.24.3; candidates count as their release."""

    major: int
    minor: int
    patch: int = 0

    def __str__(self) -> str:
        return f"{self.major}.{self.minor}" + (f".{self.patch}" if self.patch else "")


def parse_version(text: str) -> Version | None:
    """The version in `go1.27.3`, or None where it is no release (`devel …`)."""
    match = _VERSION.match(text.strip())
    return Version(1, int(match[1]), int(match[2] or 0)) if match else None
