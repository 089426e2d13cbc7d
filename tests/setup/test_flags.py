"""`setup` by its options alone: in a pipe, in CI, in JSON."""

from __future__ import annotations

import pytest

from tests.home import Home
from tests.setup.files import snapshot

PROXY = "https://athens.corp.example"


def test_each_place_has_its_profile(home: Home) -> None:
    """Mainland China is the profile cn, elsewhere is official, no network is offline."""
    for where, profile in (("cn", "cn"), ("elsewhere", "official"), ("offline", "offline")):
        ended = home.call("setup", "--where", where, "--no-private", "--yes")
        assert (ended.code, home.call("current").stdout) == (0, f"{profile}\n")


def test_the_receipt_is_that_of_use(home: Home) -> None:
    """It shows the plan as a diff, then what `use` tells, how to take it back, and what stays."""
    ended = home.call("setup", "--where", "cn", "--private", "git.corp.example", "--yes")
    lines = ended.stdout.splitlines()
    config = home.path / ".config" / "goenvctl" / "config.toml"
    assert ended.code == 0
    assert lines[1] == f"+++ {config}"
    assert '+    "git.corp.example",' in lines
    assert "+GOPRIVATE=git.corp.example" in lines
    assert lines.index("+GOPRIVATE=git.corp.example") < lines.index("cn is in effect")
    assert "take it back: goenvctl undo" in lines
    assert lines[-1] == (
        "kept as private: git.corp.example; goenvctl private remove git.corp.example forgets them"
    )
    assert home.go_env("GOPRIVATE", "GOSUMDB") == {
        "GOPRIVATE": "git.corp.example",
        "GOSUMDB": "sum.golang.google.cn",
    }


def test_undo_takes_the_settings_back(home: Home) -> None:
    """`undo` takes the settings back byte for byte; the line that was said takes the rest."""
    home.write_env(b"GOPROXY=direct\n")
    assert home.call("setup", "--where", "cn", "--private", "git.corp.example", "--yes").code == 0
    assert home.call("undo").code == 0
    assert home.read_env() == b"GOPROXY=direct\n"
    assert home.call("private", "remove", "git.corp.example").code == 0
    assert home.call("private", "list", "--json").json["patterns"] == []


def test_a_company_with_a_proxy(home: Home) -> None:
    """A company's proxy makes the profile `work` from the template corporate, and it is in force."""
    ended = home.call(
        "setup", "--where", "company", "--proxy", PROXY, "--private", "git.corp.example", "--yes"
    )
    profile = home.call("profile", "show", "work", "--json").json
    assert ended.code == 0
    assert profile["trust"] == "private"
    assert profile["go"] == {
        "GOPROXY": PROXY,
        "GOSUMDB": "sum.golang.org",
        "GOPRIVATE": "git.corp.example",
        "GONOPROXY": "none",
        "GONOSUMDB": "git.corp.example",
    }
    assert home.call("current").stdout == "work\n"
    assert ended.stdout.splitlines()[-1] == ("made the profile work; goenvctl profile remove work removes it")


def test_a_company_without_a_proxy(home: Home) -> None:
    """Without one the private modules come from version control, the rest from the mirrors at hand."""
    home.environ["TZ"] = "Asia/Shanghai"
    flags = ("--where", "company", "--no-proxy", "--name", "office", "--private", "git.corp.example")
    assert home.call("setup", *flags, "--yes").code == 0
    assert home.call("current").stdout == "office\n"
    assert home.go_env("GOPROXY", "GONOPROXY") == {
        "GOPROXY": "https://goproxy.cn|https://mirrors.aliyun.com/goproxy/,direct",
        "GONOPROXY": "git.corp.example",
    }


def test_a_proxy_that_sees_nothing_private(home: Home) -> None:
    """A proxy and no private module: a profile of the proxy alone, which is trusted."""
    assert home.call("setup", "--where", "cn", "--proxy", PROXY, "--no-private", "--yes").code == 0
    profile = home.call("profile", "show", "work", "--json").json
    assert (profile["trust"], profile["go"]) == (
        "private",
        {"GOPROXY": PROXY, "GOSUMDB": "sum.golang.google.cn"},
    )


def test_again_is_no_change(home: Home) -> None:
    """The same answers again make no second profile and no second change."""
    flags = ("setup", "--where", "company", "--proxy", PROXY, "--private", "git.corp.example", "--yes")
    assert home.call(*flags).code == 0
    before = snapshot(home)
    again = home.call(*flags, "--json")
    assert (again.code, again.json["change"], again.json["kept"]["profile"]) == (0, None, None)
    assert snapshot(home) == before


def test_another_company(home: Home) -> None:
    """Other answers make another profile; under a name that is taken by another one it is exit 2."""
    flags = ("setup", "--where", "company", "--no-private", "--yes", "--proxy")
    assert home.call(*flags, PROXY).code == 0
    assert home.call(*flags, "https://other.corp.example").code == 0
    assert home.call("current").stdout == "work-2\n"
    taken = home.call(*flags, "https://third.corp.example", "--name", "work")
    assert (taken.code, "work" in taken.stderr) == (2, True)


