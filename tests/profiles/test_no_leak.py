"""The judge is the access log: what the public mirror and the database were really asked by the real go."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.fakes.mirror import Database, Mirror
from tests.fakes.modules import Module, escape, write_tree
from tests.fakes.sumdb import SumDB
from tests.home import Ended, Home

PUBLIC = Module("example.com/Pub", "v1.2.0", {"pub.go": b"package pub\n"})
CORP = Module(
    "git.corp.example/Team/lib", "v1.0.0", {"lib.go": b"package lib\n", "sub/sub.go": b"package sub\n"}
)
MINE = Module("git.mine.example/tool", "v0.1.0", {"tool.go": b"package tool\n"})
HOSTS = ("git.corp.example", "git.mine.example")


class Net(NamedTuple):
    """A public mirror and database that know only public modules, and a company's mirror that knows all."""

    home: Home
    mirror: Mirror
    trusted: Mirror
    database: Database
    gosumdb: str

    def use(self, name: str, code: int = 0) -> None:
        ended = self.home.call("use", name)
        assert ended.code == code, ended

    def fetch(self, module: Module, package: str = "") -> Ended:
        """`go mod download` of the version and `go get` of a package of it; nothing is cached or summed."""
        assert self.home.go("clean", "-modcache").code == 0
        folder = self.home.work / "m"
        folder.mkdir(exist_ok=True)
        (folder / "go.mod").write_text("module example.org/m\n\ngo 1.21\n")
        (folder / "go.sum").unlink(missing_ok=True)
        local = {"GOTOOLCHAIN": "local"}
        self.home.go("mod", "download", f"{module.path}@{module.version}", cwd=folder, env=local)
        return self.home.go("get", module.path + package, cwd=folder, env=local)

    @property
    def leaked(self) -> list[str]:
        """What the public ones were asked that names a private host."""
        asked = self.mirror.log + self.database.log
        return [path for path in asked if any(host in path for host in HOSTS)]

    def verifies_public(self) -> bool:
        """Does a public module come from `mirror` or the trusted one, and the database vouch for it?"""
        before = len(self.database.log)
        fetched = self.fetch(PUBLIC)
        looked_up = f"/lookup/{escape(PUBLIC.path)}@{PUBLIC.version}" in self.database.log[before:]
        return fetched.code == 0 and looked_up


@pytest.fixture
def net(tmp_path: Path) -> Iterator[Net]:
    everything = write_tree([PUBLIC, CORP, MINE], tmp_path / "all", latest=True)
    published = write_tree([PUBLIC], tmp_path / "public", latest=True)
    sumdb = SumDB([PUBLIC])
    with Mirror(published) as mirror, Mirror(everything) as trusted, Database(sumdb) as database:
        net = Net(Home(tmp_path / "home"), mirror, trusted, database, f"{sumdb.key} {database.url}")
        mode = net.home.env_file.parent / "telemetry" / "mode"
        mode.parent.mkdir(parents=True)
        mode.write_text("off")
        net.home.write_profile("pub", f'[go]\nGOPROXY = "{mirror.url}"\nGOSUMDB = "{net.gosumdb}"\n')
        yield net


def add_corp(net: Net) -> None:
    """`profile add` from the template, for everything through the trusted mirror."""
    words = (f"proxy={net.trusted.url}", "patterns=git.corp.example", f"sumdb={net.gosumdb}")
    assert net.home.call("profile", "add", "corp", "--from", "corporate", *words).code == 0


def asked(mirror: Mirror, module: Module) -> bool:
    """Was it asked for this module, and under the escaped name?"""
    return any(path.startswith(f"/{escape(module.path)}/@v/") for path in mirror.log)


def test_without_goenvctl_it_leaks(net: Net) -> None:
    """The judge can see: with no pattern anywhere the mirror hears of the module and of its parents."""
    net.use("pub")
    net.fetch(CORP, "/sub")
    assert "/git.corp.example/!team/lib/@v/v1.0.0.info" in net.leaked
    assert "/git.corp.example/!team/lib/sub/@v/list" in net.leaked
    assert "/git.corp.example/@v/list" in net.leaked


