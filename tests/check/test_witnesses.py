"""Whose fault it is: all failing alike is one local problem, unless something out there works."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

import pytest

from tests.check.net import Net
from tests.fakes.faults.handshakes import Authority
from tests.fakes.faulty import Faulty
from tests.fakes.mirror import Database, Mirror
from tests.fakes.server import Response
from tests.home import Home

Place = TypeVar("Place", Mirror, Database)
LOGIN = Response(b"<!DOCTYPE html>\n<html>Log in</html>\n", 200, {"Content-Type": "text/html"})
SAID = "! something here answers in the mirrors' place: a login page of this network, it seems\n"


def test_a_captive_portal(home: Home, net: Net) -> None:
    """Two operators and the database answer with a login page: that is this network, not the mirrors."""
    mirrors = [_behind_a_portal(net.mirror()) for _ in range(2)]
    _behind_a_portal(net.database)
    urls = [mirror.url for mirror in mirrors]
    found = home.call("check", *urls, "--json", env={"GOSUMDB": net.gosumdb})
    assert (found.code, found.json["local_problem"]) == (1, "captive-portal")
    assert {(one["verdict"], one["reason"]) for one in found.json["results"]} == {("broken", "not-a-mirror")}
    told = home.call("check", *urls, env={"GOSUMDB": net.gosumdb})
    assert told.stderr.endswith(f"{SAID}  -> open any page in a browser and log in\n")


def test_the_database_works(home: Home, net: Net) -> None:
    """The same while the database answers as it should: then it is the mirrors."""
    urls = [_behind_a_portal(net.mirror()).url for _ in range(2)]
    found = home.call("check", *urls, "--json", env={"GOSUMDB": net.gosumdb})
    assert (found.code, found.json["local_problem"]) == (1, None)
    assert net.database.log == ["/latest"]


@pytest.mark.parametrize(("works", "problem"), [(True, None), (False, "captive-portal")])
def test_the_mirrors_of_a_fallback(home: Home, net: Net, works: bool, problem: str | None) -> None:
    """The mirrors of the profile's fallback are heard too, and asked for the built-in control module."""
    own, witness = _behind_a_portal(net.mirror()), net.mirror()
    if not works:
        _behind_a_portal(witness)
    net.profile(home, witness.url, name="second", gosumdb="off")
    net.profile(home, own.url, gosumdb="off", keys='fallback = ["second", "nosuch", "corporate"]\n')
    found = home.call("check", "loop", "--json")
    assert (found.code, found.json["local_problem"]) == (1, problem)
    assert witness.log == ["/github.com/pkg/errors/@v/v0.9.1.info"]
    assert home.call("check", "loop", "second", "--json").json["local_problem"] == problem


def test_one_operator_alone(home: Home, net: Net) -> None:
    """One operator without any witness proves nothing of the network, at however many addresses it fails."""
    url = _behind_a_portal(net.mirror()).url
    found = home.call("check", url, f"{url}/again", "--json", env={"GOSUMDB": "off"})
    assert (found.code, len(found.json["results"]), found.json["local_problem"]) == (1, 2, None)


def test_nobody_is_bothered(home: Home, net: Net) -> None:
    """Where one mirror works, or they fail each in its own way, no witness is asked."""
    good, portal, failing = net.mirror(), _behind_a_portal(net.mirror()), net.mirror()
    failing.fault = lambda _: Response(b"no\n", 500)
    for pair in ((portal, good), (portal, failing)):
        environ = {"GOSUMDB": f"{net.sumdb.key} {net.database.url}"}
        found = home.call("check", *(mirror.url for mirror in pair), "--json", env=environ)
        assert found.json["local_problem"] is None
    assert "/latest" not in net.database.log


def test_use_fastest_in_a_captive_portal(home: Home, net: Net) -> None:
    """`use --fastest` changes nothing then, and says that it is this network."""
    urls = [_behind_a_portal(net.mirror()).url for _ in range(2)]
    _behind_a_portal(net.database)
    net.profile(home, "|".join(urls))
    used = home.call("use", "loop", "--fastest")
    assert (used.code, used.stdout, home.read_env()) == (1, "", None)
    assert used.stderr.splitlines()[-1].endswith("captive-portal")


@pytest.fixture
def faulty(net: Net, tmp_path: Path) -> Iterator[Faulty]:
    authority = Authority(tmp_path)
    with Faulty(Mirror(net.tree, net.sumdb).answer, authority=authority) as entered:
        yield entered


@pytest.mark.parametrize(
    ("port", "reason", "problem"),
    [
        ("tls-expired", "tls-expired", "clock"),
        ("tls-not-yet-valid", "tls-not-yet-valid", "clock"),
        ("tls-unknown", "tls-untrusted", "tls-interception"),
        ("tls-wrong-host", "tls-hostname", None),
    ],
)
def test_certificates(
    home: Home, net: Net, faulty: Faulty, tmp_path: Path, port: str, reason: str, problem: str | None
) -> None:
    """Certificates alike at every mirror and at the database: the clock, or somebody who opens TLS."""
    urls = [faulty.url(f"{port}~{number}").removesuffix("/good") for number in range(2)]
    gosumdb = f"{net.sumdb.key} {faulty.url(f'{port}~database')}/sumdb/localhost"
    environ = {"GOSUMDB": gosumdb, "SSL_CERT_FILE": str(tmp_path / "ca.pem")}
    found = home.call("check", *urls, "--json", env=environ)
    assert {result["reason"] for result in found.json["results"]} == {reason}
    assert (found.code, found.json["local_problem"]) == (1, problem)


def _behind_a_portal(server: Place) -> Place:
    server.fault = lambda _: LOGIN
    return server
