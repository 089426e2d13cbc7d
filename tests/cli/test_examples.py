"""Help teaches by examples, and each of them is run as it stands there."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from goenvctl.cli.app import app
from goenvctl.cli.examples import EXAMPLES
from tests.check.net import LIB, Net
from tests.home import Home
from tests.service.fake import Fake

OFFICE = 'summary = "The office"\n\n[go]\nGOPROXY = "https://goproxy.example.com"\n'
LINES = [(path, line) for path, rows in EXAMPLES.items() for line, _ in rows]
# What is not done with exit code 0 is done so for a reason.
CODES = {
    "goenvctl doctor": 1,  # the HTTP proxy of a throwaway home refuses
    "goenvctl doctor --fix": 1,
    "goenvctl watch install": 2,  # it asks, and nobody is there
    "goenvctl profile remove mine": 2,
    "goenvctl setup": 2,
}


def commands(command: click.Command, path: str = "") -> Iterator[str]:
    """Every command that help shows, by its path."""
    yield path
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            below = command.get_command(context, name)
            assert below
            yield from commands(below, f"{path} {name}".strip())


@pytest.fixture(scope="module")
def net(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Net]:
    with Net(tmp_path_factory.mktemp("net")) as net:
        yield net


@pytest.fixture
def scene(home: Home, net: Net) -> Home:
    """A module to build, mirrors on the loopback in the place of public ones, three changes, a service."""
    mirror = net.mirror(has_copy=True)
    for name in ("cn", "aliyun", "mine"):
        net.profile(home, f"{mirror.url},direct", name=name)
    home.work.joinpath("office.toml").write_text(OFFICE)
    home.work.joinpath("build.log").write_text("go: module nowhere: reading nowhere: 404 Not Found\n")
    _write_module(home.work)
    for folder in (".local/share/bash-completion/completions", ".config/fish/completions", ".zfunc"):
        (home.path / folder).mkdir(parents=True, exist_ok=True)
    goenvctl = home.bin / "goenvctl"
    goenvctl.write_text(f'#!/bin/sh\nexec {sys.executable} -m goenvctl "$@"\n')
    goenvctl.chmod(0o755)
    editor = home.bin / "editor"
    editor.write_text('#!/bin/sh\necho "# edited" >> "$1"\n')
    editor.chmod(0o755)
    Fake(home.bin, "systemctl", "--user ")
    Fake(home.bin, "journalctl")
    home.call("private", "add", "git.example.com")
    for name in ("official", "aliyun", "cn"):
        home.call("use", name)
    home.call("watch", "install", "--yes")
    return home


@pytest.mark.parametrize(("path", "line"), LINES, ids=lambda one: one or "goenvctl")
def test_the_example_runs(scene: Home, path: str, line: str) -> None:
    """Typed as help shows it, it ends with the code that is to be, and without a traceback."""
    env = {"GOFLAGS": "-mod=mod -modcacherw", "EDITOR": str(scene.bin / "editor")}
    ended = scene.spawn([str(scene.bin / "sh"), "-c", line], env)
    assert ended.code == CODES.get(line, 0), ended.stderr
    assert "Traceback" not in ended.stderr
    assert line.split()[: 1 + len(path.split())] == ["goenvctl", *path.split()] or path in ("env", "why")


def test_every_command_has_examples() -> None:
    """No command is without an example, none has more than four, and no other command has one."""
    assert set(EXAMPLES) == set(commands(app))
    assert {len(rows) for rows in EXAMPLES.values()} <= {1, 2, 3, 4}


def _write_module(folder: Path) -> None:
    folder.joinpath("go.mod").write_text(f"module scene\n\ngo 1.21\n\nrequire {LIB.path} {LIB.version}\n")
    folder.joinpath("scene.go").write_text(f'package scene\n\nimport _ "{LIB.path}"\n')
