"""What `check` needs of the machine: no `go`, no records, no place to write, and it works all the same."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.check.net import Net, refuse
from tests.fakes.mirror import Mirror
from tests.home import Home


@pytest.fixture
def mirror(home: Home, net: Net) -> Mirror:
    """A healthy one; GOSUMDB is exported."""
    home.environ["GOSUMDB"] = net.gosumdb
    return net.mirror()


def test_go_too(home: Home, mirror: Mirror, net: Net) -> None:
    """`--go` asks the real `go` of each, in a throwaway cache; it agrees, and nothing is left of it."""
    failing = net.mirror()
    refuse(failing, 502)
    told = home.call("check", mirror.url, failing.url, "--go", "--json")
    good, bad = told.json["results"]
    assert (told.code, told.json["problems"], good["go"]) == (0, [], "")
    assert "502" in bad["go"]
    assert not (home.path / "go").exists()


def test_without_go(tmp_path: Path, net: Net) -> None:
    """Without a `go` the check works all the same, and `--go` knows nothing."""
    home, url = Home(tmp_path / "without", None), net.mirror().url
    environ = {"GOSUMDB": net.gosumdb}
    assert home.call("check", url, "--json", env=environ).json["results"][0]["verdict"] == "healthy"
    told = home.call("check", url, "--go", "--json", env=environ)
    assert (told.code, told.json["results"][0]["go"], told.json["problems"]) == (0, None, [])


def test_a_damaged_records_file(home: Home, mirror: Mirror) -> None:
    """Records that cannot be read or written cost the check one remark, not the answer."""
    home.state.mkdir(parents=True)
    records = home.state / "records.sqlite"
    records.write_bytes(b"no database\n" * 1000)
    told = home.call("check", mirror.url)
    assert (told.code, told.stdout.splitlines()[0].split("\t")[2]) == (0, "healthy")
    assert f"{records}: file is not a database" in told.stderr.splitlines()[-1]
    in_json = home.call("check", mirror.url, "--json").json
    assert [str(records) in remark for remark in in_json["remarks"]] == [True]
    assert records.read_bytes() == b"no database\n" * 1000
    for option in (["--history"], ["--forgive", mirror.url]):
        refused = home.call("check", *option, "--json")
        assert (refused.code, refused.json["error"]["id"]) == (3, "records-lost")


def test_a_page_without_records(home: Home, mirror: Mirror) -> None:
    """The same for `--html`: the answer is given though the page cannot tell of earlier checks."""
    home.state.mkdir(parents=True)
    (home.state / "records.sqlite").write_bytes(b"no database\n" * 1000)
    told = home.call("check", mirror.url, "--html", "page.html")
    assert told.stdout.splitlines()[0].split("\t")[1:3] == [mirror.url, "healthy"]


def test_use_fastest_without_records(home: Home, net: Net, mirror: Mirror) -> None:
    """`use --fastest` cannot know which mirrors were hostile before, works, and says so."""
    home.state.mkdir(parents=True)
    records = home.state / "records.sqlite"
    records.write_bytes(b"no database\n" * 1000)
    net.profile(home, mirror.url)
    used = home.call("use", "loop", "--fastest")
    assert (used.code, str(records) in used.stderr) == (0, True)


@pytest.mark.skipif(not Path("/proc/sys").is_dir(), reason="no folder here that takes no files from root")
def test_a_home_that_takes_no_writes(home: Home, mirror: Mirror) -> None:
    """Where nothing can be written the check works, with one remark."""
    told = home.call("check", mirror.url, env={"XDG_STATE_HOME": "/proc/sys"})
    assert (told.code, told.stdout.splitlines()[0].split("\t")[2]) == (0, "healthy")
    [remark] = [line for line in told.stderr.splitlines() if mirror.url not in line]
    assert "/proc/sys/goenvctl" in remark
