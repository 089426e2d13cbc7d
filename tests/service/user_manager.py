"""A real user manager of systemd, in a mount, process and cgroup namespace that ends with it.

`python -m tests.service.user_manager FOLDER` runs the scenes below in it and answers in JSON.
"""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path
from threading import Thread
from typing import Any, NamedTuple

from goenvctl.service import unit
from goenvctl.service.variables_file import variables_file
from tests.home import Ended, Home
from tests.service.nasty import WORDS

MANAGER = "/usr/lib/systemd/systemd"
UNSHARE = shutil.which("unshare") or ""
SPACES = (UNSHARE, "-m", "-C", "--pid", "--fork", "--kill-child", "--mount-proc")
READY_S = 10.0
# It writes down what it was given, beside itself: its words, and its environment.
WITNESS = '#!/bin/sh\nprintf "%s\\0" "$@" > "$0.words"\nenv -0 > "$0.environ"\n'
Answer = dict[str, Any]


class Heard(NamedTuple):
    """What a service's program was given."""

    words: list[str]
    environ: dict[str, str]


def run_scenes(folder: Path) -> Answer:
    """What the scenes saw. Everything they started has ended."""
    done = subprocess.run(
        [*SPACES, sys.executable, "-m", "tests.service.user_manager", str(folder)],
        capture_output=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()
    answer: Answer = json.loads(done.stdout)
    return answer


def main(folder: Path) -> Answer:
    home = Home(folder / "home")
    for tool in ("systemctl", "journalctl", "sh", "env"):
        (home.bin / tool).unlink(missing_ok=True)
        (home.bin / tool).symlink_to(shutil.which(tool) or "")
    _prepare()
    messages: list[str] = []
    Thread(target=_read_journal, args=(messages,), daemon=True).start()
    manager = _start_manager(home)
    try:
        return {"heard": _hear(home, folder), "life": _live(home), "journal": messages}
    finally:
        manager.terminate()
        manager.wait(20)


def _prepare() -> None:
    """Folders as after a start of the machine."""
    _mount("--make-rprivate", "/")
    _mount("-t", "tmpfs", "tmpfs", "/run")
    _mount("-t", "cgroup2", "none", "/sys/fs/cgroup")
    Path(_bus()["XDG_RUNTIME_DIR"]).mkdir(parents=True, mode=0o700)
    Path("/run/systemd/system").mkdir(parents=True)
    Path("/run/systemd/journal").mkdir()


def _read_journal(messages: list[str]) -> None:
    """Stand in for the journal: the manager writes a datagram for each message, a field a line."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as journal:
        journal.bind("/run/systemd/journal/socket")
        while data := journal.recv(65536):
            messages += [line[8:].decode() for line in data.splitlines() if line.startswith(b"MESSAGE=")]


def _start_manager(home: Home) -> subprocess.Popen[bytes]:
    """As a login does it."""
    environ = {name: home.environ[name] for name in ("HOME", "PATH")}
    manager = subprocess.Popen([MANAGER, "--user", "--log-target=journal"], env={**environ, **_bus()})
    end = time.monotonic() + READY_S
    while _systemctl(home, "is-system-running").stdout != "running\n":
        assert time.monotonic() < end and manager.poll() is None
        time.sleep(0.05)
    return manager


def _mount(*words: str) -> None:
    subprocess.run(["mount", *words], check=True, capture_output=True)


def _bus() -> dict[str, str]:
    return {"XDG_RUNTIME_DIR": f"/run/user/{os.getuid()}"}


def _hear(home: Home, folder: Path) -> list[Heard | str]:
    """A service for each nasty word: in the program's path, the variables' file, a word and a value."""
    units = home.path / ".config" / "systemd" / "user"
    units.mkdir(parents=True, exist_ok=True)
    programs = []
    for number, word in enumerate(WORDS):
        program = folder / word / f"witness{word}"
        program.parent.mkdir()
        program.write_text(WITNESS)
        program.chmod(0o755)
        file = variables_file(str(program) + ".env", {"NASTY": word, "AFTER": "x"})
        Path(file.path).write_bytes(file.data)
        text = unit.service((str(program), word, "", "last"), file.path)
        (units / f"nasty{number}.service").write_text(text)
        programs.append(program)
    names = [f"nasty{number}.service" for number in range(len(WORDS))]
    _systemctl(home, "daemon-reload")
    started = _systemctl(home, "start", *names)
    for name in names:
        (units / name).unlink()
    return [_heard(program) or started.stderr for program in programs]


def _heard(program: Path) -> Heard | None:
    try:
        words = Path(f"{program}.words").read_bytes().decode().split("\0")[:-1]
        environ = Path(f"{program}.environ").read_bytes().decode().split("\0")[:-1]
    except FileNotFoundError:
        return None
    return Heard(words, dict(line.split("=", 1) for line in environ))


def _live(home: Home) -> Answer:
    """Installed, looked at, run once, installed again, and removed."""
    before = _tree(home)
    seen: Answer = {"installed": home.goenvctl("watch", "install", "--yes", "--json")}
    seen["modes"] = {path: oct(os.stat(path).st_mode & 0o777) for path in _tree(home) - before}
    seen["fresh"] = home.goenvctl("watch", "status", "--json")
    _systemctl(home, "start", "goenvctl-watch.service")
    seen["ran"] = home.goenvctl("watch", "status", "--json")
    seen["now"] = time.time()
    seen["again"] = home.goenvctl("watch", "install", "--yes")
    seen["environment"] = _systemctl(home, "show", "-p", "Environment,EnvironmentFiles", "goenvctl-watch")
    seen["removed"] = home.goenvctl("watch", "remove")
    seen["units"] = _systemctl(home, "list-units", "--all", "--plain", "goenvctl*", "--no-legend")
    seen["left"] = sorted(_tree(home) - before)
    seen["gone"] = home.goenvctl("watch", "remove")
    return seen


def _systemctl(home: Home, *words: str) -> Ended:
    return home.spawn(["/usr/bin/systemctl", "--user", *words], _bus())


def _tree(home: Home) -> set[str]:
    return {str(path) for path in home.path.rglob("*") if "__pycache__" not in str(path)}


if __name__ == "__main__":
    print(json.dumps(main(Path(sys.argv[1]))))
