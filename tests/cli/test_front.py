"""`goenvctl` alone: how things stand, and what one would do next."""

from __future__ import annotations

import sys

from tests.home import Home
from tests.test_startup import HEAVY, PROBE

NEW = """\
no profile is active
GOPROXY=https://proxy.golang.org,direct
nothing is wrong, as far as can be told without asking a mirror

next:
  goenvctl setup   a few questions, and it is set up
  goenvctl use cn  mirrors in mainland China, at once
  goenvctl list    the profiles to choose from
goenvctl --help shows all commands
"""
SET = """\
profile: cn
GOPROXY=https://goproxy.cn|https://mirrors.aliyun.com/goproxy/,direct
nothing is wrong, as far as can be told without asking a mirror

next:
  goenvctl check   are its mirrors healthy, and which is the fastest?
  goenvctl status  every value, and where it comes from
  goenvctl undo    take the last change back
goenvctl --help shows all commands
"""


def test_a_new_machine(home: Home) -> None:
    """Where nothing is set it names what sets it up, and ends with 0."""
    ended = home.call()
    assert (ended.code, ended.stdout, ended.stderr) == (0, NEW, "")


def test_a_profile_in_force(home: Home) -> None:
    """Where a profile is active it names what looks after it and what takes it back."""
    home.call("use", "cn")
    ended = home.call()
    assert (ended.code, ended.stdout, ended.stderr) == (0, SET, "")


def test_a_problem(home: Home) -> None:
    """Where something is wrong it is counted, the first is told, and doctor comes first."""
    home.call("use", "cn")
    lines = home.call(env={"GOPROXY": "off"}).stdout.splitlines()
    assert lines[:2] == ["profile: cn", "GOPROXY=off"]
    assert lines[2].startswith("1 problem: ")
    assert lines[5].split() == ["goenvctl", "doctor", *lines[5].split()[2:]]


def test_a_broken_configuration(home: Home) -> None:
    """A config.toml that is broken is told with its remedy, and what to do next all the same."""
    home.profiles.mkdir(parents=True)
    (home.profiles.parent / "config.toml").write_text("private = 1\n")
    ended = home.call()
    assert ended.code == 0
    assert "config.toml: private must be a list of texts" in ended.stderr
    assert "goenvctl doctor" in ended.stdout


def test_an_option_alone(home: Home) -> None:
    """An option of every command changes how it is told; --json alone is no question."""
    assert home.call("-q").stdout == NEW
    assert home.call("--lang", "zh").stdout != NEW
    ended = home.call("--json")
    assert (ended.code, ended.json["error"]["id"]) == (2, "usage")


def test_nothing_heavy_is_imported(home: Home) -> None:
    """It loads no library that is only needed elsewhere."""
    ended = home.spawn([sys.executable, "-c", PROBE])
    code, *modules = ended.stderr.splitlines()[-1].split()
    assert code == "0"
    assert sorted(set(HEAVY) & set(modules)) == []
