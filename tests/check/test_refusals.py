"""What `check` refuses, with its id and before anything is asked; and addresses that cannot be right."""

from __future__ import annotations

import pytest

from tests.check.net import MODULE, Net
from tests.fakes.mirror import Mirror
from tests.home import Home


@pytest.fixture
def mirror(home: Home, net: Net) -> Mirror:
    """A healthy one; GOSUMDB is exported."""
    home.environ["GOSUMDB"] = net.gosumdb
    return net.mirror()


@pytest.mark.parametrize(
    ("args", "code", "id"),
    [
        (["nosuch"], 2, "unknown-profile"),
        (["corporate"], 2, "template"),
        (["direct"], 1, "no-mirror"),
        (["offline"], 1, "no-mirror"),
        (["--samples", "0"], 2, "usage"),
        (["--since", "5y"], 2, "usage"),
        (["--format", "xml"], 2, "usage"),
        (["--history", "cn"], 2, "usage"),
        (["--history", "--format", "openmetrics"], 2, "usage"),
        (["--module", "example.com/lib"], 2, "bad-module"),
        (["--module", "example.com/lib@latest"], 2, "bad-module"),
        (["--module", "example.com/../lib@v1.0.0"], 2, "bad-module"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_refused(home: Home, args: list[str], code: int, id: str) -> None:
    """What cannot be checked is refused with its id, before anything is asked or written."""
    told = home.call("check", *args, "--json")
    assert (told.code, told.json["error"]["id"], told.stderr) == (code, id, "")
    assert not home.state.exists()


def test_no_mirror_in_effect(home: Home) -> None:
    """GOPROXY=off or direct: exit 1."""
    for value in ("off", "direct", "file:///srv/tree,off"):
        told = home.call("check", "--json", env={"GOPROXY": value})
        assert (told.code, told.json["error"]["id"]) == (1, "no-mirror")


@pytest.mark.parametrize(
    ("name", "value", "id"),
    [
        ("GOPROXY", "ftp://example.com", "goproxy-invalid"),
        ("GOPROXY", ",", "goproxy-invalid"),
        ("GOSUMDB", "garbage", "gosumdb-invalid"),
        ("GOSUMDB", "sum.golang.org+033de0ae+AAAA", "gosumdb-invalid"),
    ],
)
def test_broken_settings(home: Home, mirror: Mirror, name: str, value: str, id: str) -> None:
    """A GOPROXY or GOSUMDB at which `go` stops is exit 2, and nobody is asked."""
    told = home.call("check", "--json", env={"GOPROXY": mirror.url, name: value})
    assert (told.code, told.json["error"]["id"], mirror.log) == (2, id, [])
    (home.work / "go.mod").write_text("module example.com/app\n\ngo 1.21\n")
    assert home.go("mod", "download", MODULE, env={"GOPROXY": mirror.url, name: value}).code == 1


@pytest.mark.parametrize("address", ["ftp://example.com", "http://", "http://[::1", "https://a b/", "/etc"])
def test_a_bad_address(home: Home, mirror: Mirror, address: str) -> None:
    """An address that cannot be right is a result like any other: verdict invalid, without a rank."""
    told = home.call("check", address, mirror.url, "--json")
    result = told.json["results"][1]
    assert told.code == 0
    assert (result["url"], result["verdict"], result["reason"]) == (address, "invalid", "bad-address")
    assert result["rank"] is None
    assert home.call("check", address).code == 1
