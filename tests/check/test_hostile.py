"""Wrong bytes: who serves them is hostile, with evidence, until it is forgiven or verifies again."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from goenvctl.records import Mark, open_records
from tests.check.net import CONTROL, CONTROL_SUM, LIB, MODULE, Net, spoil
from tests.fakes.faults.zips import flipped, other
from tests.fakes.faulty import Faulty
from tests.fakes.mirror import Mirror
from tests.fakes.server import Response
from tests.home import Ended, Home

Spoil = Callable[[bytes], bytes]


@pytest.mark.parametrize(
    ("module", "vouched", "by"),
    [(CONTROL, CONTROL_SUM, "pin"), (MODULE, LIB.sum, "database")],
    ids=["deflated, under the pin", "stored, under the database"],
)
@pytest.mark.parametrize("change", [flipped, other])
def test_one_changed_byte(home: Home, net: Net, change: Spoil, module: str, vouched: str, by: str) -> None:
    """One changed byte in the zip of an otherwise perfect mirror makes it hostile, and both sums are told."""
    good, bad = net.mirror(), net.mirror()
    spoil(bad, change)
    found = _check(home, net, good.url, bad.url, "--module", module, "--json")
    right, wrong = found.json["results"]
    assert (found.code, right["url"], right["verdict"], right["verified_by"]) == (0, good.url, "healthy", by)
    assert (wrong["verdict"], wrong["reason"], wrong["step"], wrong["rank"]) == (
        "hostile",
        "zip-mismatch",
        ".zip",
        None,
    )
    served = wrong["sums"]["served"]["zip"]
    assert wrong["sums"]["expected"]["zip"] == right["sums"]["served"]["zip"] == vouched != served
    told = _check(home, net, bad.url, "--module", module)
    assert told.stdout == f"-\t{bad.url}\thostile\tzip-mismatch\t-\t{_wait(told)}\t-\nno mirror is usable\n"
    assert told.code == 1
    assert f"its .zip is {served}, " in told.stderr
    assert vouched in told.stderr


def test_kept_with_evidence(home: Home, net: Net) -> None:
    """The first finding stays in the records: when, with which module, and both sums."""
    bad = net.mirror()
    spoil(bad, flipped)
    results = [_check(home, net, bad.url, "--json").json["results"][0] for _ in range(2)]
    spoil(bad, other)
    _check(home, net, bad.url)
    mark = _marks(home)[bad.url]
    served = results[0]["sums"]["served"]["zip"]
    assert (mark.module, mark.reason) == (CONTROL, "zip-mismatch")
    assert mark.evidence == (
        f"its .zip is {served}, the known sum is {CONTROL_SUM}, zip {served} is not {CONTROL_SUM}"
    )


def test_never_the_fastest(home: Home, net: Net) -> None:
    """`use --fastest` never takes the hostile mirror, the fastest by far: not now, nor when it serves
    right bytes again."""
    bad, good = net.mirror(), net.mirror(delay_s=0.1)
    net.profile(home, f"{good.url}|{bad.url},direct")
    spoil(bad, flipped)
    for _ in ("now", "when it has bettered itself"):
        used = home.call("use", "loop", "--fastest")
        bad.fault = None
        assert used.code == 0
        assert home.go_env("GOPROXY") == {"GOPROXY": f"{good.url},direct"}
        assert f"! left out: {bad.url} is hostile (zip-mismatch): " in used.stderr


def test_the_same_module_lifts_it(home: Home, net: Net) -> None:
    """A check by hand that verifies the same module lifts the mark; one of another module does not."""
    mirror = net.mirror()
    spoil(mirror, flipped)
    assert _check(home, net, mirror.url).code == 1
    mirror.fault = None
    other_module = _check(home, net, mirror.url, "--module", MODULE, "--json")
    [result] = other_module.json["results"]
    assert (other_module.code, result["verdict"], result["reason"]) == (1, "hostile", "zip-mismatch")
    assert result["detail"].startswith("hostile since 20")
    assert f" with {CONTROL}: its .zip is " in result["detail"]
    assert list(_marks(home)) == [mirror.url]
    same = _check(home, net, mirror.url, "--json")
    assert (same.code, same.json["results"][0]["verdict"]) == (0, "healthy")
    assert _marks(home) == {}


def test_no_line_calls_it_healthy(home: Home, net: Net) -> None:
    """While a mark stands, the line that is shown as the outcome comes in says hostile too."""
    mirror = net.mirror()
    spoil(mirror, flipped)
    _check(home, net, mirror.url)
    mirror.fault = None
    told = _check(home, net, mirror.url, "--module", MODULE)
    assert told.code == 1
    assert "healthy" not in told.stdout + told.stderr


def test_it_sets_no_pace(home: Home, net: Net) -> None:
    """A mirror that may not be chosen hurries nobody: the slow good one is still waited for."""
    bad, good = net.mirror(), net.mirror(delay_s=0.5)
    spoil(bad, flipped)
    _check(home, net, bad.url)
    bad.fault = None
    net.profile(home, f"{good.url}|{bad.url}")
    assert home.call("use", "loop", "--fastest").code == 0
    assert home.go_env("GOPROXY") == {"GOPROXY": good.url}


@pytest.mark.parametrize("spelling", ["HTTP://{}", "http://{}/", "http://{}/./", "http://{}/x/.."])
def test_spelled_otherwise(home: Home, net: Net, spelling: str) -> None:
    """The mark is on the mirror: `go` asks the same one however its address is spelled, so it stays out."""
    bad, good = net.mirror(), net.mirror(delay_s=0.05)
    spoil(bad, flipped)
    _check(home, net, bad.url)
    bad.fault = None
    net.profile(home, f"{spelling.format(bad.url.removeprefix('http://'))}|{good.url}")
    assert home.call("use", "loop", "--fastest").code == 0
    assert home.go_env("GOPROXY") == {"GOPROXY": good.url}


def test_forgiven(home: Home, net: Net) -> None:
    """`--forgive URL` takes the mark off, whatever slash or credentials the address is written with."""
    mirror = net.mirror()
    place = mirror.url.removeprefix("http://")
    for address in (mirror.url, f"{mirror.url}/", f"http://joe:secret@{place}"):
        spoil(mirror, flipped)
        _check(home, net, mirror.url)
        mirror.fault = None
        shown = address.replace("joe:secret", "***")
        assert home.call("check", "--forgive", address) == Ended(
            0, f"{shown} is forgiven; goenvctl check {shown} judges it anew\n", ""
        )
        assert _marks(home) == {}
        assert _check(home, net, mirror.url, "--module", MODULE).code == 0


def test_nothing_to_forgive(home: Home, net: Net) -> None:
    """Forgiving an innocent mirror is exit 1, in JSON with its id."""
    url = net.mirror().url
    assert _check(home, net, url).code == 0
    told = home.call("check", "--forgive", url)
    assert told == Ended(
        1, "", f"goenvctl: {url} is not kept as hostile\n  -> goenvctl check --history shows them\n"
    )
    in_json = home.call("check", "--forgive", url, "--json")
    assert (in_json.code, in_json.json["error"]["id"], in_json.stderr) == (1, "not-hostile", "")


def test_wrong_once(home: Home, net: Net) -> None:
    """A mirror that is wrong once, and right the second time, is broken and not hostile."""
    mirror = net.mirror()
    spoil(mirror, flipped, times=1)
    found = _check(home, net, mirror.url, "--json")
    [result] = found.json["results"]
    assert (found.code, result["verdict"], result["reason"]) == (1, "broken", "zip-mismatch")
    assert result["detail"].endswith("; a second fetch brought the right bytes")
    assert _marks(home) == {}


@pytest.mark.parametrize("module", [CONTROL, MODULE])
def test_a_false_go_sum(home: Home, net: Net, module: str) -> None:
    """A go.sum that is wrong makes no mirror hostile and leaves no mark: it is the user's file, exit 0."""
    path, version = module.split("@")
    (home.work / "go.mod").write_text("module example.com/mine\n")
    (home.work / "go.sum").write_text(
        f"{path} {version} h1:{'A' * 43}=\n{path} {version}/go.mod h1:{'B' * 43}=\n"
    )
    mirrors = [net.mirror(), net.mirror()]
    found = _check(home, net, *(mirror.url for mirror in mirrors), "--module", module, "--json")
    said = [(one["verdict"], one["reason"]) for one in found.json["results"]]
    assert (found.code, said) == (0, [("healthy", "gosum-differs")] * 2)
    assert {problem["id"] for problem in found.json["problems"]} == {"gosum-differs"}
    assert found.json["local_problem"] is None
    assert _marks(home) == {}


