"""`use --fastest`: order inside a run and nothing else of GOPROXY touched, or nothing at all."""

from __future__ import annotations

import pytest

from tests.check.net import LIB, MODULE, Net, refuse, spoil
from tests.fakes.faults.zips import flipped
from tests.fakes.server import Response
from tests.home import Ended, Home

CONTROL = f'control = ["{MODULE}"]\n'  # large enough to be measured
SLOW_S = 0.15


def test_order(home: Home, net: Net) -> None:
    """The members of a run stand in the order of their ranks; the answer is that of `use`."""
    late, fast, later = net.mirror(delay_s=0.06), net.mirror(), net.mirror(delay_s=0.2)
    net.profile(home, f"{later.url}|{late.url}|{fast.url},direct", keys=CONTROL)
    used = home.call("use", "loop", "--fastest")
    wanted = f"{fast.url}|{late.url}|{later.url},direct"
    assert used.code == 0
    assert used.stdout.splitlines() == [
        "loop is in effect",
        f"  GOPROXY     {wanted}",
        f"  GOSUMDB     {net.gosumdb}",
        f"wrote {home.env_file}",
        "take it back: goenvctl undo",
        f"by hand: go env -w 'GOPROXY={wanted}' 'GOSUMDB={net.gosumdb}'",
    ]
    assert home.go_env("GOPROXY", "GOSUMDB") == {"GOPROXY": wanted, "GOSUMDB": net.gosumdb}


def test_gates_stay(home: Home, net: Net) -> None:
    """What follows a `,`, file: entries and the tail stay where they are: a faster mirror passes no gate."""
    fast, gated = net.mirror(), net.mirror()
    slow, last = net.mirror(delay_s=SLOW_S), net.mirror(delay_s=SLOW_S)
    tree = f"file://{net.tree}"
    net.profile(home, f"{slow.url}|{tree}|{fast.url},{last.url}|{gated.url},direct", keys=CONTROL)
    assert home.call("use", "loop", "--fastest").code == 0
    wanted = f"{fast.url}|{tree}|{slow.url},{gated.url}|{last.url},direct"
    assert home.go_env("GOPROXY") == {"GOPROXY": wanted}


def test_nobody_jumps_a_comma(home: Home, net: Net) -> None:
    """Mirrors that stand alone between commas keep their places, whatever their ranks."""
    slow, fast = net.mirror(delay_s=SLOW_S), net.mirror()
    net.profile(home, f"{slow.url},{fast.url}", keys=CONTROL)
    used = home.call("use", "loop", "--fastest")
    assert (used.code, home.go_env("GOPROXY")) == (0, {"GOPROXY": f"{slow.url},{fast.url}"})


def test_healthy_before_degraded(home: Home, net: Net) -> None:
    """A degraded mirror that is quick does not end the wait: a healthy one could still change the choice."""
    degraded, healthy = net.mirror(), net.mirror(delay_s=0.25)
    degraded.fault = lambda path: Response(status=403) if "v0.0.404" in path else None
    net.profile(home, f"{degraded.url}|{healthy.url}")
    assert home.call("use", "loop", "--fastest").code == 0
    assert home.go_env("GOPROXY") == {"GOPROXY": f"{healthy.url}|{degraded.url}"}


def test_unusable_mirrors(home: Home, net: Net) -> None:
    """An unusable mirror drops out of its run and is named; a run of nothing else keeps its order."""
    good, dead, deader = net.mirror(), net.mirror(), net.mirror()
    refuse(dead, 502)
    refuse(deader, 403)
    net.profile(home, f"{dead.url}|{good.url},{deader.url}|{dead.url}/again,direct")
    used = home.call("use", "loop", "--fastest")
    wanted = f"{good.url},{deader.url}|{dead.url}/again,direct"
    assert (used.code, home.go_env("GOPROXY")) == (0, {"GOPROXY": wanted})
    left_out = [line for line in used.stderr.splitlines() if "left out" in line]
    assert left_out == [
        f"! left out: {dead.url} is unreachable (server-error): .info answers 502: the fake says no"
    ]


def test_what_is_left_out_in_json(home: Home, net: Net) -> None:
    """`--json` is the receipt of `use`, and its problems name what was left out."""
    good, dead = net.mirror(), net.mirror()
    refuse(dead, 502)
    net.profile(home, f"{dead.url}|{good.url}")
    used = home.call("use", "loop", "--fastest", "--json")
    assert (used.code, used.stderr) == (0, "")
    assert used.json["edits"][0]["after"]["GOPROXY"] == good.url
    assert [(one["id"], dead.url in one["message"]) for one in used.json["problems"]] == [("left-out", True)]


