"""Helpers of GOAUTH that never answer, and which of them outlive the command that ran them."""

from __future__ import annotations

import os
import signal
import subprocess
from pathlib import Path
from typing import NamedTuple

from tests.fakes.tls import TlsMirror
from tests.surroundings.both import Both, ask_at_once
from tests.surroundings.stage import Stage
from tests.surroundings.verdicts import Expected
from tests.web.scenarios import PATH, basic, write_script

LOGIN = basic("joe:hush")
SLEEP = 'echo $$ >>"$HOME/helpers"; exec sleep 60'  # longer than anybody waits
LATER = f"[ $# = 0 ] && exit; {SLEEP}"  # only when it is told of a refusal


class Helped(NamedTuple):
    """A mirror that demands credentials, or does not, and what GOAUTH runs to have some."""

    title: str
    expected: Expected
    goauth: str = "{bin}/helper"
    helper: str = SLEEP
    demands: str | None = LOGIN
    userinfo: str = ""

    def __str__(self) -> str:
        return self.title

    def run(self, stage: Stage) -> tuple[Both, int]:
        """What both found, and how many helpers were left behind; those are ended."""
        user = stage.user({})
        write_script(user.home.bin / "helper", self.helper)
        _make_repository(user.home.bin / "repo")
        environ = {**user.environ, "GOAUTH": self.goauth.format(bin=user.home.bin)}
        with TlsMirror(stage.tree, stage.server("127.0.0.1"), demands=self.demands) as mirror:
            both = ask_at_once(user._replace(environ=environ), f"https://{self.userinfo}{mirror.place}")
        left = [pid for pid in _helpers(user.home.path) if _is_alive(pid)]
        for pid in left:
            os.kill(pid, signal.SIGKILL)
        return both, len(left)


def _make_repository(folder: Path) -> None:
    """Whose credential helper does not answer."""
    environ = {"HOME": str(folder.parent), "PATH": PATH}
    helper = f"!f() {{ {SLEEP}; }}; f"
    for words in (["init", "-q", str(folder)], ["-C", str(folder), "config", "credential.helper", helper]):
        subprocess.run(["git", *words], env=environ, check=True)


def _helpers(home: Path) -> list[int]:
    return [int(line) for line in (home / "helpers").read_text().split()]


def _is_alive(pid: int) -> bool:
    """Does it run? One that ended may still wait for a parent to take note."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(errors="replace")
    except OSError:
        return False
    return stat.rpartition(")")[2].split()[0] != "Z"
