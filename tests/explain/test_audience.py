"""Who counts as public, and which module as private: the two halves of a leak."""

from __future__ import annotations

import pytest

from goenvctl.audience import is_internal
from tests.fakes.sumdb import SumDB
from tests.home import Home

CORP = "git.corp.example/team/x"
KEY = SumDB(name="sum.mine.example").key


def leaks(home: Home, module: str = f"{CORP}@v1.0.0", **env: str) -> list[str]:
    env = {"GOPROXY": "off", "GOSUMDB": "off", **env}
    found: list[str] = home.call("explain", module, "--json", env=env).json["leaks_to"]
    return found


@pytest.mark.parametrize(
    ("host", "internal"),
    [
        ("10.0.0.1", True),
        ("192.168.1.1", True),
        ("fd00::1", True),
        ("fe80::1%eth0", True),
        ("nexus", True),
        ("proxy.lan", True),
        ("go.corp.example.com", True),
        ("127.0.0.1", False),
        ("::1", False),
        ("0.0.0.0", False),
        ("localhost", False),
        ("x.localhost", False),
        ("8.8.8.8", False),
        ("goproxy.cn", False),
        ("repo.example.com", False),
        ("git.example.com", False),
    ],
)
def test_what_cannot_be_reached_from_outside(host: str, internal: bool) -> None:
    """A private address, one label or an internal name is; a loopback or a code host's name is not."""
    assert is_internal(host) is internal


@pytest.mark.parametrize(
    ("url", "is_leak"),
    [
        ("https://goproxy.cn", True),
        ("https://goproxy.cn/sub/", True),
        ("https://repo.example.com", True),
        ("http://127.0.0.1:3000", True),
        ("https://nexus.internal/go", False),
        ("http://10.0.0.1:8081", False),
        ("file:///srv/go", False),
        ("direct", False),
        ("off", False),
    ],
)
def test_which_mirrors_are_public(home: Home, url: str, is_leak: bool) -> None:
    """A mirror that the world can reach, or that relays from here, should not hear of what is private."""
    assert leaks(home, GOPROXY=url) == ([url] if is_leak else [])


def test_a_mirror_of_a_private_profile_is_no_stranger(home: Home) -> None:
    """What a profile with private trust names, mirror or database, in any spelling, may hear of it."""
    mirror, database = "http://127.0.0.1:3000/go", "https://sum.mine.example"
    env = {"GOPROXY": mirror, "GOSUMDB": KEY}
    assert leaks(home, **env) == [mirror, database]
    text = f'trust = "private"\n[go]\nGOPROXY = "{mirror}/"\nGOSUMDB = "{KEY}"\n'
    home.write_profile("mine", text)
    assert leaks(home, **env) == []
    home.write_profile("mine", text.replace("private", "public"))
    assert leaks(home, **env) == [mirror, database]


@pytest.mark.parametrize(
    ("gosumdb", "told"),
    [
        ("sum.golang.org", ["https://sum.golang.org"]),
        ("sum.golang.google.cn", ["https://sum.golang.google.cn"]),
        ("sum.golang.org https://nexus.internal/sumdb", ["https://sum.golang.org"]),
        (f"{KEY} https://10.0.0.1/sumdb", []),
        (f"{KEY} http://127.0.0.1:3000", ["http://127.0.0.1:3000"]),
        (KEY, ["https://sum.mine.example"]),
        ("off", []),
        ("nonsense", []),
    ],
)
def test_which_databases_are_public(home: Home, gosumdb: str, told: list[str]) -> None:
    """Go's own database is public at any address, another one as a mirror would be."""
    assert leaks(home, GOPROXY="direct", GOSUMDB=gosumdb) == told


def test_a_database_by_way_of_the_mirrors(home: Home) -> None:
    """Under a bare name the mirrors see the lookups too, for modules also that GONOPROXY keeps from them."""
    env = {"GOPROXY": "https://goproxy.cn,direct", "GOSUMDB": "sum.golang.org", "GONOPROXY": "*.example"}
    assert leaks(home, **env) == ["https://goproxy.cn", "https://sum.golang.org"]
    assert leaks(home, **env, GONOSUMDB="git.corp.example") == []


@pytest.mark.parametrize(
    ("module", "because"),
    [
        ("github.com/org/x", "github.com/org is known as private"),
        ("example.com/x", "GOPRIVATE has example.com/x"),
        ("git.corp.example/x", "git.corp.example looks internal"),
        ("10.0.0.1/x", "10.0.0.1 looks internal"),
        ("gitlab.example.com/x", "gitlab.example.com looks internal"),
        ("github.com/other/x", None),
        ("gitlab.com/x/y", None),
        ("example.com/y", None),
        ("golang.org/toolchain", None),
    ],
)
def test_which_modules_are_private(home: Home, module: str, because: str | None) -> None:
    """A known pattern, the user's own GOPRIVATE (blanks or not) or the host's name make it private."""
    assert home.call("private", "add", "github.com/org").code == 0
    found = home.call("explain", module, "--json", env={"GOPRIVATE": "none, example.com/x"}).json
    assert (found["private"], found["because"]) == (because is not None, because)
