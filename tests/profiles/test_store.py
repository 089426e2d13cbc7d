"""Where profiles live, how one is found, and how the user's own are kept."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.home import Home


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """A home without a go, on a machine with a folder for the site's profiles."""
    home = Home(tmp_path / "home", None)
    (home.path / "site" / "goenvctl" / "profiles").mkdir(parents=True)
    home.environ["XDG_CONFIG_DIRS"] = str(home.path / "site")
    return home


def write_site(home: Home, name: str, text: str) -> Path:
    path = home.path / "site" / "goenvctl" / "profiles" / f"{name}.toml"
    path.write_text(text)
    return path


def shown(home: Home, name: str) -> tuple[str, str, str]:
    """The name, the source and the GOPROXY of what a name finds."""
    found = home.call("profile", "show", name, "--json").json
    return found["name"], found["source"], found["go"].get("GOPROXY", "")


def test_the_nearer_wins_by_name(home: Home) -> None:
    """The user's profile hides the site's of that name, and the site's the built-in one."""
    assert shown(home, "cn")[1] == "built-in"
    write_site(home, "cn", '[go]\nGOPROXY = "https://site.example"\n')
    assert shown(home, "cn") == ("cn", "site", "https://site.example")
    home.write_profile("cn", '[go]\nGOPROXY = "https://own.example"\n')
    assert shown(home, "cn") == ("cn", "user", "https://own.example")
    names = [profile["name"] for profile in home.call("list", "--json").json["profiles"]]
    assert names.count("cn") == 1


def test_a_name_beats_any_alias(home: Home) -> None:
    """An alias is looked at only where no profile, however far, has that name."""
    home.write_profile("mine", 'aliases = ["official", "there"]\n[go]\nGOPROXY = "https://own.example"\n')
    assert shown(home, "official")[:2] == ("official", "built-in")
    assert shown(home, "there") == ("mine", "user", "https://own.example")


def test_an_alias_is_the_profile(home: Home) -> None:
    """`use` of an alias makes the profile of that alias the active one."""
    assert home.call("use", "domestic").code == 0
    assert home.call("current").stdout == "cn\n"


@pytest.mark.parametrize(
    ("name", "hint"), [("oficial", "official"), ("aliyum", "aliyun"), ("qcluod", "qcloud")]
)
def test_an_unknown_name(home: Home, name: str, hint: str) -> None:
    """A name that nothing has is answered with the nearest one, exit 2."""
    ended = home.call("use", name, "--json")
    assert (ended.code, ended.json["error"]["id"]) == (2, "unknown-profile")
    assert ended.json["error"]["hint"] == f"did you mean {hint}?"


@pytest.mark.parametrize(
    "name", ["../outside", "..", "/etc/passwd", "a/b", ".hidden", "", "Big", "a b", "x\n"]
)
def test_a_name_is_no_path(home: Home, name: str) -> None:
    """Slashes, `..` and whatever else is no name find nothing and make no file, in every verb."""
    home.profiles.mkdir(parents=True)
    text = '[go]\nGOPROXY = "https://own.example"\n'
    for path in (home.profiles.parent / "outside.toml", home.profiles / ".hidden.toml"):
        path.write_text(text)
    before = sorted(home.path.rglob("*.toml"))
    home.write_profile("own", text)
    for command in (
        ("use", name),
        ("env", name),
        ("profile", "show", name),
        ("profile", "edit", name, "GOPROXY=direct"),
        ("profile", "remove", name, "--yes"),
        ("profile", "rename", "own", name),
        ("profile", "rename", name, "new"),
        ("profile", "add", name, "GOPROXY=direct"),
    ):
        if name or command[0] != "env":
            assert home.call(*command).code == 2, command
    assert sorted(home.path.rglob("*.toml")) == sorted([*before, home.profiles / "own.toml"])


