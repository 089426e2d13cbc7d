"""A command line of ours is told as it has to be typed here."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from goenvctl.cli.myself import as_typed
from tests.home import Home

SCRIPT = f"#!{sys.executable}\nfrom goenvctl.cli import main\nmain()\n"


@pytest.fixture
def script(home: Home) -> Path:
    """goenvctl where no PATH leads, in a folder whose name has a blank."""
    path = home.work / "a venv" / "goenvctl"
    path.parent.mkdir()
    path.write_text(SCRIPT)
    path.chmod(0o755)
    return path


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("take it back: goenvctl undo", "take it back: .venv/bin/goenvctl undo"),
        ("goenvctl --help shows them", ".venv/bin/goenvctl --help shows them"),
        (
            "run goenvctl use, or goenvctl doctor.",
            "run .venv/bin/goenvctl use, or .venv/bin/goenvctl doctor.",
        ),
        ("goenvctl wrote Go's env file itself", "goenvctl wrote Go's env file itself"),
        ("goenvctl: no profile", "goenvctl: no profile"),
        ("/opt/goenvctl undo", "/opt/goenvctl undo"),
    ],
)
def test_off_the_path(said: str, told: str) -> None:
    """Off PATH the commands get the name that was typed; what only speaks of goenvctl stays."""
    assert as_typed(said, ".venv/bin/goenvctl", "/usr/bin:") == told


def test_on_the_path(script: Path) -> None:
    """Where PATH has it the bare name does; `python -m goenvctl` keeps it too."""
    assert as_typed("goenvctl undo", str(script), f"/usr/bin:{script.parent}") == "goenvctl undo"
    assert as_typed("goenvctl undo", "/x/goenvctl/__main__.py", "/usr/bin") == "goenvctl undo"


def test_the_way_back_works(home: Home, script: Path) -> None:
    """The line that `use` ends with, typed into a shell, takes it back; a diff shows files as they are."""
    ended = home.spawn(["./a venv/goenvctl", "use", "cn"])
    [line] = [line for line in ended.stdout.splitlines() if line.startswith("take it back: ")]
    assert line == "take it back: './a venv/goenvctl' undo"
    assert home.spawn(["sh", "-c", line.partition(": ")[2]]).code == 0
    assert home.read_env() is None
    (home.path / ".bashrc").write_text("alias g='goenvctl use cn'\n")
    shown = home.spawn(["./a venv/goenvctl", "use", "cn", "--to", "bash", "--dry-run"]).stdout
    assert " alias g='goenvctl use cn'\n" in shown
