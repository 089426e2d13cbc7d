"""Everybody whom a real go can talk to, on the loopback, and one log of who was asked when."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.fakes.mirror import Database, Mirror
from tests.fakes.modules import Module, unescape, write_tree
from tests.fakes.server import Response, Server
from tests.fakes.sumdb import SumDB
from tests.home import Ended, Home
from tests.toolchains import Toolchain

HANG_UP = 0  # in place of a status: the connection ends without an answer


class Logged(Mirror):
    """A mirror that notes its number in a log shared with others; `status` replaces every answer but 200."""

    def __init__(self, root: Path, number: int, asked: list[int]) -> None:
        super().__init__(root)
        self.status = 200
        self._number = number
        self._asked = asked
        self.fault = self._refuse

    def respond(self, path: str) -> Response | None:
        self._asked.append(self._number)
        return super().respond(path) if self.status != HANG_UP else None

    def _refuse(self, _path: str) -> Response | None:
        return None if self.status == 200 else Response(status=self.status)


class VersionControl(Server):
    """The hosts of the modules, as an HTTP proxy sees them: each says that `served` has its modules."""

    def __init__(self, served: Server) -> None:
        super().__init__()
        self._served = served

    def answer(self, path: str) -> Response:
        module = path.removeprefix("http://")
        meta = f'<meta name="go-import" content="{module} mod {self._served.url}">'
        return Response(meta.encode(), 200, {"Content-Type": "text/html"})


class Scene:
    """A home whose go reaches public mirrors, a public database, and the hosts of the modules themselves."""

    def __init__(
        self,
        folder: Path,
        toolchain: Toolchain,
        mirrors: Sequence[Logged],
        database: Database,
        hosts: VersionControl,
        asked: list[int],
    ) -> None:
        self.home = Home(folder / "home", toolchain)
        mode = self.home.env_file.parent / "telemetry" / "mode"
        mode.parent.mkdir(parents=True)
        mode.write_text("off")
        self.mirrors = mirrors
        self.database = database
        self.asked = asked
        self._folder = folder
        # http to the hosts themselves, by way of the fake; https is refused
        self.home.environ.update(HTTP_PROXY=hosts.url, GOINSECURE="*", GOTOOLCHAIN="local")

    @property
    def gosumdb(self) -> str:
        return f"{self.database.sumdb.key} {self.database.url}"

    def go(self, *args: str, env: Mapping[str, str], cwd: Path | None = None) -> Ended:
        """Run go with an empty module cache."""
        cache = self._folder / "cache"
        shutil.rmtree(cache, ignore_errors=True)
        return self.home.go(*args, env={**env, "GOMODCACHE": str(cache)}, cwd=cwd)

    def explain(
        self, what: str, env: Mapping[str, str], code: int | None = 0, cache: Path | None = None
    ) -> Any:
        """The JSON answer, with an empty module cache or the one given."""
        env = {**env, "GOMODCACHE": str(cache or self._folder / "empty")}
        ended = self.home.call("explain", what, "--json", env=env)
        assert code in (None, ended.code), ended
        return ended.json


@contextmanager
def scene(folder: Path, toolchain: Toolchain, modules: Sequence[Module], mirrors: int) -> Iterator[Scene]:
    """All of it, with so many mirrors, each of which has all the modules."""
    root = write_tree(modules, folder / "tree", latest=True)
    asked: list[int] = []
    public = [Logged(root, number, asked) for number in range(mirrors)]
    with Mirror(root) as served, VersionControl(served) as hosts, Database(SumDB(modules)) as database:
        try:
            for mirror in public:
                mirror.__enter__()
            yield Scene(folder, toolchain, public, database, hosts, asked)
        finally:
            for mirror in public:
                mirror.__exit__()


def named_in(log: Sequence[str]) -> set[str]:
    """The module paths that the requests of a mirror or database name."""
    files = {path.lstrip("/").partition("/@")[0] for path in log if "/@" in path}
    lookups = {path.partition("/lookup/")[2].partition("@")[0] for path in log if "/lookup/" in path}
    return {unescape(path) for path in files | lookups}