@pytest.mark.parametrize("gosumdb", ["off", "at its address"])
def test_the_same_wrong_bytes_everywhere(home: Home, net: Net, gosumdb: str) -> None:
    """Wrong bytes alike at two operators are one local problem, tls-interception, and no mirror's mark."""
    spoiled = Mirror(net.tree)
    spoil(spoiled, flipped)

    def answer(path: str) -> Response:
        return spoiled.respond(path) or Response()

    environ = {"GOSUMDB": gosumdb if gosumdb == "off" else net.gosumdb}
    with Faulty(answer) as one, Faulty(answer, host="127.0.0.2") as two:
        urls = [one.url("good"), two.url("good")]
        found = home.call("check", *urls, "--json", env=environ)
        told = home.call("check", *urls, env=environ)
    assert [result["verdict"] for result in found.json["results"]] == ["hostile"] * 2
    assert (found.code, found.json["best"], found.json["local_problem"]) == (1, None, "tls-interception")
    assert "! something here breaks TLS open, with the same result at every mirror\n" in told.stderr
    assert _marks(home) == {}


def test_wrong_in_two_ways(home: Home, net: Net) -> None:
    """Two mirrors that are wrong, each in its own way, are both hostile, and nothing local."""
    mirrors = [net.mirror(), net.mirror()]
    for mirror, change in zip(mirrors, (flipped, other), strict=True):
        spoil(mirror, change)
    urls = [mirror.url for mirror in mirrors]
    found = home.call("check", *urls, "--json", env={"GOSUMDB": "off"})
    assert (found.code, found.json["local_problem"]) == (1, None)
    assert sorted(_marks(home)) == sorted(urls)


def _check(home: Home, net: Net, *args: str) -> Ended:
    return home.call("check", *args, env={"GOSUMDB": net.gosumdb})


def _marks(home: Home) -> dict[str, Mark]:
    with open_records(str(home.state / "records.sqlite")) as records:
        return records.marks()


def _wait(told: Ended) -> str:
    """The one cell of a single row that nobody can foretell."""
    return told.stdout.splitlines()[0].split("\t")[5]
