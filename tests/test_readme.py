"""The README is a promise: its commands are the ones that are tested."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text()
BLOCKS = re.findall(r"^```\w*\n(.*?)^```", README, re.MULTILINE | re.DOTALL)


def test_the_first_block_has_two_lines() -> None:
    """The first code block: one line that ends with cn in effect, one that runs the tests."""
    first, second = BLOCKS[0].splitlines()
    assert first.endswith("goenvctl use cn")
    assert second.endswith("nox -s tests")
    assert not any(line.startswith(("$", "#", ">")) for line in (first, second))


def test_ci_calls_exactly_the_second() -> None:
    """.ci/run takes the test command out of the README, to the letter."""
    script = (ROOT / ".ci" / "run").read_text()
    command = re.search(r"^test_command=\$\((.*)\)$", script, re.MULTILINE)
    assert command
    taken = subprocess.run(
        ["bash", "-c", command[1]], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    assert taken == BLOCKS[0].splitlines()[1] + "\n"


def test_links_lead_somewhere() -> None:
    """Every relative link of README and docs names a file that is there."""
    for page in (ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").rglob("*.md")):
        for link in re.findall(r"\]\(([^)#:]+)\)", page.read_text()):
            assert (page.parent / link).exists(), (page.name, link)
