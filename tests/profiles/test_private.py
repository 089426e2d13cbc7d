"""`private`: the user's list of patterns, kept in a config that is his to write in."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.home import Home

CONFIG = """\
# Mine.
private = [
  "git.corp.example",  # work

  # hobby
  "git.hobby.example",
]
# the end
"""


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """A home without a go."""
    return Home(tmp_path / "home", None)


def config(home: Home) -> Path:
    path = home.path / ".config" / "goenvctl" / "config.toml"
    path.parent.mkdir(parents=True, exist_ok=True)
    return path


def listed(home: Home) -> list[str]:
    values: list[str] = tomllib.loads(config(home).read_text())["private"]
    return values


def test_add_and_remove_keep_the_rest(home: Home) -> None:
    """Comments, order and layout of the config stay; adding and then removing a pattern leaves no trace."""
    path = config(home)
    path.write_text(CONFIG)
    assert home.call("private", "add", "git.new.example").code == 0
    assert listed(home) == ["git.corp.example", "git.hobby.example", "git.new.example"]
    for line in CONFIG.splitlines():
        assert line in path.read_text().splitlines()
    assert home.call("private", "remove", "git.new.example").code == 0
    assert path.read_text() == CONFIG


def test_remove_takes_the_pattern_alone(home: Home) -> None:
    """Of a removed pattern's neighbours nothing changes."""
    path = config(home)
    path.write_text(CONFIG)
    assert home.call("private", "remove", "git.hobby.example").code == 0
    assert listed(home) == ["git.corp.example"]
    for line in ("# Mine.", '  "git.corp.example",  # work', "# the end"):
        assert line in path.read_text().splitlines()


def test_it_ends_with_the_line_that_puts_it_in_force(home: Home) -> None:
    """Nothing of Go's settings changes until that line is run."""
    assert home.call("use", "cn").code == 0
    before = home.read_env()
    ended = home.call("private", "add", "git.corp.example")
    assert ended.stdout.splitlines()[-1] == "put it in force: goenvctl use cn"
    assert home.read_env() == before
    assert home.call("use", "cn").code == 0
    assert b"GOPRIVATE=git.corp.example\n" in (home.read_env() or b"")
    assert home.call("private", "remove", "git.corp.example").code == 0
    assert home.call("use", "cn").code == 0
    assert home.read_env() == before


def test_twice_is_once(home: Home) -> None:
    """A pattern that is on the list is not added again; one that is not there cannot go, exit 1."""
    assert home.call("private", "add", "git.corp.example", "git.corp.example").code == 0
    before = config(home).read_bytes()
    assert home.call("private", "add", "git.corp.example").code == 0
    assert config(home).read_bytes() == before
    ended = home.call("private", "remove", "git.other.example", "--json")
    assert (ended.code, ended.json["error"]["id"]) == (1, "unknown-pattern")
    assert config(home).read_bytes() == before


@pytest.mark.parametrize(
    ("pattern", "id"),
    [
        ("", "pattern-malformed"),
        ("/", "pattern-malformed"),
        ("none", "pattern-malformed"),
        ("a.example,b.example", "pattern-malformed"),
        ("git.ex\u0430mple.com", "pattern-malformed"),
        ("git.corp.example/[a", "pattern-malformed"),
        (" git.corp.example", "pattern-blank"),
        ("https://git.corp.example/team", "pattern-scheme"),
        ("git.corp.example:8443", "pattern-port"),
        ("*", "pattern-everything"),
        ("com", "pattern-public-suffix"),
        ("golang.org", "pattern-toolchain"),
        ("github.com", "pattern-control"),
        ("!git.corp.example", "pattern-never"),
    ],
)
def test_a_pattern_that_is_no_good(home: Home, pattern: str, id: str) -> None:
    """It is refused, exit 2, together with the good ones beside it."""
    config(home).write_text(CONFIG)
    ended = home.call("private", "add", "git.good.example", pattern, "--json")
    assert (ended.code, ended.json["error"]["id"]) == (2, id)
    assert ended.json["error"]["hint"] != ""
    assert config(home).read_text() == CONFIG


def test_list_says_from_where(home: Home) -> None:
    """Each pattern stands once, with everything that says so: the list, profiles, the user's own setting."""
    config(home).write_text('private = ["a.example", "b.example"]\n')
    home.write_profile("corp", '[go]\nGOPRIVATE = "b.example,c.example"\nGONOSUMDB = "none,d.example"\n')
    home.write_env(b"GOPRIVATE=c.example, e.example\n")
    found = {one["pattern"]: one["places"] for one in home.call("private", "list", "--json").json["patterns"]}
    assert found == {
        "a.example": [str(config(home))],
        "b.example": [str(config(home)), "profile corp"],
        "c.example": ["profile corp", "GOPRIVATE"],
        "d.example": ["profile corp"],
        "e.example": ["GOPRIVATE"],
    }


def test_no_two_writers_lose_a_pattern(home: Home) -> None:
    """Of six `private add` at once every pattern is on the list."""
    config(home).write_text(CONFIG)
    running = [
        subprocess.Popen(
            [sys.executable, "-m", "goenvctl", "private", "add", f"git{number}.corp.example"],
            env=home.environ, cwd=home.work, stdout=subprocess.DEVNULL,
        )
        for number in range(6)
    ]  # fmt: skip
    assert [child.wait(60) for child in running] == [0] * 6
    assert sorted(listed(home)) == sorted(
        ["git.corp.example", "git.hobby.example", *(f"git{number}.corp.example" for number in range(6))]
    )
    assert "  # hobby" in config(home).read_text().splitlines()
