"""strace as a fault injector: lists the system calls of a process that write below a folder, and fails one.

A call is hit by its ordinal, which strace counts for each thread of each process: the listing
is of the process alone, without its children, and the log of each run says what was really hit.
"""

from __future__ import annotations

import re
import shutil
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from tests.home import Ended, Home

STRACE = shutil.which("strace") or ""
WRITERS = tuple(
    "openat creat write pwrite64 writev pwritev pwritev2 rename renameat renameat2 unlink unlinkat link "
    "linkat symlink symlinkat mkdir mkdirat rmdir chmod fchmod fchmodat chown fchown fchownat lchown "
    "setxattr fsetxattr lsetxattr truncate ftruncate fallocate fsync fdatasync utimensat".split()
)
# What each call may answer on a full, a broken and a read-only disk.
FULL = ("openat", "mkdir", "write", "pwrite64", "rename")
BROKEN = (
    "write",
    "pwrite64",
    "fsync",
    "fdatasync",
    "rename",
    "unlink",
    "unlinkat",
    "rmdir",
    "fchmod",
    "ftruncate",
)
READ_ONLY = ("mkdir", "pwrite64", "rename", "unlink", "unlinkat", "rmdir", "fchmod", "fchown")

_CALL = re.compile(r"(\w+)\((.*)")


class Call(NamedTuple):
    """One system call: its name, its `ordinal` among those of the name, and the paths it names."""

    name: str
    ordinal: int
    where: str


class Fault(NamedTuple):
    """What to do at one call; `options` are strace's."""

    call: Call
    kind: str
    options: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.kind} at {self.call.name} {self.call.ordinal}: {self.call.where}"


def listing(home: Home, argv: Sequence[str]) -> list[Call]:
    """The calls of `argv` that write below the home, in order; those of its children are not among them."""
    log = home.path.parent / "listing.log"
    ended = home.spawn([STRACE, "-y", "-o", str(log), "-e", f"trace={','.join(WRITERS)}", *argv])
    assert ended.code == 0, ended.stderr
    seen: Counter[str] = Counter()
    found: list[Call] = []
    for line in log.read_text("utf-8", "replace").splitlines():
        if match := _CALL.match(line):
            name, rest = match.groups()
            seen[name] += 1
            reads = name == "openat" and not re.search(r"O_WRONLY|O_RDWR|O_CREAT|O_TRUNC", rest)
            if (where := _where(line, home)) and not reads:
                found.append(Call(name, seen[name], where))
    return found


def faults(calls: Sequence[Call]) -> list[Fault]:
    """Every call killed; failed (no room, or a broken disk, in turns); read-only from there on.

    Every other one, of SQLite's many pwrite64 every fourth, is interrupted (Ctrl-C).
    """
    found: list[Fault] = []
    for at, call in enumerate(calls):
        found.append(Fault(call, "KILL", _inject(call, "signal=KILL")))
        if call.ordinal % (4 if call.name == "pwrite64" else 2) == 0:
            found.append(Fault(call, "INT", _inject(call, "signal=INT")))
        is_full = call.name in FULL and (call.name not in BROKEN or call.ordinal % 2 == 0)
        if is_full:
            found.append(Fault(call, "ENOSPC", _inject(call, "error=ENOSPC")))
        elif call.name in BROKEN:
            found.append(Fault(call, "EIO", _inject(call, "error=EIO")))
        if call.name in READ_ONLY:
            found.append(Fault(call, "EROFS on", tuple(_from_here_on(calls[at:]))))
    return found


def inject(home: Home, fault: Fault, argv: Sequence[str]) -> tuple[Ended, bool]:
    """Run it with the fault; and whether exactly this call was hit."""
    log = home.path.parent / f"{home.path.name}.log"
    # Fast, but it sends no signals (strace 6.1), and it follows children: of all these `go` only writes.
    follow = () if fault.kind in ("KILL", "INT") or fault.call.name == "write" else ("-f", "--seccomp-bpf")
    ended = home.spawn([STRACE, "-y", *follow, "-o", str(log), *fault.options, *argv])
    lines = log.read_text("utf-8", "replace").splitlines()
    log.unlink()
    if fault.kind == "KILL":
        last = next((line for line in reversed(lines) if "+++" not in line), "")
        killed = lines[-1].endswith("+++ killed by SIGKILL +++")
        return ended, killed and _where(last, home) == fault.call.where
    if fault.kind == "INT":
        at = next((at for at, line in enumerate(lines) if line.startswith("--- SIGINT")), 0)
        return ended, at > 0 and _where(lines[at - 1], home) == fault.call.where
    hit = next((line for line in lines if line.endswith("(INJECTED)")), "")
    return ended, _where(hit, home) == fault.call.where


def go_under_strace(home: Home, goroot: Path, fake: Path, injection: str, log: Path) -> None:
    """Make the home's go one that fails where it touches the staged copy; `go` itself is the real one."""
    (fake / "bin").mkdir(parents=True)
    for name in ("go.env", "VERSION"):
        shutil.copy(goroot / name, fake / name)
    script = fake / "bin" / "go"
    script.write_text(
        f"#!/bin/sh\nexec {STRACE} -f -A -y -o {log} -P {home.state}/staging/env "
        f'-e inject={injection} {goroot}/bin/go "$@"\n'
    )
    script.chmod(0o755)
    (home.bin / "go").unlink()
    (home.bin / "go").symlink_to(script)


def _inject(call: Call, what: str) -> tuple[str, ...]:
    return ("-e", f"trace={call.name}", "-e", f"inject={call.name}:{what}:when={call.ordinal}")


def _from_here_on(calls: Iterable[Call]) -> list[str]:
    first: dict[str, int] = {}
    for call in calls:
        if call.name in READ_ONLY:
            first.setdefault(call.name, call.ordinal)
    options = ["-e", "trace=" + ",".join(first)]
    for name, ordinal in first.items():
        options += ["-e", f"inject={name}:error=EROFS:when={ordinal}+"]
    return options


def _where(line: str, home: Home) -> str:
    """The paths among the arguments that are below the home, less what is random in the temp file's name."""
    arguments = line.rpartition(") = ")[0] or line
    arguments = arguments.replace(f"AT_FDCWD<{home.work}>", "")  # -y shows the current folder: no target
    paths = re.findall(re.escape(str(home.path)) + r"([^\">]+)", arguments)
    return " ".join(re.sub(r"goenvctl-[0-9a-f]{8}", "goenvctl-TEMP", path) for path in paths)
