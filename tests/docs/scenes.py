"""The machines that the pages are tried on: a home, a module in a git repository, and mirrors at hand.

The pages name public addresses. A scene puts servers on the loopback in their place, in the commands and in
the profiles, and puts the names back into what is printed. Whatever else is asked for goes to an HTTP proxy
that lets nothing through.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import NamedTuple

from tests import shells
from tests.check.net import LIB, Net
from tests.docs.blocks import ROOT
from tests.fakes.server import Response, Server
from tests.home import Home

FIRST, SECOND, OFFICIAL, OWN = (
    "https://goproxy.cn",
    "https://mirrors.aliyun.com/goproxy/",
    "https://proxy.golang.org",
    "https://goproxy.example.com",
)
DATABASE = "sum.golang.google.cn"
YOU = "/home/you"
MIRRORED = ("cn", "official")  # the profiles whose mirrors are at hand
NEAR_S = 0.05  # what the second mirror is slower

_MAIN = 'package main\n\nimport _ "example.com/lib"\n\nfunc main() {}\n'


class Scene(NamedTuple):
    """A home, and the loopback's stand-in for each public address."""

    home: Home
    addresses: Mapping[str, str] = {}

    def typed(self, text: str) -> str:
        """What a page says, as it is run here."""
        for public, here in self.addresses.items():
            if public != DATABASE:
                text = text.replace(public, here)
        return text

    def shown(self, text: str) -> str:
        """What was printed here, as a page says it."""
        for public, here in self.addresses.items():
            text = text.replace(here, public)
        for public, here in self.addresses.items():  # of an address the host, of a database both its words
            text = text.replace(here.split("://")[-1], public.split("/")[2] if "/" in public else public)
        return text.replace(str(self.home.path), YOU)


class Refuses(Server):
    """An HTTP proxy that lets nothing through."""

    def answer(self, path: str) -> Response:
        return Response(b"the scene ends here\n", 403, {"Content-Type": "text/plain"})


@contextmanager
def scene(name: str, folder: Path, build_cache: Path) -> Iterator[Scene]:
    """The scene of that name, in a new folder. What go compiled may be used again."""
    folder.mkdir(parents=True)
    with Refuses() as proxy:
        home = Home(folder / "home")
        home.environ |= {
            "PATH": f"{home.bin}:{':'.join(map(str, shells.FOLDERS))}:/usr/bin:/bin",
            "HTTP_PROXY": proxy.url,
            "HTTPS_PROXY": proxy.url,
            "SHELL": "/bin/bash",
            "GOCACHE": str(build_cache),
            "GITHUB_ENV": str(home.path / "github.env"),
        }
        script = home.bin / "goenvctl"
        script.write_text(f'#!/bin/sh\nexec {sys.executable} -m goenvctl "$@"\n')
        script.chmod(0o755)
        home.spawn(["git", "init", "-q", "."])
        (home.work / "go.mod").write_text("module example.com/app\n\ngo 1.21\n")
        with SCENES[name](home, folder) as ready:
            yield ready


@contextmanager
def _plain(home: Home, _folder: Path) -> Iterator[Scene]:
    """Nothing is set, and no mirror answers."""
    yield Scene(home)


@contextmanager
def _mirrors(home: Home, folder: Path, *, is_silent: bool = False) -> Iterator[Scene]:
    """The mirrors of cn and official answer; the module here needs one of theirs."""
    with Net(folder / "tree") as net:
        first = net.silent() if is_silent else net.mirror(has_copy=True)
        second, official, own = net.mirror(delay_s=NEAR_S), net.mirror(has_copy=True), net.mirror()
        here = {FIRST: first.url, SECOND: second.url, OFFICIAL: official.url, OWN: own.url}
        ready = Scene(home, {**here, DATABASE: net.gosumdb})
        for name in MIRRORED:
            text = ready.typed((ROOT / "profiles" / f"{name}.toml").read_text())
            for database in (DATABASE, "sum.golang.org"):
                text = text.replace(f'GOSUMDB = "{database}"', f'GOSUMDB = "{net.gosumdb}"')
            home.write_profile(name, text)
        with (home.work / "go.mod").open("a") as file:
            file.write(f"\nrequire {LIB.path} {LIB.version}\n")
        (home.work / "go.sum").write_text(LIB.go_sum)
        (home.work / "main.go").write_text(_MAIN)
        yield ready


@contextmanager
def _chosen(home: Home, folder: Path) -> Iterator[Scene]:
    """As `mirrors`, and cn is in force."""
    with _mirrors(home, folder) as ready:
        assert home.call("use", "cn").code == 0
        yield ready


@contextmanager
def _silent(home: Home, folder: Path) -> Iterator[Scene]:
    """As `mirrors`, but goproxy.cn accepts connections and says nothing."""
    with _mirrors(home, folder, is_silent=True) as ready:
        yield ready


@contextmanager
def _exported(home: Home, _folder: Path) -> Iterator[Scene]:
    """A line in .bashrc sets GOPROXY, and this terminal has read it."""
    (home.path / ".bashrc").write_text("export GOPROXY=https://goproxy.io,direct\n")
    home.environ["GOPROXY"] = "https://goproxy.io,direct"
    yield Scene(home)


SCENES: Mapping[str, Callable[[Home, Path], AbstractContextManager[Scene]]] = {
    "plain": _plain,
    "mirrors": _mirrors,
    "chosen": _chosen,
    "silent": _silent,
    "exported": _exported,
}
