"""Why no mirror had an answer, in one line that names each: `go` prints it."""

from __future__ import annotations

from goenvctl.relay.mirror import Missing
from goenvctl.relay.race import Lost
from goenvctl.web.failure import Failure

LINE = 600  # characters


def explained(lost: Lost) -> str:
    """The mirrors first, those with the same fault together; details last, for they may be cut off."""
    by_fault: dict[str, list[str]] = {}
    details: dict[str, str] = {}
    for mirror, why in lost.said:
        fault = f"has it not ({why})" if isinstance(why, Missing) else why.reason
        by_fault.setdefault(fault, []).append(mirror.shown)
        if isinstance(why, Failure):
            details.setdefault(fault, str(why))
    faults = (f"{', '.join(dict.fromkeys(mirrors))} ({fault})" for fault, mirrors in by_fault.items())
    return f"no mirror serves it: {', '.join(faults)}: {'; '.join(details.values())}"


def printable(text: str) -> str:
    """As `go` prints it: one line of ASCII, not too long (cmd/go/internal/web/api.go)."""
    line = " ".join(text.split()).encode("ascii", "backslashreplace").decode()
    return line[:LINE] + ("..." if len(line) > LINE else "")
