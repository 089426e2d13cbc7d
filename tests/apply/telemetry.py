"""go's telemetry: a child that outlives `go` and writes into the home, unless it is off."""

from __future__ import annotations

from tests.home import Home


def off(home: Home) -> None:
    """No telemetry in this home: what changes there is then goenvctl's doing, and is done when it ends."""
    mode = home.env_file.parent / "telemetry" / "mode"
    mode.parent.mkdir(parents=True, exist_ok=True)
    mode.write_text("off\n")
