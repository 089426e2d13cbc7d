"""A home whose systemd, launchd or Task Scheduler is a script."""

from __future__ import annotations

import os
import sys

import pytest

from goenvctl.host import Host
from goenvctl.paths import Paths
from goenvctl.session import Session
from tests.home import Home
from tests.service.fake import Fake


@pytest.fixture
def systemctl(home: Home) -> Fake:
    return Fake(home.bin, "systemctl", "--user ")


@pytest.fixture
def journalctl(home: Home) -> Fake:
    return Fake(home.bin, "journalctl")


def session_of(home: Home, platform: str = sys.platform) -> Session:
    """What a command would look at in this home, on another platform if need be."""
    local = home.path / ".local"
    paths = Paths(
        str(home.path / ".config" / "goenvctl"),
        "/etc/xdg/goenvctl",
        str(local / "state" / "goenvctl"),
        str(local / "cache"),
    )
    return Session(Host(home.environ, str(home.work), platform), paths)


def tree(home: Home) -> dict[str, object]:
    """Every path below the home with its content, link or mode; the lock, which stays, aside."""
    found: dict[str, object] = {}
    for path in sorted(home.path.rglob("*")):
        name = str(path.relative_to(home.path))
        if "__pycache__" in name or ".d/" in name or name.startswith(".local"):
            continue
        found[name] = os.readlink(path) if path.is_symlink() else (oct(path.lstat().st_mode), _content(path))
    for path in home.state.iterdir() if home.state.exists() else ():
        if path.name != "lock":
            found[path.name] = os.readlink(path) if path.is_symlink() else _content(path)
    return found


def _content(path: os.PathLike[str]) -> bytes | None:
    if os.path.isdir(path):
        return None
    with open(path, "rb") as file:
        return file.read()