def test_where_to_write(home: Home) -> None:
    """--to names the targets as for `use`."""
    flags = ("--where", "cn", "--no-private", "--to", "go-env", "--to", "bash", "--yes")
    ended = home.call("setup", *flags, "--json")
    assert (ended.code, [edit["target"] for edit in ended.json["edits"]]) == (0, ["go-env", "bash", "bash"])


def test_json(home: Home) -> None:
    """In JSON it is the receipt of `use`, and what was kept."""
    ended = home.call("setup", "--where", "cn", "--private", "git.corp.example", "--yes", "--json")
    answer = ended.json
    assert (ended.code, answer["command"], answer["change"], answer["in_effect"]) == (0, "setup", 1, True)
    assert answer["kept"] == {
        "patterns": ["git.corp.example"],
        "profile": None,
        "paths": [str(home.path / ".config" / "goenvctl" / "config.toml")],
    }


def test_a_dry_run(home: Home) -> None:
    """--dry-run shows the whole plan and writes nothing, though it is as if all were kept already."""
    before = snapshot(home)
    ended = home.call(
        "setup", "--where", "company", "--proxy", PROXY, "--private", "git.corp.example", "--dry-run"
    )
    assert ended.code == 0
    assert '+GOPRIVATE = "git.corp.example"' in ended.stdout
    assert "+GOPRIVATE=git.corp.example" in ended.stdout
    assert snapshot(home) == before


@pytest.mark.parametrize(
    ("flags", "named"),
    [
        ([], "--where, --private, --yes"),
        (["--where", "cn"], "--private, --yes"),
        (["--where", "company", "--yes"], "--proxy, --private"),
        (["--where", "cn", "--no-private"], "--yes"),
        (["--dry-run"], "--where, --private"),
    ],
)
def test_flags_that_are_missing(home: Home, flags: list[str], named: str) -> None:
    """Without a terminal it names the flags that are missing, exit 2, and writes nothing."""
    before = snapshot(home)
    ended = home.goenvctl("setup", *flags)
    assert (ended.code, ended.stdout) == (2, "")
    assert ended.stderr.splitlines()[0] == (
        f"goenvctl: setup asks on a terminal; here these are missing: {named}"
    )
    assert snapshot(home) == before


@pytest.mark.parametrize(
    ("flags", "id"),
    [
        (["--where", "cn", "--private", "*"], "pattern-everything"),
        (["--where", "cn", "--private", "a,b"], "pattern-malformed"),
        (["--where", "company", "--proxy", "http://[", "--no-private"], "goproxy-invalid"),
        (["--where", "company", "--proxy", "direct", "--no-private"], "goproxy-invalid"),
        (["--where", "company", "--proxy", PROXY, "--no-private", "--name", "No Name"], "bad-name"),
        (["--where", "company", "--no-proxy", "--no-private"], "usage"),
        (["--where", "offline", "--proxy", PROXY, "--no-private"], "usage"),
        (["--where", "cn", "--no-private", "--name", "mine"], "usage"),
        (["--where", "cn", "--no-private", "--private", "git.corp.example"], "usage"),
        (["--where", "company", "--no-proxy", "--proxy", PROXY, "--no-private"], "usage"),
        (["--where", "moon", "--no-private"], "usage"),
        (["--where", "company", "--proxy", PROXY, "--no-private", "--name", "cn"], "profile-exists"),
        (["--where", "company", "--proxy", PROXY, "--no-private", "--name", "china"], "profile-exists"),
        (["--where", "company", "--proxy", PROXY, "--no-private", "--name", "corporate"], "profile-exists"),
        (["--where", "company", "--proxy", f"{PROXY}/#x", "--no-private"], "goproxy-invalid"),
    ],
)
def test_answers_that_cannot_be_right(home: Home, flags: list[str], id: str) -> None:
    """An answer that cannot be right is exit 2, and nothing is written."""
    before = snapshot(home)
    ended = home.call("setup", *flags, "--yes", "--json")
    assert (ended.code, ended.json["error"]["id"]) == (2, id)
    assert snapshot(home) == before


def test_a_name_that_is_taken(home: Home) -> None:
    """A name or an alias of a built-in profile is none for the company's: one error that says whose it is."""
    flags = ("--where", "company", "--proxy", PROXY, "--no-private", "--name", "china", "--yes")
    assert home.call("setup", *flags).stderr.splitlines() == [
        "goenvctl: china means the profile cn, which a new one would hide",
        "  -> name the new one: --name NAME",
    ]


@pytest.mark.parametrize("mark", ["?", "#"])
def test_a_secret_in_the_address(home: Home, mark: str) -> None:
    """A query or a fragment in --proxy is refused, exit 2, and its value is not shown."""
    flags = ("--where", "company", "--proxy", f"{PROXY}/{mark}x=S3CRET", "--no-private", "--yes")
    ended = home.call("setup", *flags)
    assert (ended.code, "S3CRET" in ended.stdout + ended.stderr) == (2, False)