def test_public_profile_beside_a_company_profile(net: Net) -> None:
    """That a company's profile is merely there keeps its modules from the public mirror."""
    add_corp(net)
    net.use("pub")
    assert net.fetch(CORP, "/sub").code != 0
    assert net.leaked == []
    assert not asked(net.trusted, CORP)
    assert net.verifies_public()
    assert asked(net.mirror, PUBLIC)


def test_company_profile(net: Net) -> None:
    """With everything through the trusted mirror it gets private modules too, the database none of them."""
    add_corp(net)
    net.use("corp")
    assert net.fetch(CORP, "/sub").code == 0
    assert asked(net.trusted, CORP)
    assert net.leaked == []
    assert net.verifies_public()
    assert asked(net.trusted, PUBLIC)
    assert net.mirror.log == []


def test_company_profile_without_an_answer_for_others(net: Net) -> None:
    """A private pattern that the company does not name goes to neither its mirror nor the public one."""
    add_corp(net)
    assert net.home.call("private", "add", "git.mine.example").code == 0
    net.use("corp")
    assert net.fetch(CORP).code == 0
    assert net.fetch(MINE).code != 0
    assert asked(net.trusted, CORP)
    assert not asked(net.trusted, MINE)
    assert net.leaked == []
    assert net.verifies_public()


def test_company_patterns_direct(net: Net) -> None:
    """corporate-direct keeps mirror and database in effect for the rest; neither hears of its patterns."""
    net.use("pub")
    added = net.home.call(
        "profile", "add", "direct-corp", "--from", "corporate-direct", "patterns=git.corp.example"
    )
    assert added.code == 0, added
    net.use("direct-corp")
    assert net.fetch(CORP, "/sub").code != 0
    assert net.leaked == []
    assert net.verifies_public()
    assert asked(net.mirror, PUBLIC)


def test_the_users_own_goprivate(net: Net) -> None:
    """What the user said with `go env -w` holds under a public profile that says nothing about it."""
    assert (
        net.home.go("env", "-w", "GOPRIVATE=git.mine.example", "GONOPROXY=none", "GONOSUMDB=none").code == 0
    )
    net.use("pub")
    assert net.fetch(MINE).code != 0
    assert net.leaked == []
    assert net.verifies_public()


def test_offline_asks_nobody(net: Net) -> None:
    """`offline` makes no request at all: private paths do not go to version control either."""
    add_corp(net)
    net.use("pub")
    net.use("offline")
    for module in (CORP, PUBLIC):
        ended = net.fetch(module)
        assert ended.code != 0
        assert "GOPROXY=off" in ended.stderr
        assert "go-get=1" not in ended.stderr
    assert net.mirror.log + net.trusted.log + net.database.log == []


def test_a_journey(net: Net) -> None:
    """From the company to the train and home and back, each `use` is followed by its own routes."""
    add_corp(net)
    home = net.home
    assert home.call("private", "add", "git.mine.example").code == 0
    for profile, fetched in (
        ("pub", False),
        ("corp", True),
        ("offline", False),
        ("pub", False),
        ("corp", True),
    ):
        net.use(profile)
        before = len(net.trusted.log)
        assert (net.fetch(CORP).code == 0) is fetched, profile
        assert (len(net.trusted.log) > before) is fetched, profile
        net.fetch(MINE)
    assert net.leaked == []
    assert not asked(net.trusted, MINE)


def test_an_environment_from_env(net: Net) -> None:
    """The exported values of `env` keep private what the file of another profile does not."""
    net.use("pub")
    add_corp(net)
    exported = net.home.call("env", "pub", "--json").json["variables"]
    assert exported["GOPRIVATE"] == "git.corp.example"
    net.home.environ.update(exported)
    assert net.fetch(CORP, "/sub").code != 0
    assert net.leaked == []
    assert net.verifies_public()
