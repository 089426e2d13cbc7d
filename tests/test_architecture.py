"""The picture in docs/architecture.md cannot lie: it is read and held against the imports."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "goenvctl"
PICTURE = (ROOT / "docs" / "architecture.md").read_text()


def _table(name: str) -> list[str]:
    found = re.search(rf"```{name}\n(.*?)```", PICTURE, re.DOTALL)
    assert found, name
    return found[1].strip().splitlines()


LEVELS = {room: level for level, line in enumerate(_table("layers")) for room in line.split()}
DOORS = {line.split()[0]: set(line.split()[1:]) for line in _table("doors")}


def _imports() -> Iterator[tuple[str, str]]:
    """(file, imported module) for every import statement, those inside functions too."""
    for path in sorted(PACKAGE.rglob("*.py")):
        file = path.relative_to(PACKAGE).with_suffix("").as_posix()
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Import):
                yield from ((file, alias.name) for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module:
                names = [f"{node.module}.{alias.name}" for alias in node.names]
                yield from ((file, name) for name in names)


def _room(name: str) -> str:
    return name.removeprefix("goenvctl.").split(".")[0].split("/")[0]


def test_every_room_is_in_the_picture() -> None:
    """Every module of the package stands on exactly one level of the picture, and no other does."""
    rooms = {path.stem for path in PACKAGE.iterdir() if path.is_dir() or path.suffix == ".py"}
    assert set(LEVELS) == {room for room in rooms if not room.startswith("__")}


def test_imports_go_down() -> None:
    """A module imports from lower levels and from its own folder, never up and never beside."""
    wrong = [
        f"{file} -> {name}"
        for file, name in _imports()
        if name.startswith("goenvctl.")
        and not file.startswith("__")
        and _room(name) != _room(file)
        and LEVELS[_room(name)] >= LEVELS[_room(file)]
    ]
    assert wrong == []


def test_each_library_has_one_door() -> None:
    """A foreign library is imported only behind its door."""
    wrong = [
        f"{file} -> {name}"
        for file, name in _imports()
        if (doors := DOORS.get(name.split(".")[0])) and not any(_behind(file, door) for door in doors)
    ]
    assert wrong == []


def test_only_apply_and_the_users_own_configuration_are_written() -> None:
    """The one atomic write is called for other people's files in apply/files, else for goenvctl's own."""
    writers = {file for file, name in _imports() if name.startswith("goenvctl.atomic.write_")}
    ours = {"shelf", "private", "shims", "failover/kept", "service/install", "setup/carry_out"}
    asked_for = {"cli/boundary", "cli/exec", "cli/health", "cli/watch"}
    assert writers == {"apply/files"} | ours | asked_for


def _behind(file: str, door: str) -> bool:
    return file == door or file.startswith(f"{door}/")
