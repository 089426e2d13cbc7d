"""A build of the main module with nothing cached, by plain `go` or under `goenvctl exec`."""

from __future__ import annotations

import contextlib
import os
import resource
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from threading import Timer
from typing import NamedTuple

from tests.fakes.modules import Module
from tests.home import Ended, Home
from tests.probe.plain_go import ACC, BLOAT_KIB, ERR, HANG, OK
from tests.relay.scene import MODULES, VERSIONS, write_main, wrong_in

EXEC = (sys.executable, "-m", "goenvctl", "exec")
DOWNLOAD = ("go", "mod", "download")
BUILD = ("sh", "-c", "go mod download && go build ./...")
LIST = ("go", "list", "-m", "-versions", VERSIONS.split()[0])
PATIENCE_S = 180.0  # of go, on a busy machine


class Built(NamedTuple):
    """How it ended; `wrong` are the files of the module cache that are not the truth."""

    code: int
    stdout: str
    stderr: str
    seconds: float
    is_bloated: bool
    wrong: list[str]

    @property
    def word(self) -> str:
        """`ok`, `ERR`, `HANG`, or `acc` for false data or a bloated process."""
        if self.is_bloated:
            return ACC
        if self.code == -signal.SIGKILL:
            return HANG
        if self.code:
            return ERR
        is_true = self.stdout == VERSIONS if self.stdout else not self.wrong
        return OK if is_true else ACC


class Builder:
    """Builds below one folder; what was compiled is shared, so that only downloads cost time."""

    def __init__(self, folder: Path, **environ: str) -> None:
        self.folder = folder
        self._homes: dict[str, Home] = {}
        self.environ = {
            "GOTOOLCHAIN": "local",
            "GOTELEMETRY": "off",
            "GOFLAGS": "-modcacherw -mod=mod -trimpath",
            "GOCACHE": str(folder / "compiled"),
            **environ,
        }

    def run(
        self,
        label: str,
        command: Sequence[str],
        *,
        modules: Sequence[Module] = MODULES,
        go_sum: str = "",
        patience_s: float = PATIENCE_S,
        is_kept: bool = False,
        **environ: str,
    ) -> Built:
        """The command in a home, a main module and a module cache of its own; all of it is killed after
        `patience_s`. What it downloaded is removed, unless it `is_kept` for a look.
        """
        home = self._homes[label] = Home(self.folder / label)
        write_main(home.work, modules, go_sum=go_sum)
        cache = self.cache(label)
        given = self._environ(home, label, environ)
        with (home.path / "out").open("wb") as out, (home.path / "err").open("wb") as err:
            start = time.monotonic()
            child = subprocess.Popen(
                list(command),
                env=given,
                cwd=home.work,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=err,
                start_new_session=True,
            )
            with _killed_after(child, patience_s):
                _, status, usage = os.wait4(child.pid, 0)
            seconds = time.monotonic() - start
        child.returncode = os.waitstatus_to_exitcode(status)
        # Linux counts what the child was before it became the command: as large as this process.
        peak_kib = usage.ru_maxrss - resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        built = Built(
            child.returncode,
            (home.path / "out").read_text(),
            (home.path / "err").read_text(errors="replace"),
            seconds,
            peak_kib > BLOAT_KIB,
            wrong_in(cache, modules),
        )
        if not is_kept:
            shutil.rmtree(cache, ignore_errors=True)
        return built

    def rebuild(self, label: str) -> Ended:
        """The same build once more, from what was kept of it and nothing else."""
        home, offline = self._homes[label], {"GOPROXY": "off", "GOSUMDB": "off"}
        return home.go("build", "./...", env=self._environ(home, label, offline))

    def cache(self, label: str) -> Path:
        return self.folder / label / "cache"

    def _environ(self, home: Home, label: str, environ: Mapping[str, str]) -> dict[str, str]:
        return {**home.environ, **self.environ, "GOMODCACHE": str(self.cache(label)), **environ}


@contextlib.contextmanager
def _killed_after(child: subprocess.Popen[bytes], seconds: float) -> Iterator[None]:
    timer = Timer(seconds, os.killpg, (child.pid, signal.SIGKILL))
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
