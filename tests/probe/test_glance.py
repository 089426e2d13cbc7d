"""A glance: one `.info` of one mirror, and what it says."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from goenvctl.candidates import find_candidates
from goenvctl.probe.glance import glance
from goenvctl.probe.outcome import Outcome
from goenvctl.session import Session
from goenvctl.surroundings import surroundings_of
from tests.check.net import Net, refuse
from tests.fakes.server import Response

INFO = "/github.com/pkg/errors/@v/v0.9.1.info"


@pytest.fixture
def net(tmp_path: Path) -> Net:
    return Net(tmp_path / "tree")


def _glance(url: str) -> Outcome:
    session = Session()
    [endpoint] = find_candidates(session, [url]).endpoints
    return asyncio.run(glance(endpoint, surroundings_of(session)))


def test_a_good_mirror(net: Net) -> None:
    """A mirror that answers as one is healthy, after one request."""
    with net:
        mirror = net.mirror()
        found = _glance(mirror.url)
        assert (found.url, found.verdict, found.reason, found.samples) == (mirror.url, "healthy", "", 1)
        assert found.timings.total and found.timings.wait and found.timings.total >= found.timings.wait
        assert (found.verified_by, found.sums.zip, mirror.log) == ("", "", [INFO])


@pytest.mark.parametrize(
    ("response", "verdict", "reason"),
    [
        (Response(b"no\n", 500), "unreachable", "server-error"),
        (Response(b"no\n", 401), "denied", "auth-required"),
        (Response(b"<html>", 200, {"Content-Type": "text/html"}), "broken", "not-a-mirror"),
        (Response(b'{"Version":"v9.9.9"}', 200), "broken", "bad-info"),
        (Response(b"fetch timed out\n", 404), "unreachable", "upstream"),
    ],
)
def test_a_mirror_that_fails(net: Net, response: Response, verdict: str, reason: str) -> None:
    """What is wrong with the one answer is the verdict, as in a probe."""
    with net:
        mirror = net.mirror()
        mirror.fault = lambda _: response
        found = _glance(mirror.url)
        assert (found.verdict, found.reason, mirror.log) == (verdict, reason, [INFO])


def test_nothing_there(net: Net) -> None:
    """Only after a 404 the next control module is asked for."""
    with net:
        mirror = net.mirror()
        refuse(mirror, 404)
        found = _glance(mirror.url)
        assert (found.verdict, found.reason) == ("broken", "no-control-module")
        assert [path for path in mirror.log if not path.endswith(".info")] == []
        assert mirror.log[0] == INFO
