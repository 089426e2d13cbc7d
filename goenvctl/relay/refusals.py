"""Why no mirror had an answer, in one line that names each: `go` prints it."""

from __future__ import annotations

from goenvctl.relay.mirror import Missing
from goenvctl.relay.race import Lost
from goenvctl.relay.verify import Wrong

LINE = 600  # characters


def explained(lost: Lost) -> str:
    wrong = [(mirror, why) for mirror, why in lost.said if isinstance(why, Wrong)]
    if wrong and len(wrong) == len(lost.said):
        names = ", ".join(mirror.shown for mirror, _ in wrong)
        expected = wrong[0][1].mismatch.expected
        return f"only wrong bytes at {names}: the checksum database has {expected}"
    said = (
        f"{mirror.shown} has it not ({why})"
        if isinstance(why, Missing)
        else f"{mirror.shown}: {getattr(why, 'reason', '')} ({why})"
        for mirror, why in lost.said
    )
    return "no mirror serves it: " + "; ".join(said)


def printable(text: str) -> str:
    """As `go` prints it: one line of ASCII, not too long (cmd/go/internal/web/api.go)."""
    line = " ".join(text.split()).encode("ascii", "backslashreplace").decode()
    return line[:LINE] + ("..." if len(line) > LINE else "")
