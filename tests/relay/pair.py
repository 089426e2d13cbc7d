"""The same commands twice, each time in a world of its own: as they are, and under `goenvctl exec`."""

from __future__ import annotations

import hashlib
import re
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import mkdtemp
from typing import NamedTuple

from tests.home import Home
from tests.relay.places import Places
from tests.relay.stock import Stock
from tests.toolchains import NEWEST, Toolchain

Pairs = tuple[tuple[str, str], ...]
PASSING = (".lock", "lock")  # files that say nothing


class Scene(NamedTuple):
    """`script` is what is run, by sh, in `work`; `files` are paths below the home, and texts. All texts may
    hold the names of places.py.

    GOPROXY and GOSUMDB are exported, unless they are empty. With `profile` the plain commands run after
    `goenvctl use PROFILE`, the others under `exec PROFILE`. `code` is what both end with, None where a mirror
    fails in the middle.
    """

    title: str
    script: str
    goproxy: str = "{a}"
    files: Pairs = ()
    environ: Pairs = ()
    gosumdb: str = "{key} {database}"
    profile: str = ""
    code: int | None = 0
    toolchain: Toolchain = NEWEST

    @property
    def waits(self) -> bool:
        """Does it do nearly nothing else?"""
        return ".wait" in self.goproxy

    @property
    def mended(self) -> Scene:
        """The same where no mirror fails."""
        return self._replace(goproxy=re.sub(r"\.(\d+|drop):[^}]*", "", self.goproxy))

    def __str__(self) -> str:
        return self.title if self.toolchain is NEWEST else f"{self.title}, {self.toolchain}"


class Result(NamedTuple):
    """What a run left. `said` are the lines of standard error, sorted: go writes them in any order."""

    code: int
    stdout: str
    said: list[str]
    work: dict[str, str]
    cache: dict[str, str]


class Both(NamedTuple):
    """`whole` is what plain go comes to where no mirror fails: the same as `plain` unless one does."""

    plain: Result
    under: Result
    whole: Result


def run_both(scene: Scene, stock: Stock, folder: Path) -> Both:
    """At the same time."""
    with ThreadPoolExecutor(2) as pool:
        plain = pool.submit(run, scene, stock, folder, is_relayed=False)
        whole = plain
        if scene.code is None:
            whole = pool.submit(run, scene.mended, stock, folder, is_relayed=False)
        return Both(plain.result(), run(scene, stock, folder, is_relayed=True), whole.result())


def run(scene: Scene, stock: Stock, folder: Path, *, is_relayed: bool) -> Result:
    home = Home(Path(mkdtemp(dir=folder)) / "home", scene.toolchain)
    with Places(stock, home) as places:
        for name, text in scene.files:
            _write(home.path / name, places.fill(text))
        environ = _environ(scene, places)
        goenvctl = [sys.executable, "-m", "goenvctl"]
        command = ["sh", "-ec", places.fill(scene.script)]
        if is_relayed:
            command = [*goenvctl, "exec", *([scene.profile] if scene.profile else []), "--", *command]
        elif scene.profile:
            used = home.spawn([*goenvctl, "use", scene.profile], environ)
            assert used.code == 0, used
        ended = home.spawn(command, environ)
        return Result(
            ended.code,
            places.unfill(ended.stdout),
            sorted(places.unfill(ended.stderr).splitlines()),
            {name: places.unfill(text) for name, text in _texts(home.work).items()},
            _hashes(home.path / "go" / "pkg" / "mod"),
        )


def _environ(scene: Scene, places: Places) -> dict[str, str]:
    given = {"GOPROXY": scene.goproxy, "GOSUMDB": scene.gosumdb}
    given = {name: value for name, value in given.items() if value}
    usual = {"GOTOOLCHAIN": "local", "SSL_CERT_FILE": "{ca}", "GOFLAGS": "-modcacherw", "GOTELEMETRY": "off"}
    return {name: places.fill(value) for name, value in {**usual, **given, **dict(scene.environ)}.items()}


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    if path.parent.name == "bin":
        path.chmod(0o755)


def _texts(folder: Path) -> dict[str, str]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): path.read_text() for path in files}


def _hashes(folder: Path) -> dict[str, str]:
    """Of the module cache, but for the database's own part: how far its tree has grown is chance."""
    files = (path for path in folder.rglob("*") if path.is_file() and not path.name.endswith(PASSING))
    found = {str(path.relative_to(folder)): path for path in files}
    return {
        name: hashlib.sha256(path.read_bytes()).hexdigest()
        for name, path in sorted(found.items())
        if not name.startswith(("cache/download/sumdb/", "cache/vcs/"))
    }
