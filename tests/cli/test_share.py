"""The man page and the completions in the wheel are what the commands say."""

from __future__ import annotations

import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest

from scripts.manpage import MAN, SHARE, made

ROOT = Path(__file__).parent.parent.parent


@pytest.mark.parametrize("path", made())
def test_it_is_up_to_date(path: str) -> None:
    """What is in the repository is what `nox -s share` makes."""
    assert (SHARE / path).read_text("utf-8") == made()[path]


def test_all_of_it_is_in_the_wheel() -> None:
    """Each file is named in pyproject.toml, at its place under share/."""
    data = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    shared = data["tool"]["hatch"]["build"]["targets"]["wheel"]["shared-data"]
    assert shared == {f"share/{path}": f"share/{path}" for path in made()}


@pytest.mark.skipif(not shutil.which("groff"), reason="no groff here")
def test_the_man_page_is_sound() -> None:
    """groff warns of nothing."""
    done = subprocess.run(
        ["groff", "-man", "-ww", "-Tutf8", "-z", str(SHARE / MAN)], capture_output=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, b"")
