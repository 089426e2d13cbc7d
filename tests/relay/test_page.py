"""docs/exec-faults.md says what the matrix says."""

from __future__ import annotations

from pathlib import Path

from tests.relay.page import tables

PAGE = Path(__file__).parent.parent.parent / "docs" / "exec-faults.md"


def test_the_page_has_the_tables() -> None:
    """Its tables are those of the matrix, row by row."""
    rows = [line for line in PAGE.read_text().splitlines() if line.startswith("|")]
    assert rows == [line for table in tables() for line in table]
