"""Names that do not resolve, addresses without a route, redirects inwards: the build succeeds under exec."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from tests.probe.networks import ROWS, Network
from tests.probe.plain_go import OK
from tests.probe.test_faults_netns import PROJECT, UNSHARE, _can_unshare
from tests.relay.building import PATIENCE_S

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not _can_unshare(), reason="no network namespace here (unshare -rnm, ip of iproute2)"),
]


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[str, float, str]]:
    done = subprocess.run(
        [UNSHARE, "-rnm", sys.executable, "-m", "tests.relay.netns", str(tmp_path_factory.mktemp("netns"))],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found: dict[str, tuple[str, float, str]] = json.loads(done.stdout)
    return found


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_rescue(answers: dict[str, tuple[str, float, str]], row: Network) -> None:
    """With two of three mirrors out of reach, forty modules are downloaded and built with the right bytes."""
    word, seconds, said = answers[row.name]
    assert word == OK, said
    assert seconds < PATIENCE_S
