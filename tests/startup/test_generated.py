"""Told by reading, and by the real shell: homes made by chance."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

from goenvctl.startup.scene import Scene
from tests.startup.generated import bash_home, fish_home, literal_lines, wild_lines
from tests.startup.real import differences, doubtful, furnish, really, told

MANY = 150  # homes of each kind, in every scene of bash
FEW = 40  # in those of other shells
SHARE = 8  # of the homes one in so many is for every day


def _homes(count: int) -> list[object]:
    """The numbers of the homes: those for every day, and the rest."""
    first = count // SHARE
    return [
        pytest.param(range(first), id="some"),
        pytest.param(range(first, count), id="the rest", marks=pytest.mark.slow),
    ]


@pytest.mark.parametrize("scene", ["login", "interactive", "login_script"])
@pytest.mark.parametrize("is_wild", [False, True], ids=["literal", "wild"])
@pytest.mark.parametrize("homes", _homes(MANY))
def test_bash(tmp_path: Path, scene: Scene, is_wild: bool, homes: range) -> None:
    """What is told of bash without a doubt is what bash exports; of plain lines everything is told."""
    doubts = 0
    for number in homes:
        rng = Random(f"bash {scene} {is_wild} {number}")
        files = bash_home(rng, is_wild=is_wild)
        base = furnish(tmp_path / str(number), files)
        if rng.random() < 0.5:
            base[rng.choice(("GOPROXY", "GOSUMDB", "GOPRIVATE"))] = "inherited"
        fresh = told("bash", scene, base)
        assert differences(fresh, really("bash", scene, base)) == {}, files
        assert is_wild or not doubtful(fresh), files
        doubts += len(doubtful(fresh))
    assert not is_wild or 0 < doubts < len(homes) * 10 / 2


@pytest.mark.parametrize(
    ("shell", "homes"),
    [
        ("bash", range(40)),
        pytest.param("bash", range(40, MANY * 2), marks=pytest.mark.slow),
        ("zsh", range(FEW)),
    ],
)
def test_scripts(tmp_path: Path, shell: str, homes: range) -> None:
    """A script of bash reads $BASH_ENV, one of zsh .zshenv, and nothing else."""
    for number in homes:
        rng = Random(f"{shell} script {number}")
        lines = "\n".join((wild_lines if number % 2 else literal_lines)(rng)) + "\n"
        name = ".bash_env" if shell == "bash" else ".zshenv"
        base = furnish(tmp_path / str(number), {name: lines, ".bashrc": "export GOVCS=x\n", ".more": ""})
        base["BASH_ENV"] = "$HOME/.bash_env"
        fresh = told(shell, "script", base)
        assert differences(fresh, really(shell, "script", base)) == {}, lines
        assert number % 2 or not doubtful(fresh), lines


@pytest.mark.parametrize("scene", ["login", "interactive", "login_script"])
@pytest.mark.parametrize("homes", _homes(FEW))
def test_zsh(tmp_path: Path, scene: Scene, homes: range) -> None:
    """What is told of zsh without a doubt is what zsh exports; of plain lines everything is told."""
    for number in homes:
        rng = Random(f"zsh {scene} {number}")
        lines = wild_lines if number % 2 else literal_lines
        folder = rng.choice(("", ".zsh/"))
        files = {
            f"{folder}{name}": "\n".join(lines(rng)) + "\n" for name in (".zprofile", ".zshrc", ".zlogin")
        }
        files[".more"] = "\n".join(literal_lines(rng)) + "\n"
        files[".zshenv"] = ("ZDOTDIR=~/.zsh\n" if folder else "") + "\n".join(literal_lines(rng)) + "\n"
        base = furnish(tmp_path / str(number), files)
        fresh = told("zsh", scene, base)
        assert differences(fresh, really("zsh", scene, base)) == {}, files
        assert number % 2 or not doubtful(fresh), files


@pytest.mark.parametrize("scene", ["login", "interactive", "login_script"])
@pytest.mark.parametrize("homes", _homes(FEW * 2))
def test_dash(tmp_path: Path, scene: Scene, homes: range) -> None:
    """What is told of dash without a doubt is what dash exports; of plain lines everything is told."""
    for number in homes:
        rng = Random(f"dash {scene} {number}")
        is_wild = scene == "login_script" and number % 2 == 1  # interactive, dash stops at some errors
        lines = wild_lines if is_wild else literal_lines
        files = {name: "\n".join(lines(rng)) + "\n" for name in (".profile", ".shrc", ".more")}
        files = {name: text.replace("readonly", "true") for name, text in files.items()}  # it would end dash
        if rng.random() < 0.5:
            files[".profile"] = "ENV=$HOME/.shrc; export ENV\n" + files[".profile"]
        base = furnish(tmp_path / str(number), files)
        if scene == "interactive":
            base["ENV"] = "$HOME/.shrc"
        fresh = told("dash", scene, base)
        assert differences(fresh, really("dash", scene, base)) == {}, files
        assert is_wild or not doubtful(fresh), files


@pytest.mark.parametrize("scene", ["login", "interactive", "script"])
@pytest.mark.parametrize("homes", _homes(FEW))
def test_fish(tmp_path: Path, scene: Scene, homes: range) -> None:
    """What is told of fish is what it exports, universal variables included, and no plain line is a doubt."""
    for number in homes:
        rng = Random(f"fish {scene} {number}")
        files = fish_home(rng)
        base = furnish(tmp_path / str(number), files)
        if rng.random() < 0.3:
            base["GOPROXY"] = "inherited"
        for _ in range(2):  # the second time with the universal variables of the first
            fresh = told("fish", scene, base)
            assert differences(fresh, really("fish", scene, base)) == {}, files
            assert not doubtful(fresh), files
