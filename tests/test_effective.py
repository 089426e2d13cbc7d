"""`status` against the real `go env`, in real shells, over generated combinations of all that decides."""

from __future__ import annotations

import json
import os
import random
import shutil
from pathlib import Path

import pytest

from goenvctl.redact import mask_value
from tests.home import Ended, Home
from tests.shells import SHELLS as PROGRAMS
from tests.toolchains import NEWEST

NAMES = ("GOPROXY", "GOSUMDB", "GOPRIVATE", "GONOPROXY", "GONOSUMDB", "GOINSECURE", "GOVCS", "GOAUTH")
VALUES = (
    *(
        "https://a.example,direct",
        "off",
        "",
        "git.example.com",
        "a b",
        "none",
        "x$y",
        "it's",
        'say "no"',
        "`z`",
    ),
    *("https://b.example|https://c.example", "%41", "back\\slash", "#no", "a=b"),
)
HOMES = 40  # each asks every shell of its family in every scene
# family: its startup files, and the command line of each scene that `status` speaks of
FAMILIES = {
    "bash": (
        (".bashrc", ".bash_profile", ".bash_login", ".profile"),
        {"interactive": "-ic", "login": "-lic", "script": "-c"},
    ),
    "zsh": (
        (".zshenv", ".zprofile", ".zshrc", ".zlogin"),
        {"interactive": "-ic", "login": "-lic", "script": "-c"},
    ),
    "fish": (
        (".config/fish/config.fish", ".config/fish/conf.d/a.fish", ".config/fish/conf.d/z.fish"),
        {"interactive": "-ic", "login": "-lic", "script": "-c"},
    ),
}


def _quoted(value: str, rng: random.Random, *, is_fish: bool) -> str:
    if is_fish:
        return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'"
    if rng.random() < 0.3 and not set(value) & set('"$`\\!'):
        return f'"{value}"'
    return "'" + value.replace("'", "'\\''") + "'"


def _line(rng: random.Random, *, is_fish: bool) -> str:
    name, value = rng.choice(NAMES), _quoted(rng.choice(VALUES), rng, is_fish=is_fish)
    if is_fish:
        return rng.choice([f"set -gx {name} {value}", f"set -x {name} {value}", f"set -g {name} {value}"])
    return rng.choice([f"export {name}={value}", f"{name}={value}", f"{name}={value}; export {name}"])


def _text(rng: random.Random, *, is_fish: bool) -> str:
    lines = [rng.choice(["# words", "alias ll='ls -l'", ""]) for _ in range(2)]
    lines += [_line(rng, is_fish=is_fish) for _ in range(rng.randrange(4))]
    rng.shuffle(lines)
    return "\n".join(lines) + "\n"


def _goroot(folder: Path, rng: random.Random) -> Path:
    """The newest Go, but for its go.env."""
    folder.mkdir()
    for entry in NEWEST.goroot.iterdir():
        if entry.name not in ("go.env", "bin"):
            (folder / entry.name).symlink_to(entry)
    (folder / "bin").mkdir()
    os.link(NEWEST.go, folder / "bin" / "go") if _same_device(folder) else shutil.copy(
        NEWEST.go, folder / "bin" / "go"
    )
    (folder / "go.env").write_text(
        "".join(f"{name}={rng.choice(VALUES)}\n" for name in ("GOPROXY", "GOSUMDB"))
    )
    return folder


def _same_device(folder: Path) -> bool:
    return folder.stat().st_dev == NEWEST.go.stat().st_dev


@pytest.fixture(scope="module")
def goroots(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Three of them, for a binary is large."""
    folder = tmp_path_factory.mktemp("goroots")
    return [_goroot(folder / str(number), random.Random(number)) for number in range(3)]


@pytest.mark.parametrize("seed", range(HOMES))
@pytest.mark.parametrize("family", FAMILIES)
def test_status_is_what_go_says(tmp_path: Path, goroots: list[Path], family: str, seed: int) -> None:
    """In a new terminal, a login, a script, and here, every value is what `go env` prints there."""
    program = PROGRAMS[family].path
    if not program:
        pytest.skip(f"no {family} here (.ci/run installs it)")
    rng = random.Random(f"{family} {seed}")
    home = Home(tmp_path / "home", None)
    (home.bin / "go").symlink_to(goroots[seed % len(goroots)] / "bin" / "go")
    home.environ["SHELL"] = program
    files, scenes = FAMILIES[family]
    for name in files:
        if rng.random() < 0.6:
            path = home.path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(_text(rng, is_fish=family == "fish"))
    home.write_env("".join(f"{rng.choice(NAMES)}={rng.choice(VALUES)}\n" for _ in range(3)).encode())
    exported = {rng.choice(NAMES): rng.choice(VALUES) for _ in range(rng.randrange(3))}
    status = home.call("status", "--json", env=exported).json
    found = {one["scene"]: one for one in status["elsewhere"]}
    asked = f"{home.bin / 'go'} env -json {' '.join(NAMES)}"
    for scene, option in scenes.items():
        said = home.spawn([program, option, f"exec {asked}"])
        assert _values(found[scene]["variables"]) == _masked(said), (scene, said.stderr)
        assert found[scene]["doubts"] == []
    here = home.spawn([str(home.bin / "go"), *asked.split()[1:]], env=exported)
    assert _values(status["variables"]) == _masked(here)


def _masked(said: Ended) -> dict[str, str]:
    """What go prints, as goenvctl would show it: a GOAUTH may hold secrets."""
    return {name: mask_value(name, value) for name, value in json.loads(said.stdout).items()}


def _values(variables: list[dict[str, str]]) -> dict[str, str]:
    return {one["name"]: one["value"] for one in variables if one["name"] in NAMES}
