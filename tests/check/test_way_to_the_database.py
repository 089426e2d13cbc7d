"""`use --fastest` and GOSUMDB: another way to the same database where the profile's own does not work."""

from __future__ import annotations

import socket
from collections.abc import Iterator

import pytest

from tests.check.net import MODULE, Net, new_sumdb
from tests.fakes.mirror import Database
from tests.fakes.server import Response
from tests.home import Home


@pytest.fixture
def dead() -> Iterator[str]:
    """An address where nothing answers."""
    with socket.socket() as bound:  # nobody else gets the port
        bound.bind(("127.0.0.1", 0))
        yield f"http://127.0.0.1:{bound.getsockname()[1]}"


def test_the_database_through_a_mirror(home: Home, net: Net, dead: str) -> None:
    """Where the profile's way to the database is dead, a mirror's copy of the same one is taken."""
    mirror = net.mirror(has_copy=True)
    net.profile(home, f"{mirror.url},direct", gosumdb=f"{net.sumdb.key} {dead}")
    _assert_way(home, net.sumdb.key)
    assert f"/sumdb/localhost/lookup/{MODULE}" in mirror.log


def test_the_database_through_a_mirror_behind(home: Home, net: Net, dead: str) -> None:
    """A mirror's copy is named with its address where `go` would not get to it by itself."""
    refusing, copy = net.mirror(), net.mirror(has_copy=True)
    refusing.fault = lambda path: Response(status=500) if path.startswith("/sumdb/") else None
    net.profile(home, f"{refusing.url},{copy.url}", gosumdb=f"{net.sumdb.key} {dead}")
    _assert_way(home, f"{net.sumdb.key} {copy.url}/sumdb/localhost")


def test_the_database_at_another_profiles_address(home: Home, net: Net, dead: str) -> None:
    """Where another profile names a working address of the same database, that one is taken."""
    mirror = net.mirror(has_copy=True)
    net.profile(home, mirror.url, gosumdb=f"{net.sumdb.key} {dead}")
    net.profile(home, "direct", name="other")
    _assert_way(home, net.gosumdb)


def test_never_another_database(home: Home, net: Net, dead: str) -> None:
    """A database of another key is no way, however well it works, and neither is `off`: the value stays."""
    stranger = new_sumdb(seed=b"x" * 32)
    mirror = net.mirror()
    named = f"{net.sumdb.key} {dead}"
    net.profile(home, mirror.url, gosumdb=named)
    net.profile(home, "direct", name="without", gosumdb="off")
    with Database(stranger) as other:
        net.profile(home, "direct", name="other", gosumdb=f"{stranger.key} {other.url}")
        assert home.call("use", "loop", "--fastest").code == 0
    assert home.go_env("GOSUMDB") == {"GOSUMDB": named}
    assert other.log == []


def test_a_working_way_stays(home: Home, net: Net) -> None:
    """A profile's own way that works is never changed for another."""
    net.profile(home, net.mirror(has_copy=True).url)
    net.profile(home, "direct", name="other", gosumdb=net.sumdb.key)
    _assert_way(home, net.gosumdb)


def _assert_way(home: Home, gosumdb: str) -> None:
    """This was written, and the real `go` verifies by it."""
    assert home.call("use", "loop", "--fastest").code == 0
    assert home.go_env("GOSUMDB") == {"GOSUMDB": gosumdb}
    (home.work / "go.mod").write_text("module example.com/app\n\ngo 1.21\n")
    fetched = home.go("mod", "download", MODULE)
    assert (fetched.code, fetched.stderr) == (0, "")
