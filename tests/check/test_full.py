"""`check --full`: does the mirror have Go itself, and how fast does a large file come?"""

from __future__ import annotations

from tests.check.net import Net
from tests.fakes.server import Response
from tests.home import Ended, Home

TOOLCHAIN = "/golang.org/toolchain/@v/v0.0.1-go1.24.0.linux-amd64.zip"
LARGE = bytes(20 << 20)  # more than is read


def test_toolchain(home: Home, net: Net) -> None:
    """A mirror that serves a toolchain has one; its throughput is that of the large file."""
    mirror = net.mirror()
    mirror.fault = lambda path: Response(LARGE) if path == TOOLCHAIN else None
    [result] = _check(home, net, mirror.url, "--full").json["results"]
    assert (result["verdict"], result["toolchain"], mirror.log.count(TOOLCHAIN)) == ("healthy", True, 1)
    assert result["throughput_bps"] > 1_000_000


def test_no_toolchain(home: Home, net: Net) -> None:
    """Not to have one is no fault."""
    [result] = _check(home, net, net.mirror().url, "--full").json["results"]
    assert (result["verdict"], result["toolchain"]) == ("healthy", False)


def test_a_toolchain_that_is_refused(home: Home, net: Net) -> None:
    """What the mirror does not say remains open, and is no fault either."""
    mirror = net.mirror()
    mirror.fault = lambda path: Response(status=500) if path == TOOLCHAIN else None
    [result] = _check(home, net, mirror.url, "--full").json["results"]
    assert (result["verdict"], result["toolchain"]) == ("healthy", None)


def test_not_without_being_asked(home: Home, net: Net) -> None:
    """Without --full nobody is asked for it."""
    mirror = net.mirror()
    [result] = _check(home, net, mirror.url).json["results"]
    assert (result["toolchain"], TOOLCHAIN in mirror.log) == (None, False)


def test_samples(home: Home, net: Net) -> None:
    """Each sample is one more round of the `.info`."""
    mirror = net.mirror()
    info = "/github.com/pkg/errors/@v/v0.9.1.info"
    _check(home, net, mirror.url)
    once = mirror.log.count(info)
    [result] = _check(home, net, mirror.url, "--samples", "5", "--full").json["results"]
    assert mirror.log.count(info) - once == 6  # the first, the second look, four more
    assert result["samples"] >= 6


def _check(home: Home, net: Net, *arguments: str) -> Ended:
    return home.call("check", *arguments, "--json", env={"GOSUMDB": net.gosumdb})
