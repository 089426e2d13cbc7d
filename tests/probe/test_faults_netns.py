"""Names that do not resolve, addresses without a route: in a network namespace of the test's own."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.probe.checked import DEADLINE_S, MEMORY_MIB, START_S
from tests.probe.networks import OFFLINE, PROXIES, ROWS, Network, Offline, Proxy

UNSHARE = shutil.which("unshare") or ""
PROJECT = Path(__file__).parent.parent.parent


def _can_unshare() -> bool:
    if not (UNSHARE and shutil.which("ip")):
        return False
    command = [UNSHARE, "-rnm", "ip", "link", "set", "lo", "up"]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


pytestmark = pytest.mark.skipif(
    not _can_unshare(), reason="no network namespace here (unshare -rnm, ip of iproute2)"
)


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    done = subprocess.run(
        [UNSHARE, "-rnm", sys.executable, "-m", "tests.probe.netns", str(tmp_path_factory.mktemp("netns"))],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_verdict(answers: dict[str, Any], row: Network) -> None:
    """What a network keeps away, or a mirror that leads into it, gets verdict and reason of the table."""
    assert tuple(answers["rows"][row.name]) == (row.verdict, row.reason)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_plain_go(answers: dict[str, Any], row: Network) -> None:
    """Behind `,` and behind `|` a build fares as the table says; `go` follows every redirect over http."""
    assert tuple(answers["go"][row.name]) == (row.comma, row.pipe)


@pytest.mark.parametrize("case", OFFLINE, ids=lambda case: case.name)
def test_local_problem(answers: dict[str, Any], case: Offline) -> None:
    """It is the local network where two operators and the database fail alike, not where anything works."""
    assert answers["offline"][case.name] == case.local_problem


@pytest.mark.parametrize("proxy", PROXIES, ids=lambda proxy: proxy.name)
def test_proxy(answers: dict[str, Any], proxy: Proxy) -> None:
    """A dead HTTP proxy of the environment is no fault of the mirrors behind it, though `go` blames them."""
    found = [proxy.verdict, proxy.reason]
    assert answers["proxies"][proxy.name] == [proxy.go, *found, *found, proxy.local_problem]


def test_cost(answers: dict[str, Any]) -> None:
    """Silent resolvers and swallowed packets hold nobody up for longer than one probe."""
    seconds, peak_mib = answers["cost"]
    assert seconds < DEADLINE_S + START_S
    assert peak_mib < MEMORY_MIB
