"""A command that is killed, or fails, at any system call that writes: old or new to the byte."""

from __future__ import annotations

import multiprocessing
import sys
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.apply import strace, telemetry
from tests.apply.memory import in_memory
from tests.apply.strace import Fault
from tests.home import Home
from tests.toolchains import NEWEST

pytestmark = [
    pytest.mark.kill,
    pytest.mark.skipif(not strace.STRACE, reason="no strace"),
]

WORKERS = 4
AT_LEAST = 100  # faults in one scene: about 50 calls, and more than one way to fail at most of them
FOREIGN = b"# mine\nGOFLAGS=-mod=mod\n\nGOPATH=/tmp/nowhere\ngibberish\nGONOPROXY=git.example.net"
CORP = """trust = "private"
unset = ["GOSUMDB"]
[go]
GOPROXY = "https://proxy.corp.example,off"
GOPRIVATE = "corp.example"
"""


class Scene(NamedTuple):
    """A home before the command: the `first` env file, and what goenvctl did to it `before`.

    A file that is `linked` has a second name, and so is written in place.
    """

    first: bytes | None
    before: tuple[tuple[str, ...], ...]
    command: tuple[str, ...]
    profile: str
    linked: bool = False

    def home(self, path: Path, pycache: str) -> Home:
        home = Home(path)
        home.environ |= {
            "PYTHONDONTWRITEBYTECODE": "1",
            "PYTHONPYCACHEPREFIX": pycache,
            "PYTHONHASHSEED": "0",
        }
        telemetry.off(home)
        home.write_profile("corp", CORP)
        if self.first is not None:
            home.write_env(self.first)
            home.env_file.chmod(0o640)
        if self.linked:
            home.env_file.with_name("other").hardlink_to(home.env_file)
        for words in self.before:
            assert home.call(*words).code == 0
        return home


SCENES = {
    "first use": Scene(None, (), ("use", "cn"), "cn"),
    "undo of the first": Scene(None, (("use", "cn"),), ("undo", "--all"), "cn"),
    "use over another": Scene(FOREIGN, (("use", "official"),), ("use", "cn"), "cn"),
    "undo": Scene(FOREIGN, (("use", "official"), ("use", "cn")), ("undo",), "official"),
    "undo in place": Scene(FOREIGN, (("use", "cn"),), ("undo",), "cn", linked=True),
    "use that sets and unsets": Scene(FOREIGN, (("use", "official"),), ("use", "corp"), "corp"),
}
WANTED = {
    "cn": ("https://goproxy.cn|https://mirrors.aliyun.com/goproxy/,direct", "sum.golang.google.cn"),
    "official": ("https://proxy.golang.org,direct", "sum.golang.org"),
    "corp": ("https://proxy.corp.example,off", "sum.golang.org"),
}


class Case(NamedTuple):
    """One fault in one scene; the files' bytes without a fault, before and after."""

    scene: Scene
    fault: Fault
    old: bytes | None
    new: bytes | None
    path: Path
    pycache: str
    status_first: bool


def argv(*words: str) -> list[str]:
    return [sys.executable, "-m", "goenvctl", *words]


def complaints(case: Case) -> list[str]:
    """What is wrong after the fault; runs in a process of its own, since goenvctl runs in it."""
    scene, wrong = case.scene, []

    def expect(right: bool, what: object) -> None:
        if not right:
            wrong.append(f"{case.fault}: {what}")

    home = scene.home(case.path, case.pycache)
    ended, hit = strace.inject(home, case.fault, argv(*scene.command))
    found = home.read_env()
    expect(hit, f"another call was hit {ended}")
    expect("Traceback" not in ended.stderr and ended.code != 70, ended)
    if not (scene.linked and case.fault.kind == "KILL"):  # in place it is for the next command to mend
        expect(found in (case.old, case.new), f"neither old nor new: {found!r}")
    if case.fault.kind == "INT":
        expect(ended.code in (0, 3, 130), ended)
    elif case.fault.kind != "KILL":
        expect((ended.code, found) in ((0, case.new), (3, case.old)), f"{ended} and {found!r}")
    expect(home.go("env", "GOPROXY").code == 0, "go env fails")
    if case.status_first:  # the next command is one that only reads, or one that writes
        status = home.call("status")
        expect(status.code == 0, status)
        expect(home.read_env() in (case.old, case.new), f"neither old nor new: {home.read_env()!r}")
    use = home.call("use", scene.profile)
    expect(use.code == 0, use)
    expect(tuple(home.go_env("GOPROXY", "GOSUMDB").values()) == WANTED[scene.profile], home.read_env())
    beside = sorted(path.name for path in home.env_file.parent.iterdir())
    expect(beside == ["env", *["other"] * scene.linked, "telemetry"], f"left behind: {beside}")
    undo = home.call("undo", "--all")
    state = sorted(path.name for path in home.state.iterdir())
    expect(state == ["journal.sqlite", "lock"], f"left behind: {state}")
    expect(undo.code == 0 and home.read_env() == scene.first, f"{undo} and {home.read_env()!r}")
    if scene.linked:
        expect(home.env_file.stat().st_nlink == 2, "the second name is lost")
    if scene.first is not None:
        expect(home.env_file.stat().st_mode & 0o777 == 0o640, "the mode is lost")
    return wrong


