"""Whose pattern is whose: the user's own are kept for ever, goenvctl's go with what named them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.home import Ended, Home
from tests.profiles.rule import effective

ACME = '[go]\nGOPRIVATE = "git.acme.example"\n'
CORP = """\
trust = "private"
[go]
GOPROXY = "https://proxy.corp.example"
GOPRIVATE = "git.corp.example"
GONOPROXY = "none"
"""


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """A home without a go."""
    return Home(tmp_path / "home", None)


def use(home: Home, name: str, code: int = 0, **exported: str) -> Ended:
    ended = home.call("use", name, "--json", env=exported)
    assert ended.code == code, ended
    return ended


def value(home: Home, name: str) -> str:
    """What the env file alone makes effective."""
    return effective({}, home.read_env())[name]


def test_a_pattern_goes_with_the_profile_that_named_it(home: Home) -> None:
    """What goenvctl wrote for a profile's sake leaves the file at the first `use` without that profile."""
    acme = home.write_profile("acme", ACME)
    use(home, "cn")
    assert value(home, "GOPRIVATE") == "git.acme.example"
    acme.unlink()
    use(home, "official")
    assert b"GOPRIVATE" not in (home.read_env() or b"")


def test_the_users_own_stands_beside_it_and_stays(home: Home) -> None:
    """A profile's patterns come before or after the user's own, and leave them as they were."""
    home.write_env(b"GOPRIVATE=mine.example\n")
    acme = home.write_profile("acme", ACME)
    for name in ("cn", "acme", "official"):
        use(home, name)
        assert sorted(value(home, "GOPRIVATE").split(",")) == ["git.acme.example", "mine.example"]
    acme.unlink()
    use(home, "cn")
    assert value(home, "GOPRIVATE") == "mine.example"


def test_what_is_appended_is_the_users_own(home: Home) -> None:
    """Of a value that the user has built upon, only what he added is his."""
    acme = home.write_profile("acme", ACME)
    use(home, "cn")
    home.write_env((home.read_env() or b"").replace(b"git.acme.example", b"git.acme.example,mine.example"))
    acme.unlink()
    corp = home.write_profile("corp", CORP)
    use(home, "corp")
    assert value(home, "GOPRIVATE") == "git.corp.example,mine.example"
    assert value(home, "GONOPROXY") == "mine.example"
    corp.unlink()
    use(home, "official")
    assert value(home, "GOPRIVATE") == "mine.example"


def test_a_value_left_alone_makes_no_pattern_the_users_own(home: Home) -> None:
    """In a value that is left because somebody changed it, what goenvctl wrote does not become the user's."""
    acme = home.write_profile("acme", ACME)
    use(home, "cn")
    home.write_env((home.read_env() or b"").replace(b"git.acme.example", b"git.acme.example,mine.example"))
    acme.unlink()
    assert "left-alone" in [problem["id"] for problem in use(home, "official").json["problems"]]
    assert value(home, "GOPRIVATE") == "git.acme.example,mine.example"
    home.write_profile("corp", CORP)
    use(home, "corp")
    assert value(home, "GOPRIVATE") == "git.corp.example,mine.example"
    assert value(home, "GONOPROXY") == "mine.example"


def test_an_exported_pattern_counts_while_it_is_exported(home: Home) -> None:
    """An exported GOPRIVATE is known as private in the file too, and no longer than it is exported."""
    use(home, "cn", GOPRIVATE="git.shell.example")
    assert value(home, "GOPRIVATE") == "git.shell.example"
    use(home, "cn")
    assert value(home, "GOPRIVATE") == ""


def test_an_exported_copy_of_ours_is_not_the_users_own(home: Home) -> None:
    """An exported value that goenvctl wrote into the file before adds nothing of the user's."""
    acme = home.write_profile("acme", ACME)
    use(home, "cn")
    acme.unlink()
    use(home, "official", GOPRIVATE="git.acme.example")
    assert value(home, "GOPRIVATE") == ""


def test_none_of_the_user_yields_to_what_is_private(home: Home) -> None:
    """GONOPROXY=none that no profile asks for does not outlive the first private pattern."""
    home.write_env(b"GONOPROXY=none\nGONOSUMDB=none\n")
    use(home, "cn")
    assert (value(home, "GONOPROXY"), value(home, "GONOSUMDB")) == ("none", "none")
    assert home.call("private", "add", "git.corp.example").code == 0
    use(home, "cn")
    assert (value(home, "GONOPROXY"), value(home, "GONOSUMDB")) == ("git.corp.example", "git.corp.example")


def test_none_of_a_profile_is_written_where_its_terms_hold(home: Home) -> None:
    """A private-trust profile that names all that is private has its GONOPROXY=none; one more ends it."""
    home.write_profile("corp", CORP)
    use(home, "corp")
    assert value(home, "GONOPROXY") == "none"
    assert home.call("private", "add", "git.other.example").code == 0
    use(home, "corp")
    assert value(home, "GONOPROXY") == "git.other.example"
    use(home, "offline")
    assert value(home, "GONOPROXY") == "none"


