"""All or nothing: where `use` fails, the patterns and the profile that were kept for it go again."""

from __future__ import annotations

import os
from unittest import mock

import pytest

from goenvctl.apply import files
from tests.home import Ended, Home
from tests.setup.files import snapshot

COMPANY = ("--where", "company", "--proxy", "https://athens.corp.example", "--private", "git.corp.example")
CN = ("--where", "cn", "--private", "git.corp.example")
CONFIG = '# mine\nprivate = ["git.mine.example"]\n'


def _user_files(home: Home) -> dict[str, bytes]:
    return {name: data for name, data in snapshot(home).items() if ".local/state" not in name}


def _failing(home: Home, *flags: str) -> Ended:
    """With a disk that takes no change of Go's own file."""

    def full(*_: object) -> None:
        raise OSError(28, os.strerror(28))

    with mock.patch.object(files, "put", full):
        return home.call("setup", *flags, "--yes")


@pytest.mark.parametrize("flags", [CN, COMPANY])
def test_a_full_disk(home: Home, flags: tuple[str, ...]) -> None:
    """A change that cannot be written is exit 3, and every file is as before, byte for byte."""
    home.write_env(b"GOPROXY=direct\n")
    config = home.path / ".config" / "goenvctl" / "config.toml"
    config.parent.mkdir(parents=True)
    config.write_text(CONFIG)
    before = _user_files(home)
    ended = _failing(home, *flags)
    assert (ended.code, "no space left on device" in ended.stderr) == (3, True)
    assert _user_files(home) == before
    assert home.call("history", "--json").json["changes"] == []


@pytest.mark.parametrize("flags", [CN, COMPANY])
def test_an_empty_home(home: Home, flags: tuple[str, ...]) -> None:
    """Where there was no config and no profile, there is none afterwards."""
    before = _user_files(home)
    assert _failing(home, *flags).code == 3
    assert _user_files(home) == before


def test_a_conflict(home: Home) -> None:
    """Somebody's edit in our lines is exit 5, found before anything is kept."""
    assert home.call("use", "official", "--to", "bash").code == 0
    bashrc = home.path / ".bashrc"
    bashrc.write_text(bashrc.read_text().replace("# <<<", "# <<"))
    before = _user_files(home)
    assert home.call("setup", *CN, "--to", "bash", "--yes").code == 5
    assert _user_files(home) == before


def test_an_export_that_opens_what_is_private(home: Home) -> None:
    """An exported variable that would leave a new private pattern open is exit 3, and nothing is kept."""
    before = _user_files(home)
    ended = home.call("setup", *CN, "--yes", env={"GONOPROXY": "none"})
    assert (ended.code, "git.corp.example" in ended.stderr) == (3, True)
    assert _user_files(home) == before


def test_somebody_writes_meanwhile(home: Home) -> None:
    """Where another program wrote the config in between, only the patterns go, and its words stay."""
    config = home.path / ".config" / "goenvctl" / "config.toml"

    def meanwhile(*_: object) -> None:
        config.write_text(config.read_text() + "# somebody's\n")
        raise OSError(28, os.strerror(28))

    with mock.patch.object(files, "put", meanwhile):
        assert home.call("setup", *CN, "--yes").code == 3
    text = config.read_text()
    assert ("git.corp.example" in text, text.endswith("# somebody's\n")) == (False, True)


def test_shadowed_is_done(home: Home) -> None:
    """What is written but loses to an exported variable stands, with what was kept: exit 4."""
    ended = home.call("setup", *CN, "--yes", env={"GOPROXY": "https://example.com"})
    assert (ended.code, home.call("current").stdout) == (4, "cn\n")
    assert [one["pattern"] for one in home.call("private", "list", "--json").json["patterns"]] == [
        "git.corp.example"
    ]
