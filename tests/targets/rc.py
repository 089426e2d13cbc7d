"""A user's startup files, and what goenvctl puts into them."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from goenvctl.targets.all_targets import TARGETS
from tests.home import Ended, Home

CN = {
    "GOPROXY": "https://goproxy.cn|https://mirrors.aliyun.com/goproxy/,direct",
    "GOSUMDB": "sum.golang.google.cn",
}
ABOVE = b"# >>> goenvctl >>> goenvctl undo takes these lines away\n"
LINES = "export GOPROXY='{GOPROXY}'\nexport GOSUMDB={GOSUMDB}\n".format(**CN).encode()
BELOW = b"# <<< goenvctl 39b1666b <<<\n"
BLOCK = ABOVE + LINES + BELOW  # of `use cn`, for POSIX shells
GLUED = BLOCK.replace(b" <<<\n", b"+ <<<\n")  # behind a text without a last line end


OFFICIAL = {"GOPROXY": "https://proxy.golang.org,direct", "GOSUMDB": "sum.golang.org"}
FIRST = b"# mine\nexport EDITOR=vi\n"
ENV = ".config/go/env"
FISH = ".config/fish/conf.d/goenvctl.fish"
VSCODE = ".config/Code/User/settings.json"
OWN = b"GOFLAGS=-mod=mod\nGOPROXY=https://mine.example\n"  # an env file of the user's
SETTINGS = b'{\n  // how I like it\n  "editor.fontSize": 14,\n}\n'


def put(home: Home, name: str, data: bytes) -> Path:
    """A file of the user's, below the home."""
    path = home.path / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


def files(home: Home) -> dict[str, bytes]:
    """Every file and link below the home that is not goenvctl's own, with its bytes."""
    found: dict[str, bytes] = {}
    for folder, _, names in os.walk(home.path):
        for path in (Path(folder) / name for name in names):
            within = path.relative_to(home.path)
            if within.parts[0] != "bin" and within.parts[:3] != (".local", "state", "goenvctl"):
                found[str(within)] = path.read_bytes() if path.exists() else b"(dangles)"
    return found


def use(home: Home, *words: str, code: int = 0, env: Mapping[str, str] | None = None) -> Ended:
    """`use`, which must end with that code."""
    ended = home.call("use", *words, env=env)
    assert ended.code == code, ended
    return ended


def undo(home: Home, *words: str, code: int = 0) -> Ended:
    """`undo`, which must end with that code."""
    ended = home.call("undo", *words)
    assert ended.code == code, ended
    return ended


def tries(home: Home, *words: str, code: int) -> Ended:
    """A command that must end with that code and leave every file and the history as they were."""
    before, told = files(home), home.call("history", "--json").stdout
    ended = home.call(*words)
    assert ended.code == code, ended
    assert files(home) == before
    assert home.call("history", "--json").stdout == told
    return ended


def to(*targets: str) -> list[str]:
    """The options that name the targets."""
    return [word for target in targets for word in ("--to", target)]


def values(home: Home, target: str, name: str) -> dict[str, str]:
    """What stands in a file, as its target reads it."""
    return TARGETS[target].values((home.path / name).read_bytes())
