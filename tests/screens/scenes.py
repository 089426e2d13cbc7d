"""What is looked at: a home as it stands, a command, the keys that are typed, and how it ends."""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from goenvctl.language import ENGLISH, speak, tr
from goenvctl.probe.outcome import BROKEN, HEALTHY, Outcome
from goenvctl.records import open_records
from tests.check.running import Watched
from tests.doctor.machine import listening
from tests.home import Home
from tests.screens.frozen import OFFLINE
from tests.screens.picture import Picture, picture

SHOWN_HOME = "/home/founder"
FROZEN = "tests.screens.frozen"
ENTER, UP, NO = b"\r", b"\x1b[A", b"n\n"
QUIET_S = 0.5  # after which nothing more is drawn
LINE = "export GOPROXY=https://goproxy.io,direct\n"

Prepare = Callable[[Home], object]


class Scene(NamedTuple):
    """`keys` are typed when the text before them, in the language spoken, is on the screen.

    `code` is the exit code; None where the screen is looked at while the last text stands there.
    `is_table`: no line of it is broken by the terminal.
    """

    command: str
    prepare: Prepare = lambda home: None
    keys: tuple[tuple[str, bytes], ...] = ()
    code: int | None = 0
    columns: int = 80
    environ: Mapping[str, str] = {}
    is_table: bool = True
    program: str = "goenvctl"


def play(scene: Scene, language: str) -> Picture:
    """The screen at the end."""
    with _home() as home, listening() as proxy:
        home.environ |= {"SHELL": "/bin/bash", "TZ": "UTC", "HTTP_PROXY": proxy, "HTTPS_PROXY": proxy}
        scene.prepare(home)
        env = {**scene.environ, "GOENVCTL_LANG": language}
        arguments = scene.command.split()
        with Watched(home, *arguments, env=env, columns=scene.columns, program=scene.program) as screen:
            for text, keys in scene.keys:
                screen.wait_for(_said(text, language))
                screen.type(keys)
            if scene.code is None:
                screen.settle(QUIET_S)
            else:
                assert screen.end() == scene.code, screen.display
        return picture(screen.raw.replace(str(home.path).encode(), SHOWN_HOME.encode()), scene.columns)


def _said(text: str, language: str) -> str:
    speak(language)
    try:
        return tr(text, name="cn", answered=2, number=2, good=2)
    finally:
        speak(ENGLISH)


@contextmanager
def _home() -> Iterator[Home]:
    """A home whose path is as long as the one shown: lines break where they would break there."""
    path = Path(tempfile.mkdtemp(prefix="", dir="/tmp"))
    assert len(str(path)) == len(SHOWN_HOME)
    try:
        yield Home(path)
    finally:
        shutil.rmtree(path, ignore_errors=True)


def _with_cn(home: Home) -> None:
    assert home.call("use", "cn").code == 0


def _private_alone(home: Home) -> None:
    assert home.call("private", "add", "git.corp.example").code == 0


def _private(home: Home) -> None:
    """A private host, and cn."""
    _private_alone(home)
    _with_cn(home)


def _shadowed(home: Home) -> None:
    (home.path / ".bashrc").write_text(LINE)


def _ailing(home: Home) -> None:
    """An error, a warning, a note."""
    _with_cn(home)
    _shadowed(home)
    home.write_env((home.read_env() or b"") + b"GO111MODULE=on\nGOINSECURE=git.corp.example\n")


def _checked(home: Home) -> None:
    """Two hours ago a check found one of the mirrors of cn failing."""
    _with_cn(home)
    mirrors = {"https://goproxy.cn": HEALTHY, "https://mirrors.aliyun.com/goproxy/": BROKEN}
    home.state.mkdir(parents=True, exist_ok=True)
    with open_records(str(home.state / "records.sqlite")) as records:
        found = [Outcome(url, "", "", "", verdict) for url, verdict in mirrors.items()]
        records.add(found, time.time() - 2.5 * 3600)


def _project(home: Home) -> None:
    """A module that requires one of the company's; bash is the shell."""
    (home.path / ".bashrc").write_text("alias ll='ls -l'\n")
    (home.work / "go.mod").write_text("module github.com/acme/app\n\nrequire git.corp.example/x v1.0.0\n")


ALL_GOOD = "check of {name}: {answered} of {number} checked, {good} good"
SETUP = (
    ("Where are you?", UP + ENTER),
    ("Which modules are private?", ENTER),
    ("Other private modules (empty: none)", ENTER),
    ("Where to write?", ENTER),
)

SCENES = {
    "front": Scene(""),
    "front-set": Scene("", _private),
    "front-shadowed": Scene("", _ailing, is_table=False),
    "help": Scene("--help"),
    "use-help": Scene("use --help"),
    "list": Scene("list", _with_cn),
    "list-200": Scene("list", _with_cn, columns=200),
    "list-20": Scene("list", _with_cn, columns=20),
    "use": Scene("use cn", is_table=False),
    "use-private": Scene("use cn", _private_alone, is_table=False),
    "use-dry-run": Scene("use official --dry-run", _with_cn, is_table=False),
    "use-typo": Scene("use alyun", code=2),
    "use-picker": Scene("use", _checked, keys=(("tencent", b""),), code=None),
    "use-shadowed": Scene("use cn", _shadowed, keys=(("[y/N]", NO),), code=4, is_table=False),
    "status": Scene("status", _private),
    "status-200": Scene("status", _private, columns=200),
    "status-20": Scene("status", _private, columns=20, is_table=False),
    "status-shadowed": Scene("status", _ailing, is_table=False),
    "check": Scene("check", _with_cn, program=FROZEN),
    "check-all": Scene("check --all", is_table=False, program=FROZEN),
    "check-offline": Scene("check", _with_cn, code=1, environ={OFFLINE: "1"}, is_table=False, program=FROZEN),
    "doctor": Scene("doctor", _ailing, code=1, program=FROZEN),
    "doctor-sound": Scene("doctor", _with_cn, program=FROZEN),
    "setup": Scene(
        "setup", _project, (*SETUP, ("Make these changes?", b"y\n")), is_table=False, program=FROZEN
    ),
    "setup-where": Scene("setup", _project, (("no network", b""),), code=None, program=FROZEN),
    "setup-private": Scene(
        "setup", _project, (*SETUP[:1], ("Which modules are private?", b""), (ALL_GOOD, b"")), None,
        program=FROZEN,
    ),
    "setup-other": Scene(
        "setup", _project, (*SETUP[:2], ("Other private modules (empty: none)", b""), (ALL_GOOD, b"")), None,
        program=FROZEN,
    ),
    "setup-targets": Scene(
        "setup", _project, (*SETUP[:3], ("Where to write?", b""), (ALL_GOOD, b"")), None, program=FROZEN
    ),
    "undo": Scene("undo", _with_cn),
    "undo-private": Scene("undo", _private, is_table=False),
}  # fmt: skip
