"""What is in the wheel and in the sdist, and what is not."""

from __future__ import annotations

import subprocess
import tarfile
import zipfile
from email.message import Message
from email.parser import Parser
from pathlib import Path

import pytest

from tests.packaging.conftest import PROJECT, ROOT, STEM, Packages, must

pytestmark = pytest.mark.slow

DATA = f"{STEM}.data/data"
SHARED = (
    "share/man/man1/goenvctl.1",
    "share/bash-completion/completions/goenvctl",
    "share/zsh/site-functions/_goenvctl",
    "share/fish/vendor_completions.d/goenvctl.fish",
)
PAGES = ("exit-codes", "json", "profiles", "targets", "privacy")
KEPT_OUT = {".ci", ".git", ".go", ".shells", ".nox", ".venv", ".hypothesis", ".pytest_cache"}
MIB = 1 << 20


def test_wheel_holds_the_package(packages: Packages) -> None:
    """The wheel holds every source file of the package, to the byte."""
    listed = subprocess.run(
        [
            "git",
            "ls-files",
            "-co",
            "--exclude-standard",
            "-z",
            "goenvctl/*.py",
            "goenvctl/*.mo",
            "goenvctl/*.html",
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    sources = [name for name in listed.split("\0") if name and (ROOT / name).exists()]
    assert "goenvctl/language/zh.mo" in sources
    packed = contents(packages.wheel)
    assert {name: packed.get(name) for name in sources} == {
        name: (ROOT / name).read_bytes() for name in sources
    }


def test_wheel_holds_the_profiles(packages: Packages) -> None:
    """The wheel holds the built-in profiles and the catalogue of mirrors."""
    packed = contents(packages.wheel)
    folder = ROOT / "profiles"
    for path in folder.rglob("*.toml"):
        name = f"goenvctl/profiles/built_in/{path.relative_to(folder).as_posix()}"
        assert packed.get(name) == path.read_bytes(), name


def test_wheel_holds_what_is_shared(packages: Packages) -> None:
    """The wheel brings the man page and the completions of three shells."""
    packed = contents(packages.wheel)
    for name in SHARED:
        assert packed.get(f"{DATA}/{name}") == (ROOT / name).read_bytes(), name


def test_wheel_holds_the_pages_of_help(packages: Packages) -> None:
    """The wheel holds the pages of `goenvctl help`, in both languages."""
    packed = contents(packages.wheel).values()
    for page in PAGES:
        for path in (ROOT / "docs" / f"{page}.md", ROOT / "docs" / "zh" / f"{page}.md"):
            assert path.read_bytes() in packed, path


def test_wheel_says_what_it_is(packages: Packages) -> None:
    """The wheel is typed, has the licence, its name for the shell, and the README as its description."""
    packed = contents(packages.wheel)
    said = metadata(packed)
    assert packed["goenvctl/py.typed"] == b""
    assert packed[f"{STEM}.dist-info/licenses/LICENSE"] == (ROOT / "LICENSE").read_bytes()
    assert (said["License-Expression"], said["License-File"]) == ("MIT", "LICENSE")
    assert "Typing :: Typed" in said.get_all("Classifier", [])
    assert said["Requires-Python"] == PROJECT["project"]["requires-python"]
    assert said.get_payload() == (ROOT / "README.md").read_text("utf-8")
    assert packed[f"{STEM}.dist-info/entry_points.txt"].decode().split() == [
        "[console_scripts]",
        "goenvctl",
        "=",
        "goenvctl.cli:main",
    ]


def test_wheel_holds_nothing_else(packages: Packages) -> None:
    """Nothing in the wheel is neither package nor metadata nor shared; no cache, under 2 MiB."""
    names = contents(packages.wheel)
    assert {name.split("/")[0] for name in names} <= {"goenvctl", f"{STEM}.dist-info", f"{STEM}.data"}
    assert [name for name in names if "__pycache__" in name or name.endswith(".pyc")] == []
    assert {name for name in names if name.startswith(DATA)} == {f"{DATA}/{name}" for name in SHARED}
    assert packages.wheel.stat().st_size < 2 * MIB


def test_sdist_holds_sources_only(packages: Packages) -> None:
    """The sdist holds what a distributor needs and nothing that a run left behind; under 4 MiB."""
    with tarfile.open(packages.sdist) as archive:
        names = [name.removeprefix(f"{STEM}/") for name in archive.getnames()]
    assert {"LICENSE", "README.md", "README.zh-CN.md", "CHANGELOG.md", "pyproject.toml"} <= set(names)
    assert {"docs", "goenvctl", "profiles", "scripts", "share", "tests"} <= {
        name.split("/")[0] for name in names
    }
    assert [name for name in names if KEPT_OUT & set(name.split("/"))] == []
    assert [name for name in names if "__pycache__" in name or name.endswith(".pyc")] == []
    assert packages.sdist.stat().st_size < 4 * MIB


def test_sdist_builds_the_same_wheel(packages: Packages, tools: Path, tmp_path: Path) -> None:
    """The wheel built from the sdist is that built from the checkout, file by file."""
    with tarfile.open(packages.sdist) as archive:
        archive.extractall(tmp_path, filter="data")
    argv = (tools / "python", "-m", "hatchling", "build", "-t", "wheel", "-d", tmp_path / "built")
    must(argv, tmp_path / STEM)
    assert contents(tmp_path / "built" / packages.wheel.name) == contents(packages.wheel)


def contents(wheel: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(wheel) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def metadata(packed: dict[str, bytes]) -> Message:
    return Parser().parsestr(packed[f"{STEM}.dist-info/METADATA"].decode())
