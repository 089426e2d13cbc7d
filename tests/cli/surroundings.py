"""Where goenvctl may be started: what is closed, missing, full, narrow or not to be written on."""

from __future__ import annotations

import contextlib
import os
import pty
import select
import shutil
import signal
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Iterator, Mapping, Sequence
from fcntl import ioctl
from pathlib import Path
from typing import NamedTuple

from tests.home import Home

DEADLINE_S = 30.0
PAUSE_S = 0.5
LINES = 24
PASS_ON = 'exec "$@"'
MOUNT = shutil.which("mount") or "/bin/mount"
MKDIR = shutil.which("mkdir") or "/bin/mkdir"
RMDIR = shutil.which("rmdir") or "/bin/rmdir"
UNSHARE = shutil.which("unshare") or ""
OWN_MOUNTS = ("-r", "-m")
STRANGER = ("-U", "-m", "--keep-caps", "--map-user=54321")  # whom no list of users has
READ_ONLY = f'{MOUNT} --bind "$HOME" "$HOME" && {MOUNT} -o remount,bind,ro "$HOME" && cd "$PWD" && {PASS_ON}'
FULL = (
    "for folder in .config .local .cache; do "
    f'{MOUNT} -t tmpfs -o size=4k tmpfs "$HOME/$folder" || exit 99; '
    f'cat /dev/zero >"$HOME/$folder/ballast" 2>/dev/null; done; {PASS_ON}'
)
# Whatever is taken for a home, nothing is written but in this one.
INSIDE = f'{MOUNT} --bind "$HOME" "$HOME" && {MOUNT} -o remount,bind,ro / && cd "$PWD"'
PASSWD = f'>"$HOME/passwd" && {MOUNT} --bind "$HOME/passwd" /etc/passwd'
SILENT, GONE = "silent", "gone"
CHINESE = {"GOENVCTL_LANG": "zh"}


class Surrounding(NamedTuple):
    """`environ` is laid over the home's: None takes a variable away, in HOME "HOME" stands for the home.

    `shell` starts the command, in namespaces of its own if there is `unshare`. With `columns` it writes on a
    terminal of that width. Else `stdin` may be SILENT, a pipe into which nothing is written, and `stdout`
    GONE, one that nobody reads. `is_same`: every line ends there as it does where nothing is odd.
    """

    name: str
    environ: Mapping[str, str | None] = {}
    shell: str = PASS_ON
    unshare: tuple[str, ...] = ()
    columns: int | None = None
    stdin: str = ""
    stdout: str = ""
    is_same: bool = True


