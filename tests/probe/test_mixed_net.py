"""`healthy` means that `go` works with this mirror alone, in a net where every database fails another way."""

from __future__ import annotations

import itertools
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.fakes.faults.databases import History, served_from
from tests.go.command import Go
from tests.home import Home
from tests.probe import plain_go
from tests.probe.checked import check
from tests.probe.plain_go import HANG_S, OK, PATIENCE_S
from tests.probe.scene import LIB, Scene
from tests.toolchains import NEWEST

COPIES = ("good", "404.sumdb", "500.sumdb", "other-key.sumdb", "silence.sumdb")  # at the mirror
DATABASES = ("bare", "good", "silence", "500", "other-key.sumdb", "404")  # `bare`, or at an address


class Case(NamedTuple):
    """A mirror with this copy of the database, under this GOSUMDB."""

    copy: str
    gosumdb: str

    @property
    def works(self) -> bool:
        return (self.copy if self.gosumdb == "bare" else self.gosumdb) == "good"


class Said(NamedTuple):
    """What `check` and `go` say of it."""

    verdict: str
    word: str


CASES = [Case(*case) for case in itertools.product(COPIES, DATABASES)]


@pytest.fixture(scope="module")
def said(scene: Scene, tmp_path_factory: pytest.TempPathFactory) -> dict[Case, Said]:
    folder = tmp_path_factory.mktemp("mixed")
    go = Go(NEWEST, folder / "go")
    with ThreadPoolExecutor(16) as pool:
        checks = {how: pool.submit(_check, scene, folder / how, how) for how in DATABASES}
        words = {case: pool.submit(_build, scene, go, folder, case) for case in CASES}
        return {case: Said(checks[case.gosumdb].result()[case.copy], words[case].result()) for case in CASES}


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.copy}-{case.gosumdb}")
def test_healthy_is_what_works(said: dict[Case, Said], case: Case) -> None:
    """A mirror is healthy under a GOSUMDB if and only if a download through it alone succeeds there."""
    found = said[case]
    assert (found.verdict == "healthy", found.word == OK) == (case.works, case.works), found


def test_database_at_its_own_name(scene: Scene, tmp_path: Path) -> None:
    """Where the mirror has no copy, `go` asks the host in the key's name; if that answers, it is healthy."""
    name = scene.url("tls").removesuffix("good").replace("https://127.0.0.1", "localhost") + "named"
    named = History(LIB, name=name).honest
    scene.faults["named"] = served_from(named)
    ca_file = str(scene.authority.ca_file)
    go = Go(NEWEST, tmp_path / "go")
    word = plain_go.outcome(
        go, tmp_path / "build", scene.url("good"), named.key, patience_s=PATIENCE_S, SSL_CERT_FILE=ca_file
    )
    checked = check(Home(tmp_path / "home"), [scene.url("good")], named.key, SSL_CERT_FILE=ca_file)
    assert (word, *checked.verdict(scene.url("good"))) == (OK, "healthy", "")


def _check(scene: Scene, home: Path, how: str) -> dict[str, str]:
    checked = check(Home(home), [scene.url(copy) for copy in COPIES], scene.gosumdb(how))
    return {copy: checked.verdict(scene.url(copy))[0] for copy in COPIES}


def _build(scene: Scene, go: Go, folder: Path, case: Case) -> str:
    label = f"{case.copy}-{case.gosumdb}"
    return plain_go.outcome(
        go, folder / label, scene.url(case.copy), scene.gosumdb(case.gosumdb), patience_s=HANG_S
    )
