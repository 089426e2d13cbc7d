"""Builds under `goenvctl exec`, several at once: they mostly wait."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.relay.building import BUILD, EXEC, LIST, Builder, Built
from tests.relay.matrix import Case
from tests.relay.scene import Scene

AT_ONCE = 6
Rescues = dict[Case, Built]


def rescue_all(builder: Builder, folder: Path, cases: Sequence[Case], *, is_kept: bool = False) -> Rescues:
    """Each case with mirrors of its own, a home of its own and nothing cached."""
    with Scene(folder) as scene, ThreadPoolExecutor(AT_ONCE) as pool:
        asked = {case: pool.submit(_rescue, scene, builder, case, is_kept=is_kept) for case in cases}
        return {case: built.result() for case, built in asked.items()}


def _rescue(scene: Scene, builder: Builder, case: Case, *, is_kept: bool = False) -> Built:
    """Three mirrors joined by `|`, of which one is good."""
    return builder.run(
        str(case),
        [*EXEC, "--", *(LIST if case.row.is_of_versions else BUILD)],
        go_sum=case.go_sum,
        is_kept=is_kept,
        GOPROXY=case.goproxy(scene),
        GOSUMDB=case.gosumdb(scene),
        SSL_CERT_FILE=str(scene.authority.ca_file),
    )


def selected(request: pytest.FixtureRequest) -> list[Case]:
    """The cases that are to be tested: a single one is tested in seconds."""
    items = [item for item in request.session.items if isinstance(item, pytest.Function)]
    cases = [item.callspec.params["case"] for item in items if item.path == request.path]
    return [case for case in cases if isinstance(case, Case)]
