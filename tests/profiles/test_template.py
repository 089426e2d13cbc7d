"""Templates: not for use themselves, filled by `profile add`, and then profiles like any other."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from tests.home import Home

ACME = ("profile", "add", "acme", "--from", "corporate")
PROXY = "proxy=https://proxy.acme.example"


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """A home without a go."""
    return Home(tmp_path / "home", None)


def added(home: Home, name: str) -> dict[str, str]:
    values: dict[str, str] = tomllib.loads((home.profiles / f"{name}.toml").read_text())["go"]
    return values


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("corporate", "goenvctl profile add NAME --from corporate proxy=… patterns=…"),
        ("company", "goenvctl profile add NAME --from corporate proxy=… patterns=…"),
        ("corporate-direct", "goenvctl profile add NAME --from corporate-direct patterns=…"),
    ],
)
def test_use_of_a_template(home: Home, name: str, line: str) -> None:
    """It exits 2 with the `profile add` line that makes a profile of it."""
    ended = home.call("use", name, "--json")
    assert (ended.code, ended.json["error"]["id"]) == (2, "template")
    assert ended.json["error"]["hint"] == line
    assert home.read_env() is None


def test_from_a_template_to_its_use(home: Home) -> None:
    """`profile add` writes all that the template says, comments too, and ends with the `use` line."""
    ended = home.call(*ACME, PROXY, "patterns=git.acme.example,*.acme.corp")
    assert ended.code == 0, ended
    assert "goenvctl use acme" in ended.stdout
    text = (home.profiles / "acme.toml").read_text()
    assert "[params]" not in text
    assert "aliases" not in text
    assert "# The public database for public modules" in text
    assert home.call("use", "acme").code == 0
    assert home.read_env() == (
        b"GONOPROXY=none\nGONOSUMDB=git.acme.example,*.acme.corp\nGOPRIVATE=git.acme.example,*.acme.corp\n"
        b"GOPROXY=https://proxy.acme.example\nGOSUMDB=sum.golang.org\n"
    )


@pytest.mark.parametrize(
    ("words", "id", "said"),
    [
        ((PROXY,), "missing-parameter", "patterns"),
        (("patterns=git.acme.example",), "missing-parameter", "proxy"),
        ((PROXY, "patterns="), "missing-parameter", "patterns"),
        ((PROXY, "patterns=git.acme.example", "colour=red"), "unknown-parameter", "colour"),
        (("proxy=https://goproxy.cn", "patterns=git.acme.example"), "mirror-public", "public mirror"),
        ((PROXY, "patterns=*"), "pattern-everything", "every module path"),
        ((PROXY, "patterns=git.acme.example", "sumdb=gosum.io"), "sumdb-retired", "gosum.io"),
        (("proxy={patterns}", "patterns=git.acme.example"), "goproxy-invalid", "{patterns}"),
    ],
)
def test_what_does_not_fit_is_refused(home: Home, words: tuple[str, ...], id: str, said: str) -> None:
    """A parameter that is missing, unknown or no good is named, exit 2, and no file is made."""
    ended = home.call(*ACME, *words, "--json")
    assert (ended.code, ended.json["error"]["id"]) == (2, id)
    assert said in ended.json["error"]["message"]
    assert not (home.profiles / "acme.toml").exists()


def test_a_value_is_never_a_template(home: Home) -> None:
    """Braces in a parameter's value are not filled again, and make no template of the profile."""
    ended = home.call(
        *ACME, "proxy=https://proxy.acme.example/{patterns}/{sumdb}", "patterns=git.acme.example"
    )
    assert ended.code == 0, ended
    assert added(home, "acme")["GOPROXY"] == "https://proxy.acme.example/{patterns}/{sumdb}"
    assert home.call("profile", "validate", "acme").code == 0
    assert home.call("use", "acme").code == 0


def test_the_proxy_in_effect(home: Home) -> None:
    """corporate-direct takes GOPROXY and GOSUMDB from what is in effect here, unless they are given."""
    assert home.call("use", "cn").code == 0
    words = ("--from", "corporate-direct", "patterns=git.acme.example")
    assert home.call("profile", "add", "one", *words).code == 0
    assert added(home, "one") == {
        "GOPROXY": "https://goproxy.cn|https://mirrors.aliyun.com/goproxy/,direct",
        "GOSUMDB": "sum.golang.google.cn",
        "GOPRIVATE": "git.acme.example",
    }
    assert home.call("profile", "add", "two", *words, env={"GOPROXY": "https://goproxy.io"}).code == 0
    assert added(home, "two")["GOPROXY"] == "https://goproxy.io"
    assert home.call("profile", "add", "three", *words, "proxy=direct", "sumdb=sum.golang.org").code == 0
    assert (added(home, "three")["GOPROXY"], added(home, "three")["GOSUMDB"]) == ("direct", "sum.golang.org")
    assert home.call("use", "official").code == 0
    assert added(home, "one")["GOPROXY"].startswith("https://goproxy.cn|")


def test_credentials_in_effect_are_not_copied(home: Home) -> None:
    """A secret in the GOPROXY in effect does not get into a profile, nor onto the screen."""
    home.write_env(b"GOPROXY=https://user:secret@proxy.corp.example\nGOSUMDB=sum.golang.org\n")
    ended = home.call("profile", "add", "acme", "--from", "corporate-direct", "patterns=git.acme.example")
    assert ended.code == 2
    assert "netrc" in ended.stderr
    assert "secret" not in ended.stderr
    assert not (home.profiles / "acme.toml").exists()


def test_a_template_of_ones_own(home: Home) -> None:
    """Any profile with [params] is a template, and its blanks are no patterns yet."""
    home.write_profile(
        "team", '[params]\nteam = { about = "your team" }\n[go]\nGOPRIVATE = "git.corp.example/{team}"\n'
    )
    assert home.call("use", "team").code == 2
    assert home.call("use", "cn").code == 0
    assert b"GOPRIVATE" not in (home.read_env() or b"")
    assert home.call("profile", "add", "mine", "--from", "team", "team=blue").code == 0
    assert added(home, "mine") == {"GOPRIVATE": "git.corp.example/blue"}
    assert home.call("profile", "add", "odd", "--from", "mine", "team=red").code == 2