COMMENTED = """\
# Ours. Ask the platform team.
summary = "Acme"   # shown in the list
aliases = [
  "ac",  # short
]

[go]
# the proxy
GOPROXY = "https://proxy.acme.example"   # not the old one
GOSUMDB = "sum.golang.org"
# last words
"""


def test_edit_keeps_comments_and_layout(home: Home) -> None:
    """`profile edit KEY=VALUE` changes that value and no other byte."""
    path = home.write_profile("acme", COMMENTED)
    assert home.call("profile", "edit", "acme", "GOPROXY=https://new.acme.example").code == 0
    assert path.read_text() == COMMENTED.replace("https://proxy.acme", "https://new.acme")


def test_edit_adds_and_unsets(home: Home) -> None:
    """A new key stands at the end of its table; what is unset moves to `unset`, before the table."""
    path = home.write_profile("acme", '# Ours.\nsummary = "Acme"\n\n[go]\nGOPROXY = "direct"  # for now\n')
    assert home.call("profile", "edit", "acme", "GOPRIVATE=git.acme.example").code == 0
    assert path.read_text() == (
        '# Ours.\nsummary = "Acme"\n\n[go]\nGOPROXY = "direct"  # for now\nGOPRIVATE = "git.acme.example"\n'
    )
    assert home.call("profile", "edit", "acme", "--unset", "GOPROXY", "--trust", "private").code == 0
    text = path.read_text()
    assert text.startswith('# Ours.\nsummary = "Acme"\n')
    assert tomllib.loads(text) == {
        "summary": "Acme",
        "trust": "private",
        "unset": ["GOPROXY"],
        "go": {"GOPRIVATE": "git.acme.example"},
    }


def test_edit_writes_nothing_that_use_would_refuse(home: Home) -> None:
    """A value that is no good is refused with the profile's line, and the file stays as it was."""
    path = home.write_profile("acme", COMMENTED)
    ended = home.call("profile", "edit", "acme", "GOPROXY=https://gocenter.io", "--json")
    assert (ended.code, ended.json["error"]["id"]) == (2, "mirror-retired")
    assert [(one["path"], one["line"]) for one in ended.json["error"]["problems"]] == [(str(path), 9)]
    assert path.read_text() == COMMENTED


@pytest.mark.parametrize("name", ["cn", "china"])
def test_edit_of_a_built_in_makes_a_copy(home: Home, name: str) -> None:
    """What the user edits is his: a built-in profile is copied to where his own are, comments and all."""
    shipped = Path(home.call("profile", "path", "cn").stdout.strip())
    before = shipped.read_text()
    assert home.call("profile", "edit", name, "GOSUMDB=sum.golang.org").code == 0
    assert shipped.read_text() == before
    copy = home.profiles / "cn.toml"
    assert copy.read_text() == before.replace(
        'GOSUMDB = "sum.golang.google.cn"', 'GOSUMDB = "sum.golang.org"'
    )
    assert [path.name for path in home.profiles.iterdir()] == ["cn.toml"]
    assert shown(home, "cn")[1] == "user"


def test_add(home: Home) -> None:
    """`profile add` makes one of values, or a copy of another without its aliases, and says how to use it."""
    ended = home.call(
        "profile", "add", "mine", "GOPROXY=direct", "--summary", "Mine", "--alias", "me", "--unset", "GOSUMDB"
    )
    assert ended.code == 0, ended
    assert "goenvctl use mine" in ended.stdout
    assert tomllib.loads((home.profiles / "mine.toml").read_text()) == {
        "summary": "Mine",
        "aliases": ["me"],
        "unset": ["GOSUMDB"],
        "go": {"GOPROXY": "direct"},
    }
    assert home.call("profile", "add", "near", "--from", "cn", "GOSUMDB=sum.golang.org").code == 0
    assert shown(home, "near")[2].startswith("https://goproxy.cn|")
    assert shown(home, "china")[0] == "cn"
    assert (
        home.call("profile", "add", "near", "GOPROXY=direct", "--json").json["error"]["id"]
        == "profile-exists"
    )
    assert home.call("profile", "add", "empty").code == 2


