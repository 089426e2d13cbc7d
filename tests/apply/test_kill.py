"""A command that is killed, or fails, at any system call that writes: all files old or new to the byte."""

from __future__ import annotations

import multiprocessing
import sys
from collections.abc import Iterator, Mapping
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
EVERY = [pytest.param(7, id="every seventh"), pytest.param(1, id="all", marks=pytest.mark.slow)]
AT_LEAST = 100  # faults in one scene: about 50 calls, and more than one way to fail at most of them
FOREIGN = b"# mine\nGOFLAGS=-mod=mod\n\nGOPATH=/tmp/nowhere\ngibberish\nGONOPROXY=git.example.net"
CORP = """trust = "private"
unset = ["GOSUMDB"]
[go]
GOPROXY = "https://proxy.corp.example,off"
GOPRIVATE = "corp.example"
"""
STATE = "/.local/state/"  # with several files its calls are only killed: one file shows how they fail
ENV = ".config/go/env"
STARTUP = (
    (".bashrc", b"# mine\nexport EDITOR=vi"),
    (".profile", None),
    (".config/fish/conf.d/goenvctl.fish", None),
    (".config/Code/User/settings.json", b'{\n  // how I like it\n  "editor.fontSize": 14,\n}\n'),
)
TO = tuple(word for target in ("go-env", "bash", "fish", "vscode") for word in ("--to", target))
BESIDE = {  # what may stand in the folder of each file: no temp file
    ENV: {"env", "telemetry", "other"},
    ".bashrc": (HOME := {".bashrc", ".profile", ".config", ".local", "bin", "work"}),
    ".profile": HOME,
    ".config/fish/conf.d/goenvctl.fish": {"goenvctl.fish"},
    ".config/Code/User/settings.json": {"settings.json"},
}
Files = Mapping[str, bytes | None]  # by path within the home; None: no file


class Scene(NamedTuple):
    """A home before the command: the `first` env file, and what goenvctl did to it `before`.

    A file that is `linked` has a second name, and so is written in place. `others` are the first
    files of other targets, those that follow `to`.
    """

    first: bytes | None
    before: tuple[tuple[str, ...], ...]
    command: tuple[str, ...]
    profile: str
    linked: bool = False
    others: tuple[tuple[str, bytes | None], ...] = ()
    to: tuple[str, ...] = ()

    @property
    def firsts(self) -> Files:
        return {ENV: self.first, **dict(self.others)}

    def files(self, home: Home) -> Files:
        """As they are now."""
        paths = {name: home.path / name for name in self.firsts}
        return {name: path.read_bytes() if path.exists() else None for name, path in paths.items()}

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
        for name, data in self.others:
            if data is not None:
                path = home.path / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(data)
        if self.linked:
            home.env_file.with_name("other").hardlink_to(home.env_file)
        for words in self.before:
            assert home.call(*words).code == 0
        return home


SCENES = {
    "first use": Scene(None, (), ("use", "cn"), "cn"),
    "undo of the first": Scene(None, (("use", "cn"),), ("undo", "--all"), "cn"),
    "use over another, four targets": Scene(
        FOREIGN, (("use", "official", *TO),), ("use", "cn", *TO), "cn", others=STARTUP, to=TO
    ),
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
    """One fault in one scene; the files without a fault, before and after."""

    scene: Scene
    fault: Fault
    old: Files
    new: Files
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
    found = scene.files(home)
    expect(hit, f"another call was hit {ended}")
    expect("Traceback" not in ended.stderr and ended.code != 70, ended)
    is_stuck = (
        bool(scene.to) and case.fault.kind == "EROFS on" and "everything is as before" not in ended.stderr
    )
    if case.fault.kind != "KILL" and not is_stuck:
        expect(found in (case.old, case.new), f"neither old nor new: {found!r}")
    elif not scene.linked:  # in place, or among several files, it is for the next command to mend
        for name, data in found.items():
            expect(data in (case.old[name], case.new[name]), f"{name} is neither old nor new: {data!r}")
    if case.fault.kind == "INT":
        expect(ended.code in (0, 3, 130), ended)
    elif case.fault.kind != "KILL":
        right = (ended.code, found) in ((0, case.new), (3, case.old)) or (is_stuck and ended.code == 3)
        expect(right, f"{ended} and {found!r}")
    expect(home.go("env", "GOPROXY").code == 0, "go env fails")
    if case.status_first:  # the next command is one that only reads, or one that writes
        status = home.call("status")
        expect(status.code == 0, status)
        found = scene.files(home)
        expect(found in (case.old, case.new), f"neither old nor new: {found!r}")
    use = home.call("use", scene.profile, *scene.to)
    expect(use.code == 0, use)
    expect(tuple(home.go_env("GOPROXY", "GOSUMDB").values()) == WANTED[scene.profile], home.read_env())
    if scene.to:
        expect(scene.files(home) == case.new, f"not all new: {scene.files(home)!r}")
    for name in scene.firsts:
        beside = {path.name for path in (home.path / name).parent.iterdir()}
        expect(beside <= BESIDE[name], f"left behind: {beside - BESIDE[name]}")
    undo = home.call("undo", "--all")
    state = sorted(path.name for path in home.state.iterdir())
    expect(state == ["journal.sqlite", "lock"], f"left behind: {state}")
    expect(undo.code == 0 and scene.files(home) == scene.firsts, f"{undo} and {scene.files(home)!r}")
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


@pytest.mark.parametrize("step", EVERY)
@pytest.mark.parametrize("name", SCENES)
def test_every_fault_leaves_old_or_new(
    name: str, step: int, pool: ProcessPoolExecutor, pycache: str, folder: Path
) -> None:
    """Whichever system call kills or fails a command, its files are all old or new; the next one works."""
    scene = SCENES[name]
    home = scene.home(folder / "reference", pycache)
    old = scene.files(home)
    calls = strace.listing(home, argv(*scene.command))
    new = scene.files(home)
    assert all(old[name] != new[name] for name in scene.firsts)
    assert {"pwrite64", "fdatasync", "unlink"} < {call.name for call in calls}
    cases = [
        Case(scene, fault, old, new, folder / str(number), pycache, number % 2 == 0)
        for number, fault in enumerate(strace.faults(calls))
        if not scene.to or fault.kind == "KILL" or not fault.call.where.startswith(STATE)
    ]
    print(f"{name}: {len(calls)} calls, {len(cases)} faults")
    assert len(cases) >= AT_LEAST
    found = [wrong for case in pool.map(complaints, cases[::step], chunksize=4) for wrong in case]
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
