"""What plain `go` makes of a mirror, in one word."""

from __future__ import annotations

import contextlib
import os
import resource
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path
from threading import Timer

from tests.go.command import Go
from tests.probe.scene import LIB, MODULE, VERSIONS

OK, ERR, HANG, ACC = "ok", "ERR", "HANG", "acc"
HANG_S = 4.0  # go waits for ever; this is enough to see that it does not end by itself
PATIENCE_S = 60.0
BLOAT_KIB = 256 << 10  # a download of a few KiB has no use for more


def outcome(go: Go, folder: Path, goproxy: str, gosumdb: str, *, patience_s: float, **changes: str) -> str:
    """Download the module with nothing cached: ok, ERR, HANG, or acc for false data or a bloated process."""
    return _run(go, folder, ["mod", "download", MODULE], goproxy, gosumdb, patience_s, changes)


def versions(go: Go, folder: Path, goproxy: str, gosumdb: str, *, patience_s: float, **changes: str) -> str:
    """The same for the list of versions."""
    return _run(go, folder, ["list", "-m", "-versions", LIB.path], goproxy, gosumdb, patience_s, changes)


def _run(
    go: Go,
    folder: Path,
    argv: list[str],
    goproxy: str,
    gosumdb: str,
    patience_s: float,
    changes: dict[str, str],
) -> str:
    folder.mkdir(parents=True, exist_ok=True)
    settings = {
        "GOPROXY": goproxy,
        "GOSUMDB": gosumdb,
        "GOPATH": str(folder / "gopath"),
        "GOMODCACHE": str(folder / "cache"),
        "GOFLAGS": "-modcacherw -mod=mod",
    }
    with (folder / "out").open("wb") as out, (folder / "err").open("wb") as err:
        child = subprocess.Popen(
            [str(go.toolchain.go), *argv],
            env=go.environ(**{**settings, **changes}),
            cwd=go.work,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=err,
            start_new_session=True,
        )
        with _killed_after(child, patience_s):
            _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    # Linux counts what the child was before it became go: as large as this process.
    if usage.ru_maxrss > resource.getrusage(resource.RUSAGE_SELF).ru_maxrss + BLOAT_KIB:
        return ACC
    if child.returncode == -signal.SIGKILL:
        return HANG
    if child.returncode != 0:
        return ERR
    printed = (folder / "out").read_text()
    is_true = printed == VERSIONS if argv[0] == "list" else _is_cached_true(folder / "cache")
    return OK if is_true else ACC


def _is_cached_true(cache: Path) -> bool:
    """By content: a zip may be packed in more ways than one."""
    stem = cache / "cache/download" / LIB.path / "@v" / LIB.version
    mod, ziphash = (Path(f"{stem}{ending}").read_bytes() for ending in (".mod", ".ziphash"))
    return mod == LIB.mod and ziphash.decode() == LIB.sum


@contextlib.contextmanager
def _killed_after(child: subprocess.Popen[bytes], seconds: float) -> Iterator[None]:
    timer = Timer(seconds, os.killpg, (child.pid, signal.SIGKILL))
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
