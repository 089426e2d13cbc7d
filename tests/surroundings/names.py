"""A machine that knows no name server, and of names only a few: for children, by a mount namespace."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

NEAR = "near.test"  # this machine, as the children know it
FAR = "mirror.test"  # known to proxies only
UNSHARE = shutil.which("unshare") or ""
SH = shutil.which("sh") or ""
MOUNT = shutil.which("mount") or ""
_SCRIPT = f'{MOUNT} --bind "$1" /etc/hosts && {MOUNT} --bind "$2" /etc/nsswitch.conf && shift 2 && exec "$@"'
_FILES = {"hosts": f"127.0.0.1 localhost {NEAR}\n", "nsswitch.conf": "hosts: files\n"}


def among_names(folder: Path) -> list[str]:
    """What goes before a command so that it knows these names alone; the lists are kept in the folder."""
    folder.mkdir(exist_ok=True)
    for name, text in _FILES.items():
        (folder / name).write_text(text)
    return _command(*(str(folder / name) for name in _FILES))


def _command(*files: str) -> list[str]:
    return [UNSHARE, "-rm", SH, "-c", _SCRIPT, "sh", *files]


def _can_mount() -> bool:
    if not (UNSHARE and MOUNT):
        return False
    command = [*_command("/etc/hosts", "/etc/nsswitch.conf"), SH, "-c", "exit 0"]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


needs_names = pytest.mark.skipif(not _can_mount(), reason="no mount namespace here (unshare -rm)")
