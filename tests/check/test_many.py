"""Twelve mirrors of which some are silent, and hundreds at once."""

from __future__ import annotations

import time

import pytest

from tests.check.net import CONTROL, MODULE, Net
from tests.check.running import Running
from tests.fakes.faulty import Faulty
from tests.fakes.mirror import Mirror
from tests.home import Home
from tests.probe.checked import MEMORY_MIB, run

DELAY_S = 0.05
FIRST_BYTE_S = 10.0  # what a silent mirror is given
LONG_BEFORE_S = 8.0
MANY = [100, pytest.param(500, marks=pytest.mark.slow)]
FAULTS = ("other-zip.zip", "500", "404", "short.zip", "html.info")  # in every fiftieth mirror one of them


def test_no_waiting_for_the_silent(home: Home, net: Net) -> None:
    """Every healthy mirror of twelve is shown while the three silent ones are still waited for."""
    silent = [net.silent().url for _ in range(3)]
    good = [net.mirror(delay_s=DELAY_S).url for _ in range(9)]
    with Running(home, "check", *silent, *good, env={"GOSUMDB": net.gosumdb}) as running:
        running.wait_for("healthy ", count=9)
        assert running.is_running
        assert [url for url in silent if url in running.stderr] == []
        assert [url for url in good if url not in running.stderr] == []
        running.interrupt()
        ended, _ = running.end()
    assert sorted(line.split("\t")[1] for line in ended.stdout.splitlines()) == sorted(good)


def test_the_fastest_does_not_wait(home: Home, net: Net) -> None:
    """`use --fastest` leaves the silent ones out and ends long before their time is up."""
    silent = [net.silent().url for _ in range(3)]
    good = [net.mirror(delay_s=DELAY_S).url for _ in range(9)]
    net.profile(home, "|".join([*silent, *good]), keys=f'control = ["{MODULE}"]\n')
    start = time.monotonic()
    used = home.goenvctl("use", "loop", "--fastest")
    assert time.monotonic() - start < LONG_BEFORE_S < FIRST_BYTE_S
    assert used.code == 0
    assert sorted(home.go_env("GOPROXY")["GOPROXY"].split("|")) == sorted(good)
    left_out = [line.split()[3] for line in used.stderr.splitlines() if line.startswith("! left out: ")]
    assert left_out == silent
    assert used.stderr.count(" is unreachable (too-late): ") == 3


def test_too_late_is_not_held_against_it(home: Home, net: Net) -> None:
    """A mirror that was only not waited for gets no entry in the history: nothing was found of it."""
    silent, good = net.silent().url, net.mirror().url
    net.profile(home, f"{silent}|{good}")
    assert home.call("use", "loop", "--fastest").code == 0
    assert [one["url"] for one in home.call("check", "--history", "--json").json["history"]] == [good]


@pytest.mark.parametrize("many", MANY)
def test_hundreds(home: Home, net: Net, many: int) -> None:
    """Five hundred mirrors at once: a result for each, none of the faulty ones usable, memory bounded."""
    with Faulty(Mirror(net.tree).answer) as faulty:
        good = [faulty.url(f"good~{number}") for number in range(many * 49 // 50)]
        bad = [faulty.url(f"{FAULTS[number % 5]}~{number}") for number in range(many // 50)]
        checked = run(home, "check", *good, *bad, "--module", CONTROL, "--json", GOSUMDB=net.gosumdb)
    results = checked.json["results"]
    assert (checked.ended.code, checked.ended.stderr) == (0, "")
    assert sorted(result["url"] for result in results) == sorted([*good, *bad])
    assert {result["url"] for result in results if result["rank"]} & set(bad) == set()
    assert {result["verdict"] for result in results if result["url"] in good} <= {"healthy", "degraded"}
    assert checked.peak_mib < MEMORY_MIB