ALL = (
    Surrounding("a-pipe"),
    Surrounding("stdin-closed", shell=f"{PASS_ON} <&-"),
    Surrounding("stdin-silent", stdin=SILENT),
    Surrounding("stdin-for-writing", shell=f"{PASS_ON} 0>/dev/null"),
    Surrounding("stdout-closed", shell=f"{PASS_ON} >&-"),
    Surrounding("stderr-closed", shell=f"{PASS_ON} 2>&-"),
    Surrounding("all-closed", shell=f"{PASS_ON} <&- >&- 2>&-"),
    Surrounding("reader-gone", stdout=GONE),
    Surrounding("stdout-full", shell=f"{PASS_ON} >/dev/full", is_same=False),
    Surrounding("both-full", shell=f"{PASS_ON} >/dev/full 2>/dev/full", is_same=False),
    Surrounding("lang-c", {"LANG": "C"}),
    Surrounding("lc-all-c-chinese", {"LC_ALL": "C", **CHINESE}),
    Surrounding("no-locale", {"LANG": None}),
    Surrounding("unknown-locale", {"LANG": "xx_YY.KOI-7", "LC_ALL": "zh_CN.nonsense"}),
    Surrounding("ascii-output", {"PYTHONIOENCODING": "ascii", **CHINESE}),
    Surrounding("gbk-output", {"PYTHONIOENCODING": "gbk", **CHINESE}),
    Surrounding("no-utf8", {"PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "LC_ALL": "C", **CHINESE}),
    Surrounding("home-read-only", shell=READ_ONLY, unshare=OWN_MOUNTS, is_same=False),
    Surrounding("home-full", shell=FULL, unshare=OWN_MOUNTS, is_same=False),
    Surrounding(
        "home-of-passwd",
        shell=f'echo "me:x:54321:54321::$HOME:/bin/sh" {PASSWD} && {INSIDE} && unset HOME && {PASS_ON}',
        unshare=STRANGER,
        is_same=False,
    ),
    Surrounding("no-home", shell=f"{INSIDE} && unset HOME && {PASS_ON}", unshare=STRANGER, is_same=False),
    Surrounding(
        "home-empty", shell=f"{INSIDE} && export HOME= && {PASS_ON}", unshare=OWN_MOUNTS, is_same=False
    ),
    Surrounding("home-missing", {"HOME": "HOME/nowhere/at/all"}, is_same=False),
    Surrounding("home-a-file", {"HOME": "HOME/file"}, is_same=False),
    Surrounding("home-relative", {"HOME": "home"}, is_same=False),
    Surrounding(
        "folder-deleted",
        unshare=OWN_MOUNTS,
        shell=f"{INSIDE} && {MKDIR} gone$$ && cd gone$$ && {RMDIR} ../gone$$ && {PASS_ON}",
        is_same=False,
    ),
    Surrounding("no-path", {"PATH": None}, is_same=False),
    Surrounding("term-unset", {"TERM": None}, columns=80),
    Surrounding("term-dumb", {"TERM": "dumb"}, columns=80),
    Surrounding("term-unknown", {"TERM": "nonsense"}, columns=80),
    Surrounding("no-colour", {"NO_COLOR": "1"}, columns=80),
    Surrounding("20-columns", columns=20),
    Surrounding("1-column", columns=1),
    Surrounding("0-columns", columns=0),
    Surrounding("columns-20", {"COLUMNS": "20"}, columns=80),
    Surrounding("columns-nonsense", {"COLUMNS": "-1", "LINES": "many"}, columns=80),
)


class Left(NamedTuple):
    """What a run left: its exit code, or None where it did not end, and all that it wrote."""

    code: int | None
    text: str


def run_there(
    home: Home,
    there: Surrounding,
    words: Sequence[str],
    environ: Mapping[str, str] | None = None,
    keys: bytes = b"",
) -> Left:
    """goenvctl with these words in this home and surrounding, to its end or DEADLINE_S.

    On a terminal `keys` are typed again and again; without them nobody is at the keyboard.
    """
    namespaces = [UNSHARE, *there.unshare] if there.unshare else []
    shell = [shutil.which("sh") or "/bin/sh", "-c", there.shell, "sh"]
    argv = [*namespaces, *shell, sys.executable, "-m", "goenvctl", *words]
    given = {**home.environ, "TERM": "xterm-256color", **(environ or {}), **there.environ}
    env = {name: value for name, value in given.items() if value is not None}
    if "HOME" in there.environ:
        env["HOME"] = env["HOME"].replace("HOME", str(home.path))
    if there.columns is not None:
        return _on_terminal(argv, env, home.work, there.columns, keys)
    with _pipes(there) as (stdin, stdout):
        child = subprocess.Popen(
            argv,
            env=env,
            cwd=home.work,
            stdin=stdin,
            stdout=stdout,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )
        try:
            written = child.communicate(timeout=DEADLINE_S)
        except subprocess.TimeoutExpired:
            os.killpg(child.pid, signal.SIGKILL)
            return Left(None, _text(*child.communicate()))
    return Left(child.returncode, _text(*written))


@contextlib.contextmanager
def _pipes(there: Surrounding) -> Iterator[tuple[int, int]]:
    """Standard input and output."""
    if not (there.stdin or there.stdout):
        yield subprocess.DEVNULL, subprocess.PIPE
        return
    reading, writing = os.pipe()
    with contextlib.ExitStack() as ends:
        ends.callback(os.close, writing)
        if there.stdout == GONE:
            os.close(reading)
            yield subprocess.DEVNULL, writing
        else:
            ends.callback(os.close, reading)
            yield reading, subprocess.PIPE


def _on_terminal(argv: list[str], env: Mapping[str, str], cwd: Path, columns: int, keys: bytes) -> Left:
    master, slave = pty.openpty()
    ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", LINES if columns else 0, columns, 0, 0))
    opened = ["/bin/sh", "-c", ': <"$0"; exec "$@"', os.ttyname(slave)]  # which makes it its terminal
    child = subprocess.Popen(
        [*opened, *argv],
        env=env,
        cwd=cwd,
        stdin=slave if keys else subprocess.DEVNULL,
        stdout=slave,
        stderr=slave,
        start_new_session=True,
    )
    os.close(slave)
    try:
        return Left(*_heard(child, master, keys))
    finally:
        os.close(master)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)
        child.wait()


def _heard(child: subprocess.Popen[bytes], master: int, keys: bytes) -> tuple[int | None, str]:
    """Its code, and what it wrote until it ended; the keys are typed every PAUSE_S, asked for or not."""
    written, now = b"", time.monotonic()
    deadline, due = now + DEADLINE_S, now + PAUSE_S
    while (now := time.monotonic()) < deadline:
        if now >= due:
            os.write(master, keys)
            due = now + PAUSE_S
        if select.select([master], [], [], due - now if due > now else 0)[0]:
            try:
                written += os.read(master, 65536)
            except OSError:  # the other end is closed
                return child.wait(DEADLINE_S), _text(written)
    return None, _text(written)


def _text(*written: bytes | None) -> str:
    return "".join((one or b"").decode("utf-8", "replace") for one in written)
