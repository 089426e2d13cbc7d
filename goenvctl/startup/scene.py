"""How a shell is started, which decides what it reads."""

from __future__ import annotations

from typing import Literal

Scene = Literal["login", "interactive", "script", "login_script"]

SCENES: tuple[Scene, ...] = ("login", "interactive", "script", "login_script")
DESKTOP = "desktop"  # no shell at all: a program that the session starts


def is_login(scene: Scene) -> bool:
    """`login` is a login on a terminal, `login_script` is `SHELL -lc`."""
    return scene in ("login", "login_script")


def is_interactive(scene: Scene) -> bool:
    """`interactive` is a new terminal, `script` is `SHELL -c`."""
    return scene in ("login", "interactive")
