"""No private module leaves for a check: what the servers were asked, whoever says that it is private."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.check.net import CONTROL, Net
from tests.fakes.mirror import Database, Mirror
from tests.fakes.modules import Module, write_tree
from tests.fakes.server import Response
from tests.home import Ended, Home

SECRET = Module("example.org/secret", "v1.0.0", {"secret.go": b"package secret\n"})
MODULE = f"{SECRET.path}@{SECRET.version}"
REFUSED = 2

Sayer = Callable[[Home], dict[str, str]]
"""Makes the pattern known in a home; what it returns is exported."""


def _private_add(home: Home) -> dict[str, str]:
    assert home.call("private", "add", "example.org").code == 0
    return {}


def _user_profile(home: Home) -> dict[str, str]:
    home.write_profile("work", '[go]\nGOPRIVATE = "example.org/*"\n')
    return {}


def _unverified_in_a_profile(home: Home) -> dict[str, str]:
    home.write_profile("work", '[go]\nGONOSUMDB = "*.org/secret"\n')
    return {}


def _exported(home: Home) -> dict[str, str]:
    return {"GOPRIVATE": "example.net, example.org"}


def _env_file(home: Home) -> dict[str, str]:
    home.write_env(b"GOPRIVATE=example.org/sec*\n")
    return {}


def _kept_from_mirrors(home: Home) -> dict[str, str]:
    return {"GONOPROXY": "example.org"}


SAYERS = [_private_add, _user_profile, _unverified_in_a_profile, _exported, _env_file, _kept_from_mirrors]


@pytest.fixture(params=SAYERS, ids=lambda say: say.__name__.strip("_"))
def exported(request: pytest.FixtureRequest, home: Home) -> dict[str, str]:
    """Somebody says that the module is private; the variables that are exported."""
    say: Sayer = request.param
    return say(home)


def test_module(home: Home, net: Net, exported: dict[str, str]) -> None:
    """`--module` of a private module is refused for a URL, a public profile and all of them; nobody hears."""
    mirror = net.mirror(has_copy=True)
    net.profile(home, mirror.url)
    environ = {"GOPROXY": mirror.url, "GOSUMDB": net.gosumdb, **exported}
    for place in ([mirror.url], ["loop"], ["--all"], []):
        _assert_refused(home.call("check", *place, "--module", MODULE, "--json", env=environ))
    assert _heard(mirror, net.database) == []
    assert mirror.log == net.database.log == []


def test_control_of_a_public_profile(home: Home, net: Net, exported: dict[str, str]) -> None:
    """A public profile that names a private module as its control is refused by check, by `use --fastest`
    and by `use --check`, and nobody hears."""
    mirror = net.mirror(has_copy=True)
    net.profile(home, mirror.url, keys=f'control = ["{MODULE}"]\n')
    before = home.read_env()
    for command in (["check", "loop"], ["check", "--all"], ["use", "loop", "--fastest"]):
        _assert_refused(home.call(*command, "--json", env=exported))
        assert home.read_env() == before
    home.call("use", "loop", "--check", env=exported)
    assert _heard(mirror, net.database) == []


def test_refused_before_anybody_is_asked(home: Home, net: Net) -> None:
    """With several mirrors to check, one that may not hear of the module is enough: none is asked."""
    own, public = _own_mirror(home, net), net.mirror()
    _assert_refused(home.call("check", "corp", public.url, "--module", MODULE, "--json"))
    assert (own.log, public.log, net.database.log) == ([], [], [])


def test_its_own_mirror(home: Home, net: Net) -> None:
    """The mirror of a private profile that names the module is asked, by name and by URL; nobody else is."""
    own = _own_mirror(home, net)
    for place in ("corp", own.url):
        found = home.call("check", place, "--module", MODULE, "--json", env={"GOSUMDB": net.gosumdb})
        [result] = found.json["results"]
        assert (found.code, result["verdict"], result["verified_by"]) == (0, "healthy", None)
        assert result["sums"]["served"] == {"zip": SECRET.sum, "mod": SECRET.mod_sum}
    assert f"/{SECRET.path}/@v/{SECRET.version}.zip" in own.log
    assert _heard(net.database) == []


def test_private_and_public_controls(home: Home, net: Net) -> None:
    """A private profile may be checked with a private module and a public one: the database hears of the
    public one alone."""
    own = _own_mirror(home, net, control=[MODULE, CONTROL])
    found = home.call("check", "corp", "--json")
    assert found.code == 0
    assert f"/{SECRET.path}/@v/{SECRET.version}.zip" in own.log
    assert _heard(net.database) == []


def test_witnesses(home: Home, net: Net) -> None:
    """The mirrors of fallback profiles are asked for a public module, though the profile's own is private."""
    witness = net.mirror()
    net.profile(home, witness.url, name="public")
    own = _own_mirror(home, net, keys='fallback = ["public"]\n')
    own.fault = lambda _: Response(b"<html>Log in</html>", 200, {"Content-Type": "text/html"})
    found = home.call("check", "corp", "--json")
    assert (found.code, found.json["results"][0]["reason"]) == (1, "not-a-mirror")
    assert witness.log == ["/github.com/pkg/errors/@v/v0.9.1.info"]
    assert net.database.log == []


def test_the_built_in_control_is_nobodys_secret(home: Home, net: Net) -> None:
    """A pattern that matches the built-in control module does not keep mirrors from being checked."""
    mirror = net.mirror()
    environ = {"GOPRIVATE": "github.com/pkg", "GOSUMDB": net.gosumdb}
    found = home.call("check", mirror.url, "--json", env=environ)
    assert (found.code, found.json["results"][0]["verified_by"]) == (0, "pin")
    assert net.database.log == []


def _own_mirror(home: Home, net: Net, *, control: list[str] | None = None, keys: str = "") -> Mirror:
    """The mirror of a private profile `corp`, which has the module and names it."""
    write_tree([SECRET], net.tree, latest=True)
    mirror = net.mirror()
    names = ", ".join(f'"{one}"' for one in control or [MODULE])
    home.write_profile(
        "corp",
        f'trust = "private"\ncontrol = [{names}]\n{keys}[go]\nGOPROXY = "{mirror.url}"\n'
        f'GOSUMDB = "{net.gosumdb}"\nGOPRIVATE = "example.org"\n'
        'GONOPROXY = "none"\nGONOSUMDB = "example.org"\n',
    )
    return mirror


def _assert_refused(told: Ended) -> None:
    assert (told.code, told.stderr) == (REFUSED, "")
    assert told.json["error"]["id"] == "private-module"


def _heard(*servers: Mirror | Database) -> list[str]:
    return [path for server in servers for path in server.log if "secret" in path]
