"""What tells right bytes from wrong ones: pins, other mirrors, go.sum, the database as it was seen before."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.fakes.faulty import Faulty
from tests.fakes.mirror import Mirror
from tests.fakes.modules import write_tree
from tests.go.command import Go
from tests.home import Home
from tests.probe import plain_go
from tests.probe.checked import check, run
from tests.probe.plain_go import ERR, OK, PATIENCE_S
from tests.probe.scene import LIB, MODULE, PINNED, Scene
from tests.toolchains import NEWEST


def test_pinned_sums(home: Home, tmp_path: Path) -> None:
    """The built-in control module has known sums: wrong bytes are hostile without any database."""
    with Faulty(Mirror(write_tree([PINNED], tmp_path / "tree")).answer) as mirror:
        url = mirror.url("good")
        checked = check(home, [url], "off", "--module", f"{PINNED.path}@{PINNED.version}")
    verdict, reason = checked.verdict(url)
    assert verdict == "hostile"
    assert reason in ("mod-mismatch", "zip-mismatch")


def test_disputed(scene: Scene, home: Home) -> None:
    """Two mirrors with different bytes and nobody to decide are both in doubt, and neither is hostile."""
    one, other = scene.url("tls/good"), scene.url("other-zip.zip")
    checked = check(home, [one, other], "off", SSL_CERT_FILE=str(scene.authority.ca_file))
    assert checked.verdict(one) == checked.verdict(other) == ("degraded", "disputed")


def test_the_database_decides(scene: Scene, home: Home) -> None:
    """The same two mirrors with a database: one is healthy, the other one hostile."""
    one, other = scene.url("tls/good"), scene.url("other-zip.zip")
    gosumdb, ca_file = scene.gosumdb("good"), str(scene.authority.ca_file)
    checked = check(home, [one, other], gosumdb, SSL_CERT_FILE=ca_file)
    assert checked.verdict(one) == ("healthy", "")
    assert checked.verdict(other) == ("hostile", "zip-mismatch")


@pytest.mark.parametrize("gosumdb", ["good", "off"])
def test_go_sum_alone_condemns_nobody(scene: Scene, home: Home, gosumdb: str) -> None:
    """Where only go.sum differs it is the user's file, or in doubt; the mirror is never hostile for it."""
    (home.work / "go.mod").write_text("module example.com/mine\n")
    (home.work / "go.sum").write_text(LIB.go_sum.replace("h1:", "h1:X"))
    found = [check(home, [scene.url("good")], scene.gosumdb(gosumdb)).verdict(scene.url("good"))]
    (home.work / "go.sum").unlink()
    found.append(check(home, [scene.url("good")], scene.gosumdb("good")).verdict(scene.url("good")))
    first = {"good": ("healthy", "gosum-differs"), "off": ("degraded", "gosum-differs")}[gosumdb]
    assert found == [first, ("healthy", "")]


def test_a_tree_that_lags(scene: Scene, home: Home) -> None:
    """An older tree head than the one seen before is lag, and the mirror healthy."""
    for url in (scene.url("good"), scene.url("behind.sumdb")):
        assert check(home, [url], scene.gosumdb("bare")).verdict(url) == ("healthy", "")


def test_a_second_history(scene: Scene, home: Home, tmp_path: Path) -> None:
    """A signed tree that contradicts the one seen before is forged, for `go` and for us."""
    good, fork, gosumdb = scene.url("good"), scene.url("fork.sumdb"), scene.gosumdb("bare")
    assert check(home, [good], gosumdb).verdict(good) == ("healthy", "")
    assert check(home, [fork], gosumdb).verdict(fork) == ("hostile", "sumdb-forged")
    go = Go(NEWEST, tmp_path / "go")
    words = [
        plain_go.outcome(
            go,
            tmp_path / cache,
            url,
            gosumdb,
            patience_s=PATIENCE_S,
            GOPATH=str(tmp_path / "gopath"),
        )
        for cache, url in (("first", good), ("second", fork))
    ]
    assert words == [OK, ERR]


def test_a_private_mirror_without_control_module(scene: Scene, home: Home) -> None:
    """A private mirror need not have the module asked for: degraded, where a public one is broken."""
    url = scene.url("404")
    home.write_profile("corp", f'trust = "private"\n[go]\nGOPROXY = "{url}"\nGOSUMDB = "off"\n')
    private = run(home, "check", "corp", "--module", MODULE, "--json")
    public = check(home, [stranger := scene.url("404~public")], "off")
    assert private.verdict(url) == ("degraded", "no-control-module")
    assert public.verdict(stranger) == ("broken", "no-control-module")
