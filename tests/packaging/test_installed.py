"""Installed as users install it, on a machine where nothing was ever set."""

from __future__ import annotations

import re
import tarfile
from pathlib import Path

import pytest

from tests.packaging.conftest import ENVIRON, PROJECT, PYTHON, ROOT, STEM, Machine, Packages, must

pytestmark = pytest.mark.slow

CN = b"GOPROXY=https://goproxy.cn|https://mirrors.aliyun.com/goproxy/,direct\nGOSUMDB=sum.golang.google.cn\n"
VERSION = f"goenvctl {PROJECT['project']['version']}\n"
SHELLS = {
    "bash": "share/bash-completion/completions/goenvctl",
    "zsh": "share/zsh/site-functions/_goenvctl",
    "fish": "share/fish/vendor_completions.d/goenvctl.fish",
}
PIP = {name: value for name, value in ENVIRON.items() if name.startswith("PIP_") or "PROXY" in name.upper()}


@pytest.fixture(scope="session")
def venv(packages: Packages, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty environment into which pip put the wheel."""
    folder = tmp_path_factory.mktemp("pip") / "venv"
    must((PYTHON, "-m", "venv", folder), folder.parent)
    must((folder / "bin" / "pip", "install", "-q", packages.wheel), folder.parent)
    return folder


@pytest.fixture(scope="session")
def wheels(packages: Packages, tools: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Settings of pip and uv by which all that goenvctl depends on comes from a folder, not from an index."""
    folder = tmp_path_factory.mktemp("wheels")
    must((tools / "pip", "download", "-q", "-d", folder, packages.wheel, "pip"), folder)
    where = {"PIP_FIND_LINKS": str(folder), "UV_FIND_LINKS": str(folder)}
    return {**where, "PIP_NO_INDEX": "1", "UV_OFFLINE": "1"}  # pipx takes either of the two


def test_use_cn_and_back(venv: Path, machine: Machine) -> None:
    """From the wheel in an empty environment: cn is in effect, says how to go back, and undo goes back."""
    used = machine.run(venv / "bin" / "goenvctl", "use", "cn")
    assert used.code == 0, used
    assert used.stdout.splitlines()[0] == "cn is in effect"
    assert "take it back: " in used.stdout
    assert machine.env_file.read_bytes() == CN
    assert machine.run(venv / "bin" / "goenvctl", "undo").code == 0
    assert not machine.env_file.exists()


def test_python_m(venv: Path, machine: Machine) -> None:
    """`python -m goenvctl` is goenvctl."""
    assert machine.run(venv / "bin" / "python", "-m", "goenvctl", "--version") == (0, VERSION, "")


def test_chinese_is_there(venv: Path, machine: Machine) -> None:
    """The catalogue comes along: a Chinese locale is answered in Chinese."""
    used = machine.run(venv / "bin" / "goenvctl", "use", "cn", LANG="zh_CN.UTF-8")
    assert used.code == 0, used
    assert re.search("[\u4e00-\u9fff]", used.stdout.splitlines()[0])


@pytest.mark.parametrize("page", ["exit-codes", "privacy"])
def test_help_pages_are_there(venv: Path, machine: Machine, page: str) -> None:
    """`goenvctl help PAGE` finds its page without the checkout."""
    told = machine.run(venv / "bin" / "goenvctl", "help", page)
    assert (told.code, told.stdout) == (0, (ROOT / "docs" / f"{page}.md").read_text("utf-8")), told


@pytest.mark.parametrize("shell", SHELLS)
def test_completion_is_where_the_shell_looks(venv: Path, machine: Machine, shell: str) -> None:
    """The completion that lies in the environment is the one that `completion SHELL` prints."""
    told = machine.run(venv / "bin" / "goenvctl", "completion", shell)
    assert (told.code, told.stdout) == (0, (venv / SHELLS[shell]).read_text("utf-8")), told


def test_man_page_is_where_man_looks(venv: Path) -> None:
    """The man page lies below share/man of the environment."""
    assert (venv / "share/man/man1/goenvctl.1").read_bytes() == (
        ROOT / "share/man/man1/goenvctl.1"
    ).read_bytes()


def test_pipx(
    packages: Packages, tools: Path, wheels: dict[str, str], machine: Machine, tmp_path: Path
) -> None:
    """`pipx install` puts goenvctl on PATH, with its man page, and `pipx uninstall` takes it away."""
    folders = {f"PIPX_{name}": str(tmp_path / name) for name in ("HOME", "BIN_DIR", "MAN_DIR")}
    script = tmp_path / "BIN_DIR" / "goenvctl"
    must((tools / "pipx", "install", "--python", PYTHON, packages.wheel), tmp_path, **folders, **wheels)
    assert machine.run(script, "--version") == (0, VERSION, "")
    assert (tmp_path / "MAN_DIR" / "man1" / "goenvctl.1").exists()
    must((tools / "pipx", "uninstall", "goenvctl"), tmp_path, **folders)
    assert not script.exists()


def test_uv(
    packages: Packages, tools: Path, wheels: dict[str, str], machine: Machine, tmp_path: Path
) -> None:
    """`uv tool install` puts goenvctl on PATH, and `uv tool uninstall` takes it away."""
    folders = {f"UV_{name}": str(tmp_path / name) for name in ("TOOL_DIR", "TOOL_BIN_DIR", "CACHE_DIR")}
    script = tmp_path / "TOOL_BIN_DIR" / "goenvctl"
    install = (tools / "uv", "tool", "install", "-q", "--python", PYTHON, packages.wheel)
    must(install, tmp_path, **folders, **wheels)
    assert machine.run(script, "--version") == (0, VERSION, "")
    must((tools / "uv", "tool", "uninstall", "-q", "goenvctl"), tmp_path, **folders)
    assert not script.exists()


def test_first_command_of_the_readme(packages: Packages, machine: Machine, tmp_path: Path) -> None:
    """The README's first command, on an empty machine, puts cn in effect and says how to go back."""
    with tarfile.open(packages.sdist) as archive:
        archive.extractall(tmp_path, filter="data")
    sources = tmp_path / STEM
    block = re.search(r"^```sh\n(.*)\n", (sources / "README.md").read_text("utf-8"), re.MULTILINE)
    assert block
    done = machine.run("bash", "-c", block[1], cwd=sources, **PIP)
    assert done.code == 0, done
    assert done.stdout.splitlines()[0] == "cn is in effect"
    assert machine.env_file.read_bytes() == CN
    back = re.search(r"^take it back: (.*)$", done.stdout, re.MULTILINE)
    assert back
    undone = machine.run("bash", "-c", f"PATH=.venv/bin:$PATH; {back[1]}", cwd=sources)
    assert undone.code == 0, undone
    assert not machine.env_file.exists()
