"""docs/doctor.md lists the checks there are."""

from __future__ import annotations

from pathlib import Path

from goenvctl.doctor.all_checks import CHECKS

PAGE = Path(__file__).parent.parent.parent / "docs" / "doctor.md"


def test_every_check_is_on_the_page() -> None:
    """The table is that of the checks, in their order."""
    rows = [line for line in PAGE.read_text().splitlines() if line.startswith("| `")]
    assert rows == [
        f"| `{check.id}` | {check.sound} |" + (" yes |" if check.may_fix else " |") for check in CHECKS
    ]
