"""Exit codes: part of the contract with scripts (docs/exit-codes.md)."""

from __future__ import annotations

DONE = 0
NO = 1  # the answer is no: unhealthy, nothing to undo, a leak; nothing changed
INVALID = 2  # usage or invalid input
NOT_APPLIED = 3  # everything as before
NOT_IN_EFFECT = 4  # applied, but something overrides it or voids the promise
CONFLICT = 5  # refused to overwrite somebody's edit
OUTPUT_LOST = 74  # done or not, the answer could not be written
BUG = 70  # a report file was written
INTERRUPTED = 130  # Ctrl-C
