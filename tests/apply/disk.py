"""Run inside a user and mount namespace by test_full_disk: mounts what the test wants, answers in JSON.

`python -m tests.apply.disk WHAT FOLDER`; the mounts end with the namespace.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from tests.apply import telemetry
from tests.home import Ended, Home

FIRST = b"# mine\nGOFLAGS=-mod=mod\n"
SIZE_KIB = 256
PAGE_KIB = 4
LEVELS_KIB = range(0, 80, PAGE_KIB)
Answer = dict[str, object]


def mount(*options: str) -> None:
    subprocess.run([shutil.which("mount") or "/bin/mount", *options], check=True)


def text(data: bytes | None) -> str | None:
    return None if data is None else data.decode()


def beside(home: Home) -> list[str]:
    """What is in the env file's folder, but for the telemetry's mode."""
    return sorted({path.name for path in home.env_file.parent.iterdir()} - {"telemetry"})


def ended(answer: Ended) -> dict[str, object]:
    return {"code": answer.code, "stderr": answer.stderr}


def small_home(path: Path, before: Sequence[str]) -> Home:
    """A home on a disk of its own, with an env file; `before` is a profile that was used, or none."""
    path.mkdir()
    mount("-t", "tmpfs", "-o", f"size={SIZE_KIB}k", "tmpfs", str(path))
    home = Home(path)
    telemetry.off(home)
    home.write_env(FIRST)
    for name in before:
        assert home.call("use", name).code == 0
    return home


def full(folder: Path) -> list[Answer]:
    """`use` with so many KiB left, on a first run and on a later one; then with room again."""
    found: list[Answer] = []
    for before in ([], ["official"]):
        for level in LEVELS_KIB:
            home = small_home(folder / f"{len(before)}-{level}", before)
            old = home.read_env()
            free = os.statvfs(home.path).f_bavail * os.statvfs(home.path).f_frsize
            ballast = home.path / "ballast"
            ballast.write_bytes(b"x" * (free - level * 1024))
            use = home.call("use", "cn")
            full = text(home.read_env())
            readers = [home.call(command).code for command in ("status", "list", "current")]
            ballast.unlink()
            again = home.call("use", "cn")
            roomy = text(home.read_env())
            undo = home.call("undo", "--all")
            found.append(
                {
                    "level": level,
                    "later": bool(before),
                    "old": text(old),
                    "use": ended(use),
                    "full": full,
                    "readers": readers,
                    "again": ended(again),
                    "roomy": roomy,
                    "undo": ended(undo),
                    "end": text(home.read_env()),
                    "left": beside(home),
                }
            )
    return found


def read_only(folder: Path) -> list[Answer]:
    """Commands on a disk that became read-only, on a first run and on a later one."""
    found: list[Answer] = []
    for before in ([], ["official"]):
        home = small_home(folder / f"ro-{len(before)}", before)
        old = home.read_env()
        mount("-o", "remount,bind,ro", str(home.path))
        codes = {
            words: home.call(*words.split()).code
            for words in ("use cn", "undo", "status", "list", "current", "history")
        }
        found.append({"codes": codes, "old": text(old), "end": text(home.read_env())})
    return found


def bound(folder: Path) -> list[Answer]:
    """`use` and `undo` where the env file is a mount of its own."""
    home = Home(folder / "bound")
    telemetry.off(home)
    home.write_env(FIRST)
    shared = folder / "shared"
    shared.write_bytes(FIRST)
    mount("--bind", str(shared), str(home.env_file))
    found: list[Answer] = []
    for words in (["use", "cn"], ["undo"]):
        answer = home.call(*words)
        found.append(
            {
                **ended(answer),
                "env": text(home.read_env()),
                "shared": text(shared.read_bytes()),
                "mounted": f" {home.env_file} " in Path("/proc/self/mountinfo").read_text(),
                "left": beside(home),
            }
        )
    return found


if __name__ == "__main__":
    what = {"full": full, "read-only": read_only, "bound": bound}[sys.argv[1]]
    print(json.dumps(what(Path(sys.argv[2]))))