@pytest.mark.parametrize("profile", ["corp", "offline"])
def test_the_users_own_gonoproxy_forbids_none(home: Home, profile: str) -> None:
    """A pattern that stands only in the user's GONOPROXY stays there, whatever the profile says."""
    home.write_env(b"GONOPROXY=slow.example\n")
    home.write_profile("corp", CORP)
    use(home, profile)
    assert "slow.example" in value(home, "GONOPROXY").split(",")
    use(home, "default")
    assert "slow.example" in value(home, "GONOPROXY").split(",")


def test_an_exported_public_mirror_over_a_private_profile(home: Home) -> None:
    """Where another GOPROXY is in effect the profile serves nothing: what is private goes direct, exit 4."""
    home.write_profile("corp", CORP)
    ended = use(home, "corp", code=4, GOPROXY="https://goproxy.cn")
    assert value(home, "GONOPROXY") == "git.corp.example"
    assert [problem["id"] for problem in ended.json["problems"]] == ["shadowed"]
    use(home, "corp")
    assert value(home, "GONOPROXY") == "none"


def test_an_exported_public_mirror_over_offline(home: Home) -> None:
    """`offline` has its GONOPROXY=none only where no mirror can be asked: not under an exported GOPROXY."""
    home.write_profile("acme", ACME)
    use(home, "offline", code=4, GOPROXY="https://goproxy.cn")
    assert value(home, "GONOPROXY") == "git.acme.example"
    use(home, "offline")
    assert value(home, "GONOPROXY") == "none"


@pytest.mark.parametrize("name", ["GOPRIVATE", "GONOPROXY", "GONOSUMDB"])
def test_an_exported_list_that_leaves_a_pattern_open(home: Home, name: str) -> None:
    """It is named with the line that takes it away, exit 3, and nothing is written."""
    home.write_profile("acme", ACME)
    home.write_env(b"# mine\nGOPRIVATE=mine.example\n")
    ended = use(home, "cn", code=3, **{name: "other.example"})
    assert ended.json["error"]["id"] == "privacy-breach"
    assert ended.json["error"]["message"].startswith(f"{name}=other.example is exported in this terminal")
    assert ended.json["error"]["hint"].startswith(f"unset {name}")
    assert home.read_env() == b"# mine\nGOPRIVATE=mine.example\n"
    assert home.call("history", "--json").json["changes"] == []


@pytest.mark.parametrize(
    "line",
    [
        'private = [" git.corp.example "]',
        'private = ["git.corp.example, mine.example"]',
        'private = ["none", "git.corp.example"]',
    ],
)
def test_the_list_in_the_config_is_read_like_any_other(home: Home, line: str) -> None:
    """Patterns that were typed into the config by hand are trimmed, cut at commas and rid of `none`."""
    config = home.path / ".config" / "goenvctl" / "config.toml"
    config.parent.mkdir(parents=True)
    config.write_text(line + "\n")
    for _ in range(2):
        use(home, "cn")
        found = value(home, "GOPRIVATE").split(",")
        assert "git.corp.example" in found
        assert "none" not in found


@pytest.mark.parametrize("pattern", ["*", "golang.org", "github.com", "*.*"])
def test_a_pattern_too_wide_is_not_honoured(tmp_path: Path, pattern: str) -> None:
    """A refused profile's pattern that covers too much does not cut other profiles off; it is said."""
    home = Home(tmp_path / "home", None)
    text = f'[go]\nGOPROXY = "direct"\nGOPRIVATE = "{pattern},git.acme.example"\n'
    home.write_profile("wide", text)
    used = home.call("use", "cn", "--json")
    assert (used.code, used.json["edits"][0]["after"]["GOPRIVATE"]) == (0, "git.acme.example")
    assert [one["id"] for one in used.json["problems"]] == ["pattern-ignored"]


@pytest.mark.parametrize("pattern", ["*", "golang.org", "*.com", "com", "github.com", "[bad"])
def test_a_wide_pattern_stays_in_its_terminal(tmp_path: Path, pattern: str) -> None:
    """An exported pattern that covers too much is not written down for all other terminals."""
    home = Home(tmp_path / "home", None)
    env = {"GOPRIVATE": f"{pattern},mine.example"}
    assert home.call("use", "cn", env=env).code == (4 if pattern == "*" else 0)
    assert (home.read_env() or b"").startswith(b"GOPRIVATE=mine.example\nGOPROXY=")


def test_a_wide_pattern_that_would_be_open(tmp_path: Path) -> None:
    """Where the profile's own lists would leave it open here, nothing is written and the export is named."""
    home = Home(tmp_path / "home", None)
    corp = '[go]\nGOPROXY = "https://p.example"\nGOPRIVATE = "corp.example"\nGONOPROXY = "none"\n'
    home.write_profile("corp", f'trust = "private"\n{corp}GONOSUMDB = "corp.example"\n')
    refused = home.call("use", "corp", env={"GOPRIVATE": "*"})
    assert (refused.code, home.read_env()) == (3, None)
    assert "GOPRIVATE" in refused.stderr
