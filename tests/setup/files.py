"""What a home holds, byte for byte."""

from __future__ import annotations

from tests.home import Home

RESULTS = "records.sqlite"  # what a check found is kept whatever becomes of the questions


def snapshot(home: Home) -> dict[str, bytes]:
    """Every file below the home by its path, but the results of checks, and what go counts for itself."""
    found = {}
    for path in sorted(home.path.rglob("*")):
        name = str(path.relative_to(home.path))
        is_counted = name.startswith((".config/go/telemetry", ".cache/go-build", "bin/"))
        if path.is_file() and not is_counted and not path.name.startswith(RESULTS):
            found[name] = path.read_bytes()
    return found
