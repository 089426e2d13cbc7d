"""What a check found: a scale, a sentence, a remedy, and, where it is safe, the fix."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from goenvctl.go.environment import Setting
from goenvctl.language import tr

ERROR = "error"
WARNING = "warning"
INFO = "info"
SKIPPED = "skipped"
OK = "ok"

SCALES = (ERROR, WARNING, INFO, SKIPPED, OK)  # worst first


class Fix(NamedTuple):
    """What would mend it: new values in one file, by target, as an edit has them (None to unset)."""

    target: str
    path: str
    changes: Mapping[str, str | None]


class Finding(NamedTuple):
    """`id` is that of the check; `path` and `line` (from 1) say where, as far as it is a place."""

    id: str
    scale: str
    message: str
    remedy: str = ""
    path: str | None = None
    line: int | None = None
    fix: Fix | None = None

    @property
    def place(self) -> str:
        """`file:line`, as far as it is known, or empty."""
        return (self.path or "") + (f":{self.line}" if self.path and self.line else "")


def found_in(
    setting: Setting, id: str, scale: str, message: str, remedy: str, fix: Fix | None = None
) -> Finding:
    """Something found in the value of a variable, where that comes from."""
    return Finding(id, scale, message, remedy, setting.origin.path or None, setting.origin.line, fix)


def about(name: str, reason: str) -> str:
    """What is said of a variable."""
    return tr("{name}: {reason}", name=name, reason=reason)


class Unknown(Exception):
    """A check cannot tell; the message says why."""
