"""`check` as a person types it: whom it asks, what it refuses, and what it needs of the machine."""

from __future__ import annotations

import re

import pytest

from tests.check.net import CONTROL, CONTROL_SUM, MODULE, Net
from tests.fakes.mirror import Mirror
from tests.home import Ended, Home

REFUSING = "http://127.0.0.1:9"  # nobody listens there
KEYS = """url verdict reason detail rank estimate_s timings_ms throughput_bps sumdb toolchain latest
    verified_by samples""".split()


@pytest.fixture
def mirror(home: Home, net: Net) -> Mirror:
    """A healthy one; GOSUMDB is exported."""
    home.environ["GOSUMDB"] = net.gosumdb
    return net.mirror()


def test_what_it_says(home: Home, mirror: Mirror) -> None:
    """In a pipe: a line on standard error as each comes; rows with tabs on standard output."""
    told = home.goenvctl("check", mirror.url, REFUSING)
    first, second, last = told.stdout.splitlines()
    assert told.code == 0
    assert first.split("\t")[:4] == ["1", mirror.url, "healthy", "-"]
    assert first.split("\t")[-1] == "pin"
    assert second == f"-\t{REFUSING}\tunreachable\tconnect-refused\t-\t-\t-"
    assert re.fullmatch(
        rf"fastest: {mirror.url} \(\d+(\.\d+)? m?s for 40 modules, estimated\)",
        last,
    )
    lines = told.stderr.splitlines()
    assert lines[0].startswith(f"unreachable {REFUSING}  0.")
    assert lines[0].endswith(" s  connect-refused: 127.0.0.1:9 refuses the connection")
    assert re.fullmatch(rf"healthy     {mirror.url}  \d\.\d\d s", lines[1])
    assert len(lines) == 2


def test_no_usable_mirror(home: Home) -> None:
    """Where none is usable it is exit 1."""
    told = home.call("check", REFUSING, "--json", env={"GOSUMDB": "off"})
    assert (told.code, told.json["best"], told.json["results"][0]["rank"]) == (1, None, None)


def test_json(home: Home, net: Net, mirror: Mirror) -> None:
    """`--json` is one object with the keys that scripts rely on, the usable ones first and ranked."""
    told = home.call("check", REFUSING, mirror.url, "--json")
    answer = told.json
    assert (told.code, told.stderr) == (0, "")
    assert {key: answer[key] for key in ("schema", "command", "module", "local_problem")} == {
        "schema": 1,
        "command": "check",
        "module": CONTROL,
        "local_problem": None,
    }
    assert answer["best"] == mirror.url
    good, bad = answer["results"]
    assert set(KEYS) <= set(good)
    assert sorted(good["timings_ms"]) == ["connect", "dns", "tls", "total", "transfer", "wait"]
    assert (good["rank"], good["latest"], good["sumdb"]) == (1, "v0.9.1", "absent")
    assert good["sums"]["served"]["zip"] == CONTROL_SUM
    assert (bad["url"], bad["rank"], bad["estimate_s"]) == (REFUSING, None, None)


def test_without_arguments(home: Home, mirror: Mirror) -> None:
    """Without arguments it asks the mirrors in effect, each once, and neither `direct` nor files."""
    environ = {"GOPROXY": f"{mirror.url}|file:///nowhere,{mirror.url},direct"}
    told = home.call("check", "--json", env=environ)
    assert (told.code, _urls(told)) == (0, [mirror.url])


def test_a_profile(home: Home, net: Net, mirror: Mirror) -> None:
    """A profile is asked under its own terms, by its name or an alias; two of them together."""
    other = net.mirror()
    del home.environ["GOSUMDB"]
    net.profile(home, f"{mirror.url},direct", keys='aliases = ["ring"]\n')
    net.profile(home, other.url, name="other", gosumdb="off")
    told = home.call("check", "ring", "other", "--json")
    terms = {result["url"]: result["gosumdb"] for result in told.json["results"]}
    assert (told.code, terms) == (0, {mirror.url: net.gosumdb, other.url: "off"})
    assert home.read_env() is None