@pytest.mark.parametrize("rest", ["", ",{good}", "|direct"])
def test_only_hostile(home: Home, net: Net, rest: str) -> None:
    """A run of hostile mirrors alone is not written, though another run would work: exit 1, no change."""
    bad, good = net.mirror(), net.mirror()
    spoil(bad, flipped)
    net.profile(home, bad.url + rest.format(good=good.url))
    _assert_nothing_changed(home, home.call("use", "loop", "--fastest"))


def test_nothing_usable(home: Home, net: Net) -> None:
    """Without a usable mirror it is exit 1, the hint says what each is, and nothing is changed."""
    dead, lacking = net.mirror(), net.mirror()
    refuse(dead, 502)
    refuse(lacking, 404)
    net.profile(home, f"{dead.url}|{lacking.url},direct")
    used = home.call("use", "loop", "--fastest")
    _assert_nothing_changed(home, used)
    each = [f"{dead.url} unreachable (server-error)", f"{lacking.url} broken (no-control-module)"]
    assert used.stderr.splitlines()[-2:] == [
        "goenvctl: no mirror is usable; nothing was changed",
        f"  -> {'; '.join(sorted(each))}",
    ]


def test_no_mirrors_to_choose_among(home: Home) -> None:
    """A profile without mirrors is exit 1; a template and an unknown name are 2."""
    names = ("default", "direct", "corporate", "nosuch")
    codes = [home.call("use", name, "--fastest").code for name in names]
    assert codes == [1, 1, 2, 2]
    assert home.read_env() is None


def test_dry_run(home: Home, net: Net) -> None:
    """`--dry-run` shows the order that would be written, and writes nothing."""
    slow, fast = net.mirror(delay_s=SLOW_S), net.mirror()
    net.profile(home, f"{slow.url}|{fast.url}", keys=CONTROL)
    used = home.call("use", "loop", "--fastest", "--dry-run")
    assert (used.code, home.read_env()) == (0, None)
    assert f"+GOPROXY={fast.url}|{slow.url}\n" in used.stdout
    assert home.call("history", "--json").json["changes"] == []


def test_afterwards(home: Home, net: Net) -> None:
    """What was chosen is no drift; `use` puts the profile's own order back, `undo` the chosen one."""
    slow, fast = net.mirror(delay_s=SLOW_S), net.mirror()
    net.profile(home, f"{slow.url}|{fast.url}", keys=CONTROL)
    before, chosen = home.read_env(), {"GOPROXY": f"{fast.url}|{slow.url}"}
    assert home.call("use", "loop", "--fastest").code == 0
    status = home.call("status", "--json").json
    assert (status["profile"], status["drift"], status["problems"]) == ("loop", False, [])
    assert home.go_env("GOPROXY") == chosen
    again = home.call("use", "loop", "--fastest", "--json")
    assert (again.code, again.json["change"], again.json["switched"]) == (0, None, False)
    assert home.call("use", "loop").code == 0
    assert home.go_env("GOPROXY") == {"GOPROXY": f"{slow.url}|{fast.url}"}
    assert home.call("undo").code == 0
    assert home.go_env("GOPROXY") == chosen
    assert home.call("undo").code == 0
    assert home.read_env() == before


def test_the_one_before(home: Home, net: Net) -> None:
    """`use - --fastest` chooses among the mirrors of the profile that was active before."""
    slow, fast = net.mirror(delay_s=SLOW_S), net.mirror()
    net.profile(home, f"{slow.url}|{fast.url}", keys=CONTROL)
    home.call("use", "loop")
    home.call("use", "official")
    used = home.call("use", "-", "--fastest", "--json")
    assert (used.code, used.json["profile"]) == (0, "loop")
    assert home.go_env("GOPROXY") == {"GOPROXY": f"{fast.url}|{slow.url}"}


def test_the_real_go_downloads(home: Home, net: Net) -> None:
    """Through what it wrote the real `go` fetches from the first mirror alone, and verifies."""
    slow, fast = net.mirror(delay_s=SLOW_S), net.mirror()
    net.profile(home, f"{slow.url}|{fast.url}", keys=CONTROL)
    assert home.call("use", "loop", "--fastest", "--check").code == 0
    before, lookups = len(slow.log), len(net.database.log)
    (home.work / "go.mod").write_text("module example.com/app\n\ngo 1.21\n")
    assert home.go("mod", "download", MODULE).code == 0
    assert len(slow.log) == before
    assert fast.log[-1] == f"/{LIB.path}/@v/{LIB.version}.zip"
    assert f"/lookup/{MODULE}" in net.database.log[lookups:]


def _assert_nothing_changed(home: Home, used: Ended) -> None:
    assert (used.code, used.stdout, home.read_env()) == (1, "", None)
    assert home.call("history", "--json").json["changes"] == []
