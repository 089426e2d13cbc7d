"""Some faults of the matrix: the build succeeds. test_faults_slow has all of them."""

from __future__ import annotations

from typing import NamedTuple

import pytest

from tests.probe.plain_go import OK
from tests.relay.building import PATIENCE_S, Builder
from tests.relay.matrix import CASES, Case
from tests.relay.rescued import Rescues, rescue_all, selected

SHOWN = """refused-40 reset-body-7 silence-0 silence-on-accept-7 stall.zip-40 html.zip-0 other-mod.mod-7
    tls-expired-7 silence.lookup-bare-0"""
NAMED = {str(case): case for case in CASES}


class Shown(NamedTuple):
    """Builds, and who made them."""

    builder: Builder
    rescues: Rescues


@pytest.fixture(scope="module")
def shown(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Shown:
    folder = tmp_path_factory.mktemp("rescued")
    builder = Builder(folder)
    return Shown(builder, rescue_all(builder, folder / "scene", selected(request), is_kept=True))


@pytest.mark.parametrize("case", [NAMED[name] for name in SHOWN.split()], ids=str)
def test_rescue(shown: Shown, case: Case) -> None:
    """With two of three mirrors at fault forty modules are downloaded and built with the right bytes. A line
    says what was rescued, and the module cache is good for a build without any mirror.
    """
    built = shown.rescues[case]
    assert built.word == OK, built
    assert built.seconds < PATIENCE_S
    assert len([line for line in built.stderr.splitlines() if line.startswith("goenvctl: rescued ")]) == 1
    assert shown.builder.rebuild(str(case)).code == 0
