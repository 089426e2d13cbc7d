"""`use --check`: after the change one more line, through which mirror modules come verified."""

from __future__ import annotations

import re

import pytest

from tests.check.net import LIB, MODULE, Net, refuse, spoil
from tests.fakes.faults.zips import flipped
from tests.home import Home

NOT_IN_EFFECT = 4


def test_verified(home: Home, net: Net) -> None:
    """The last line of the answer names the mirror and the time; the lines before are those of `use`."""
    mirror = net.mirror()
    net.profile(home, f"{mirror.url},direct")
    plain = home.call("use", "loop", "--dry-run").code
    used = home.call("use", "loop", "--check")
    *lines, last = used.stdout.splitlines()
    assert (plain, used.code) == (0, 0)
    place = mirror.url.removeprefix("http://")
    assert re.fullmatch(rf"verified through {re.escape(place)} in \d+(\.\d+)? m?s", last)
    assert lines[0] == "loop is in effect"
    assert lines[-1].startswith("by hand: go env -w ")
    assert home.go_env("GOPROXY") == {"GOPROXY": f"{mirror.url},direct"}


def test_verified_in_json(home: Home, net: Net) -> None:
    """`--json` is one object: the receipt with `verified`, the seconds of the probe included."""
    mirror = net.mirror()
    net.profile(home, mirror.url)
    used = home.call("use", "loop", "--check", "--json")
    verified = used.json["verified"]
    assert (used.code, used.stderr, used.json["in_effect"], used.json["change"]) == (0, "", True, 1)
    assert (verified["url"], verified["why_not"]) == (mirror.url, "")
    assert 0 < verified["seconds"] < 15


def test_verified_again(home: Home, net: Net) -> None:
    """A profile that was in effect already is verified too; that is no change."""
    net.profile(home, net.mirror().url)
    assert home.call("use", "loop").code == 0
    used = home.call("use", "loop", "--check")
    lines = used.stdout.splitlines()
    assert (used.code, lines[0]) == (0, "loop was in effect already; nothing was changed")
    assert lines[-1].startswith("verified through ")


def test_wrong_bytes(home: Home, net: Net) -> None:
    """A mirror that serves wrong bytes: applied, exit 4, and the last line says what they are."""
    mirror = net.mirror()
    spoil(mirror, flipped)
    net.profile(home, mirror.url)
    used = home.call("use", "loop", "--check")
    assert used.code == NOT_IN_EFFECT
    assert used.stdout.splitlines()[-1].startswith(f"not verified: {mirror.url} is hostile: its .zip is h1:")
    assert home.go_env("GOPROXY") == {"GOPROXY": mirror.url}


def test_the_database_fails(home: Home, net: Net) -> None:
    """A database that does not answer is exit 4 though the mirror is fine: `go` could not verify."""
    net.profile(home, net.mirror().url)
    refuse(net.database, 503)
    used = home.call("use", "loop", "--check")
    assert used.code == NOT_IN_EFFECT
    last = used.stdout.splitlines()[-1]
    assert last.startswith("not verified: ")
    assert f"{net.database.url} fails: /lookup/github.com/pkg/errors@v0.9.1 answers 503" in last
    in_json = home.call("use", "loop", "--check", "--json")
    verified = in_json.json["verified"]
    assert (in_json.code, in_json.json["in_effect"], verified["url"]) == (NOT_IN_EFFECT, True, "")
    assert net.database.url in verified["why_not"]


def test_the_database_does_not_know_it(home: Home, net: Net) -> None:
    """A module that the database does not know is not verified, whatever the mirror serves."""
    net.profile(home, net.mirror().url, keys=f'control = ["{MODULE}"]\n')
    assert home.call("use", "loop", "--check").code == 0
    net.database.fault = lambda path: net.database.answer("/nothing") if LIB.path in path else None
    used = home.call("use", "loop", "--check")
    assert (used.code, used.stdout.splitlines()[-1].startswith("not verified: ")) == (NOT_IN_EFFECT, True)


