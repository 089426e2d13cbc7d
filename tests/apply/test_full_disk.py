"""Full and read-only disks, folders without leave to write, a file that is a mount: never half a file."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.apply import telemetry
from tests.home import Ended, Home

UNSHARE = shutil.which("unshare") or ""
SETPRIV = shutil.which("setpriv") or ""
PROJECT = Path(__file__).parent.parent.parent
NOBODY = 65534
FIRST = "# mine\nGOFLAGS=-mod=mod\n"
CN = "GOPROXY=https://goproxy.cn|https://mirrors.aliyun.com/goproxy/,direct\nGOSUMDB=sum.golang.google.cn\n"


def _can_unshare() -> bool:
    if not UNSHARE:
        return False
    return subprocess.run([UNSHARE, "-rm", "true"], capture_output=True, check=False).returncode == 0


needs_namespace = pytest.mark.skipif(
    not _can_unshare(), reason="no user and mount namespace here (unshare -rm)"
)


def in_namespace(what: str, folder: Path) -> list[dict[str, Any]]:
    done = subprocess.run(
        [UNSHARE, "-rm", sys.executable, "-m", "tests.apply.disk", what, str(folder)],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found: list[dict[str, Any]] = json.loads(done.stdout)
    return found


@pytest.fixture(scope="module")
def full_disks(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, Any]]:
    """`use` with 0, 4, 8 … KiB left, on a first run and on a later one."""
    found = in_namespace("full", tmp_path_factory.mktemp("full"))
    assert len(found) == 40
    return found


@needs_namespace
def test_a_full_disk(full_disks: list[dict[str, Any]]) -> None:
    """However little room is left, `use` is done (0) or not applied (3), and works once there is room."""
    for later in (False, True):
        assert {one["use"]["code"] for one in full_disks if one["later"] == later} == {0, 3}  # both were met
    for one in full_disks:
        expected = {0: FIRST + CN, 3: one["old"]}
        assert one["full"] == expected[one["use"]["code"]], one
        assert "Traceback" not in one["use"]["stderr"]
        assert (one["again"]["code"], one["roomy"]) == (0, FIRST + CN), one
        assert (one["undo"]["code"], one["end"]) == (0, FIRST), one
        assert one["left"] == ["env"]


@needs_namespace
def test_reading_on_a_full_disk(full_disks: list[dict[str, Any]]) -> None:
    """`status`, `list` and `current` need no room: they answer after a `use` that found none."""
    assert [(one["level"], one["readers"]) for one in full_disks if one["readers"] != [0, 0, 0]] == []


@needs_namespace
def test_a_disk_that_became_read_only(tmp_path: Path) -> None:
    """On a read-only disk nothing is applied (3), nothing is changed, and what only reads still answers."""
    for one in in_namespace("read-only", tmp_path):
        readers = dict.fromkeys(("status", "list", "current", "history"), 0)
        assert one["codes"] == {"use cn": 3, "undo": 3, **readers}
        assert one["end"] == one["old"]


@needs_namespace
def test_a_file_mounted_on_its_own(tmp_path: Path) -> None:
    """An env file that is a mount cannot be renamed onto: it is written in place and stays a mount."""
    used, undone = in_namespace("bound", tmp_path)
    assert (used["code"], used["env"], used["shared"]) == (0, FIRST + CN, FIRST + CN)
    assert (undone["code"], undone["env"], undone["shared"]) == (0, FIRST, FIRST)
    for one in (used, undone):
        assert one["mounted"] is True
        assert one["left"] == ["env"]


@pytest.fixture
def theirs() -> Iterator[Home]:
    """The home of an ordinary user: root would be let through everywhere."""
    with tempfile.TemporaryDirectory() as name:
        os.chmod(name, 0o755)
        home = Home(Path(name) / "home")
        telemetry.off(home)
        home.write_env(FIRST.encode())
        yield home
        for folder, _, _ in os.walk(home.path):
            os.chmod(folder, 0o755)


def as_user(home: Home, *args: str) -> Ended:
    """goenvctl as an ordinary user: this one, or nobody where this one is root."""
    command = [sys.executable, "-m", "goenvctl", *args]
    if os.geteuid() == 0:
        if not SETPRIV:
            pytest.skip("no setpriv, to become an ordinary user")
        for path in (home.path, *home.path.rglob("*")):
            os.lchown(path, NOBODY, NOBODY)
        # Python and the project may be where only root can read; this leave is for reading alone.
        leave = ("--inh-caps", "+dac_read_search", "--ambient-caps", "+dac_read_search")
        user = ("--reuid", str(NOBODY), "--regid", str(NOBODY), "--clear-groups")
        command = [SETPRIV, *user, *leave, *command]
    return home.spawn(command)


def test_a_folder_without_leave_to_write(theirs: Home) -> None:
    """In a read-only folder no temp file can be made: exit 3, and the file is as before."""
    theirs.env_file.parent.chmod(0o555)
    done = as_user(theirs, "use", "cn")
    assert done.code == 3
    assert done.stderr.startswith(f"goenvctl: {theirs.env_file} could not be written: permission denied")
    assert (theirs.read_env() or b"").decode() == FIRST
    assert as_user(theirs, "status").code == 0
    assert as_user(theirs, "current").stdout == ""
    theirs.env_file.parent.chmod(0o755)
    assert as_user(theirs, "use", "cn").code == 0
    assert (theirs.read_env() or b"").decode() == FIRST + CN


def test_a_file_without_leave_to_write(theirs: Home) -> None:
    """A read-only file in a folder of one's own is replaced and stays read-only, as its owner may."""
    theirs.env_file.chmod(0o400)
    assert as_user(theirs, "use", "cn").code == 0
    assert theirs.env_file.stat().st_mode & 0o777 == 0o400
    assert as_user(theirs, "undo").code == 0
    assert (theirs.read_env() or b"").decode() == FIRST
    assert theirs.env_file.stat().st_mode & 0o777 == 0o400


def test_a_state_folder_without_leave_to_write(theirs: Home) -> None:
    """Where no journal can be kept nothing is changed: exit 3, naming the folder."""
    theirs.state.mkdir(parents=True)
    theirs.state.chmod(0o555)
    done = as_user(theirs, "use", "cn")
    assert done.code == 3
    assert str(theirs.state) in done.stderr
    assert (theirs.read_env() or b"").decode() == FIRST
    assert as_user(theirs, "status").code == 0