def test_the_active_profile(home: Home, net: Net, mirror: Mirror) -> None:
    """The control modules of a profile are asked for while it is in effect, too."""
    net.profile(home, mirror.url, keys=f'control = ["example.com/nosuch@v1.0.0", "{MODULE}"]\n')
    home.call("use", "loop")
    told = home.call("check", "--json")
    assert (told.code, told.json["module"], told.json["results"][0]["verdict"]) == (0, MODULE, "healthy")


def test_all(home: Home, mirror: Mirror) -> None:
    """`--all` asks the mirrors of every public profile; here nobody but a dead proxy hears of it."""
    home.write_profile("own", f'trust = "private"\n[go]\nGOPROXY = "{mirror.url}"\n')
    told = home.call("check", "--all", "--json")
    assert (told.code, told.json["local_problem"]) == (1, "proxy")
    assert {result["reason"] for result in told.json["results"]} == {"proxy"}
    assert "https://goproxy.cn" in _urls(told)
    assert "https://proxy.golang.org" in _urls(told)
    assert mirror.log == []


def test_samples(home: Home, mirror: Mirror) -> None:
    """`--samples N` asks N - 1 more times than usual."""
    once, thrice = (
        home.call("check", mirror.url, "--samples", count, "--json").json["results"][0]["samples"]
        for count in ("1", "3")
    )
    assert thrice == once + 2


def test_quiet(home: Home, mirror: Mirror) -> None:
    """`--quiet` says nothing but the answer."""
    told = home.call("check", mirror.url, REFUSING, "--quiet")
    assert (told.code, told.stderr, len(told.stdout.splitlines())) == (0, "", 3)


def test_history(home: Home, mirror: Mirror) -> None:
    """`--history` tells of each mirror in the time before, and asks nobody; `--since` says how long."""
    home.call("check", mirror.url, REFUSING)
    asked = len(mirror.log)
    found = home.call("check", "--history", "--since", "2w", "--json").json
    summaries = [
        (one["url"], one["uptime"], one["probes"], one["last"]["verdict"]) for one in found["history"]
    ]
    assert summaries == [(mirror.url, 1.0, 1, "healthy"), (REFUSING, 0.0, 1, "unreachable")]
    assert found["period_s"] == 14 * 86400
    told = home.call("check", "--history", "--since", "12h")
    assert told.code == 0
    assert [line.split("\t")[0] for line in told.stdout.splitlines()] == [mirror.url, REFUSING]
    assert len(mirror.log) == asked


def test_no_history(home: Home) -> None:
    """Without earlier checks it says so, exit 0."""
    assert home.call("check", "--history") == Ended(
        0, "", "no check was made in this time; goenvctl check makes one\n"
    )
    assert home.call("check", "--history", "--json").json["history"] == []


def test_a_page(home: Home, mirror: Mirror) -> None:
    """`--html FILE` writes a page beside the answer; a place where it cannot is exit 3."""
    told = home.call("check", mirror.url, "--html", "page.html")
    assert (told.code, "wrote page.html" in told.stderr.splitlines()) == (0, True)
    assert mirror.url.removeprefix("http://") in (home.work / "page.html").read_text()
    refused = home.call("check", mirror.url, "--html", "no/such/page.html", "--json")
    assert (refused.code, refused.json["error"]["id"]) == (3, "page-unwritable")


def test_metrics(home: Home, mirror: Mirror) -> None:
    """`--format openmetrics` writes metrics alone to standard output."""
    told = home.call("check", mirror.url, "--format", "openmetrics")
    assert told.code == 0
    assert f'goenvctl_mirror_up{{mirror="{mirror.url}"}} 1.0' in told.stdout.splitlines()
    assert told.stdout.splitlines()[-1] == "# EOF"


def _urls(told: Ended) -> list[str]:
    return [result["url"] for result in told.json["results"]]