@pytest.mark.parametrize(("separator", "code"), [("|", 0), (",", NOT_IN_EFFECT)])
def test_as_go_would(home: Home, net: Net, separator: str, code: int) -> None:
    """Behind `|` the next mirror counts where the first one fails; behind `,` it does not, as for `go`."""
    failing, good = net.mirror(), net.mirror()
    refuse(failing, 502)
    net.profile(home, f"{failing.url}{separator}{good.url}")
    used = home.call("use", "loop", "--check")
    assert used.code == code
    (home.work / "go.mod").write_text("module example.com/app\n\ngo 1.21\n")
    assert home.go("mod", "download", MODULE).code == (1 if code else 0)


@pytest.mark.parametrize("separator", ["|", ","])
def test_a_module_that_the_first_lacks(home: Home, net: Net, separator: str) -> None:
    """A mirror that does not have the module passes `go` on, behind either separator."""
    lacking, good = net.mirror(), net.mirror()
    refuse(lacking, 404)
    net.profile(home, f"{lacking.url}{separator}{good.url}")
    used = home.call("use", "loop", "--check")
    assert (used.code, good.url.removeprefix("http://") in used.stdout.splitlines()[-1]) == (0, True)
    (home.work / "go.mod").write_text("module example.com/app\n\ngo 1.21\n")
    assert home.go("mod", "download", MODULE).code == 0


def test_no_mirror_to_verify_with(home: Home) -> None:
    """Where no mirror is in effect the change stands all the same: exit 4, and the last line says why."""
    used = home.call("use", "direct", "--check")
    assert (used.code, used.stderr) == (NOT_IN_EFFECT, "")
    assert used.stdout.splitlines()[0] == "direct is in effect"
    assert used.stdout.splitlines()[-1].startswith("not verified: ")
    in_json = home.call("use", "direct", "--check", "--json")
    assert (in_json.code, in_json.json["command"], in_json.json["in_effect"]) == (NOT_IN_EFFECT, "use", True)


def test_broken_settings(home: Home, net: Net) -> None:
    """An exported GOPROXY at which `go` stops: the change was made, so it is exit 4 and not 2."""
    net.profile(home, net.mirror().url)
    used = home.call("use", "loop", "--check", "--json", env={"GOPROXY": "ftp://example.com"})
    assert (used.code, used.json.get("change"), home.call("current").stdout) == (NOT_IN_EFFECT, 1, "loop\n")


def test_nothing_verifies(home: Home, net: Net) -> None:
    """Under GOSUMDB=off `go` takes what comes: the mirror is healthy, but modules do not come verified."""
    net.profile(home, net.mirror().url, gosumdb="off")
    used = home.call("use", "loop", "--check")
    assert (used.code, used.stdout.splitlines()[-1].startswith("not verified: ")) == (NOT_IN_EFFECT, True)


def test_a_dry_run_asks_nobody(home: Home, net: Net) -> None:
    """`--dry-run --check` writes nothing and asks nobody."""
    mirror = net.mirror()
    net.profile(home, mirror.url)
    used = home.call("use", "loop", "--check", "--dry-run")
    assert (used.code, home.read_env(), mirror.log, net.database.log) == (0, None, [], [])


def test_shadowed_and_verified(home: Home, net: Net) -> None:
    """What is verified is what is in effect: an exported GOPROXY that wins is asked, and it is exit 4."""
    named, exported = net.mirror(), net.mirror()
    net.profile(home, named.url)
    used = home.call("use", "loop", "--check", env={"GOPROXY": exported.url})
    place = exported.url.removeprefix("http://")
    assert (used.code, used.stdout.splitlines()[-1].startswith(f"verified through {place} in ")) == (
        NOT_IN_EFFECT,
        True,
    )
    assert named.log == []