def test_rename(home: Home) -> None:
    """The new name is in the history, in `current` and for `use -` as if it had always been so."""
    home.write_profile("old", COMMENTED)
    assert home.call("use", "cn").code == 0
    assert home.call("use", "old").code == 0
    assert home.call("profile", "rename", "old", "new").code == 0
    assert (home.profiles / "new.toml").read_text() == COMMENTED
    assert not (home.profiles / "old.toml").exists()
    assert home.call("current").stdout == "new\n"
    changes = home.call("history", "--json").json["changes"]
    assert [change["profile"] for change in changes] == ["new", "cn"]
    for name in ("cn", "new"):
        assert home.call("use", "-").code == 0
        assert home.call("current").stdout == f"{name}\n"
    home.write_profile("third", COMMENTED)
    assert home.call("profile", "rename", "new", "third").code == 2
    assert home.call("profile", "rename", "cn", "china2").code == 2


def test_remove(home: Home) -> None:
    """It asks, so elsewhere than on a terminal it needs --yes; only the user's own can go."""
    path = home.write_profile("mine", COMMENTED)
    assert home.call("profile", "remove", "mine").code == 2
    assert path.exists()
    assert home.call("profile", "remove", "mine", "--yes").code == 0
    assert not path.exists()
    ended = home.call("profile", "remove", "cn", "--yes", "--json")
    assert (ended.code, ended.json["error"]["id"]) == (2, "not-yours")
    assert shown(home, "cn")[1] == "built-in"


def test_a_broken_profile_can_be_removed(home: Home) -> None:
    """A file that is no profile can be taken away by name, and then it warns no more."""
    home.write_profile("bad", "[go\n")
    assert home.call("use", "cn").code == 2
    assert home.call("profile", "remove", "bad", "--yes").code == 0
    assert home.call("use", "cn").code == 0


def test_no_two_writers_lose_a_profile(home: Home) -> None:
    """Of six `profile edit` at once, each of another variable, every one is in the file."""
    home.write_profile("mine", '[go]\nGOPROXY = "direct"\n')
    values = {
        "GOSUMDB": "sum.golang.org", "GOPRIVATE": "a.example", "GONOPROXY": "b.example",
        "GONOSUMDB": "c.example", "GOTOOLCHAIN": "local", "GOVCS": "*:git",
    }  # fmt: skip
    running = [
        subprocess.Popen(
            [sys.executable, "-m", "goenvctl", "profile", "edit", "mine", f"{name}={value}"],
            env=home.environ, cwd=home.work, stdout=subprocess.DEVNULL,
        )
        for name, value in values.items()
    ]  # fmt: skip
    assert [child.wait(60) for child in running] == [0] * 6
    assert tomllib.loads((home.profiles / "mine.toml").read_text())["go"] == {"GOPROXY": "direct", **values}


def test_the_nearer_alias_wins(home: Home) -> None:
    """Of two profiles with one alias the nearer is meant; a name in capitals finds its like."""
    home.write_profile("zzz", 'aliases = ["china"]\n[go]\nGOPROXY = "direct"\n')
    assert home.call("use", "china", "--json").json["profile"] == "zzz"
    assert "did you mean zzz?" in home.call("use", "ZZZ").stderr


def test_rename_by_alias_and_over_a_built_in(home: Home) -> None:
    """The history follows a rename by alias, and stays where the old name still means a profile."""
    home.write_profile("mine", 'aliases = ["mm"]\n[go]\nGOPROXY = "direct"\n')
    home.call("use", "mine")
    assert home.call("profile", "rename", "mm", "theirs").code == 0
    assert home.call("current").stdout == "theirs\n"
    home.call("use", "cn")
    home.write_profile("cn", '[go]\nGOPROXY = "direct"\n')
    assert home.call("profile", "rename", "cn", "other").code == 0
    assert home.call("current").stdout == "cn\n"