@pytest.fixture(scope="module")
def pycache(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Compiled once, outside the homes: faster, and the same system calls in every run."""
    folder = tmp_path_factory.mktemp("pycache")
    for name, scene in SCENES.items():
        home = scene.home(tmp_path_factory.mktemp("warm") / "home", str(folder))
        del home.environ["PYTHONDONTWRITEBYTECODE"]
        assert home.goenvctl(*scene.command).code == 0, name
    return str(folder)


@pytest.fixture
def folder() -> Iterator[Path]:
    """What is shown here is the order of the calls, not the disk."""
    with in_memory() as path:
        yield path


@pytest.fixture(scope="module")
def pool() -> Iterator[ProcessPoolExecutor]:
    with ProcessPoolExecutor(WORKERS, multiprocessing.get_context("spawn")) as executor:
        yield executor


@pytest.mark.parametrize("name", SCENES)
def test_every_fault_leaves_old_or_new(
    name: str, pool: ProcessPoolExecutor, pycache: str, folder: Path
) -> None:
    """Whichever system call kills or fails a command, the file is old or new, and the next one works."""
    scene = SCENES[name]
    home = scene.home(folder / "reference", pycache)
    old = home.read_env()
    calls = strace.listing(home, argv(*scene.command))
    new = home.read_env()
    assert old != new
    assert {"pwrite64", "fdatasync", "unlink"} < {call.name for call in calls}
    cases = [
        Case(scene, fault, old, new, folder / str(number), pycache, number % 2 == 0)
        for number, fault in enumerate(strace.faults(calls))
    ]
    print(f"{name}: {len(calls)} calls, {len(cases)} faults")
    assert len(cases) >= AT_LEAST
    found = [wrong for case in pool.map(complaints, cases, chunksize=4) for wrong in case]
    assert not found, "\n".join(found)


@pytest.mark.parametrize(
    "injection",
    [
        "openat:signal=KILL:when=1",  # strace counts by thread: a later call may be any thread's first
        "write:signal=KILL:when=1",
        "openat:error=EROFS:when=1+",
        "write:error=ENOSPC:when=1+",
        "write:error=EIO:when=1+",
    ],
)
def test_a_go_that_dies_writing_the_copy(injection: str, tmp_path: Path, pycache: str) -> None:
    """A `go env -w` that dies or fails in the middle costs nothing: goenvctl writes the values itself."""
    scene = SCENES["use that sets and unsets"]
    home = scene.home(tmp_path / "home", pycache)
    log = tmp_path / "go.log"
    strace.go_under_strace(home, NEWEST.goroot, tmp_path / "goroot", injection, log)
    ended = home.goenvctl(*scene.command)
    hit = [line for line in log.read_text().splitlines() if "INJECTED" in line or "killed by SIGKILL" in line]
    assert hit, log.read_text()
    assert ended.code == 0
    assert "goenvctl wrote Go's env file itself" in ended.stderr + ended.stdout
    (home.bin / "go").unlink()
    (home.bin / "go").symlink_to(NEWEST.go)
    assert tuple(home.go_env("GOPROXY", "GOSUMDB").values()) == WANTED["corp"]
    assert sorted(path.name for path in home.state.iterdir()) == ["journal.sqlite", "lock"]
    assert home.call("undo", "--all").code == 0
    assert home.read_env() == scene.first
