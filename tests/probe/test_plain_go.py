"""The matrix's columns for plain `go`: the table cannot drift from Go, nor a fake from its fault."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.go.command import Go
from tests.probe import plain_go
from tests.probe.matrix import ALL, Row
from tests.probe.plain_go import HANG, HANG_S, OK, PATIENCE_S
from tests.probe.scene import Scene
from tests.toolchains import ALL as TOOLCHAINS
from tests.toolchains import NEWEST, Toolchain

AT_ONCE = 32
# Before 1.26.3 go believes a database that does not say a word about the module.
OLDER = {"replayed.lookup-bare": (OK, OK), "lacking.lookup-bare": (OK, OK)}


class Case(NamedTuple):
    """A row and who is to confirm it."""

    toolchain: Toolchain
    row: Row

    def __str__(self) -> str:
        return f"{self.toolchain}-{self.row.name}"

    @property
    def expected(self) -> tuple[str, str]:
        plain = (self.row.comma, self.row.pipe)
        return plain if self.toolchain == NEWEST else OLDER.get(self.row.name, plain)


Words = dict[Case, list[str]]
CASES = [
    Case(toolchain, row)
    for toolchain in TOOLCHAINS
    for row in ALL
    if toolchain == NEWEST or not row.fault.startswith("bomb")  # which costs seconds of processor time
]


@pytest.fixture(scope="module")
def words(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Words:
    """What every `go` says, behind `,` and behind `|`, to every row that is to be tested, all at once."""
    folder = tmp_path_factory.mktemp("plain-go")
    goes = {toolchain: Go(toolchain, folder / str(toolchain)) for toolchain in TOOLCHAINS}
    with Scene(folder) as scene, ThreadPoolExecutor(AT_ONCE) as pool:
        asked = {
            case: [pool.submit(run) for run in _runs(scene, goes[case.toolchain], folder, case)]
            for case in _selected(request)
        }
        return {case: [word.result() for word in both] for case, both in asked.items()}


@pytest.mark.parametrize("case", CASES, ids=str)
def test_plain_go(words: Words, case: Case) -> None:
    """Behind `,` and behind `|` a build fares as the matrix says."""
    assert tuple(words[case]) == case.expected


def _selected(request: pytest.FixtureRequest) -> list[Case]:
    """Only these are run: a single row is tested in seconds."""
    items = [item for item in request.session.items if isinstance(item, pytest.Function)]
    cases = [item.callspec.params["case"] for item in items if item.path == request.path]
    return [case for case in cases if isinstance(case, Case)]


def _runs(scene: Scene, go: Go, folder: Path, case: Case) -> list[Callable[[], str]]:
    row = case.row
    command = plain_go.versions if row.is_of_versions else plain_go.outcome
    runs: list[Callable[[], str]] = []
    for separator, expected in zip(",|", case.expected, strict=True):
        label = f"{case}-{ord(separator)}".replace("/", "-")
        run = partial(
            command,
            go,
            folder / label,
            f"{scene.url(f'{row.fault}~{label}')}{separator}{scene.url('good')}",
            scene.gosumdb(row.gosumdb),
            patience_s=HANG_S if expected == HANG else PATIENCE_S,
            SSL_CERT_FILE=str(scene.authority.ca_file),
        )
        runs.append(run)
    return runs
