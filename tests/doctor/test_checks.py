"""Each check, both ways: it fires on the fault, and is silent on a sound machine."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from goenvctl.doctor import surroundings
from goenvctl.doctor.all_checks import CHECKS
from goenvctl.doctor.finding import INFO
from tests.doctor.faults import ARTICLES, FAULTS
from tests.doctor.machine import BAD, Fault, bad, diagnosed, examined
from tests.home import Home

# their faults are no file and no variable: tests below, test_network, test_holes and ARTICLES make them
APART = {"owner", "sudo", "wsl", "container", "database", "mirror-unwell", "go-holes", "advice"}


@pytest.mark.parametrize("profile", ["", "cn", "official", "goproxy-cn", "offline", "default"])
def test_a_sound_machine(sound: Home, profile: str) -> None:
    """On a sound machine, with any profile or none, each check speaks once and finds no error or warning."""
    if profile:
        sound.call("use", profile)
    findings = diagnosed(sound)
    assert bad(findings) == []
    assert sorted(one["id"] for one in findings) == sorted(check.id for check in CHECKS)


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: f"{fault.id}-{fault.words[:24]}")
def test_a_fault(sound: Home, fault: Fault) -> None:
    """The check is silent before the fault is made, and says what and where it is afterwards."""
    if fault.profile:
        sound.call("use", fault.profile)
    assert not [one for one in diagnosed(sound) if one["id"] == fault.id and one["scale"] in (*BAD, INFO)]
    fault.make(sound)
    found = [one for one in diagnosed(sound) if one["id"] == fault.id and one["scale"] == fault.scale]
    assert [one for one in found if fault.words in one["message"]], found
    assert all(one["path"] is None or one["path"].startswith("/") for one in found)


def test_every_check_has_a_fault() -> None:
    """No check is without a test that makes it fire."""
    assert {fault.id for fault in FAULTS} | APART == {check.id for check in CHECKS}
    assert len({check.id for check in CHECKS}) == len(CHECKS)


@pytest.mark.parametrize(("line", "words"), ARTICLES)
def test_advice_of_articles(sound: Home, line: str, words: str) -> None:
    """A value that a wrong article gave is recognised and answered, with a remedy that is no weaker."""
    sound.write_env(f"{line}\n".encode())
    (found,) = [one for one in diagnosed(sound) if one["id"] == "advice"]
    assert found["scale"] == ("error" if line.startswith("GOPROXY") else "info")
    assert words in found["message"]
    assert found["remedy"] != ""
    assert (found["path"], found["line"]) == (str(sound.env_file), 1)


def test_no_remedy_weakens(sound: Home) -> None:
    """No remedy of any finding advises less verification, or to send less safely."""
    weak = re.compile(r"GOSUMDB=off|GONOSUMDB=\*|GOINSECURE=|-insecure=|GONOSUMCHECK|http://")
    said = []
    for line in (b"GOSUMDB=off", b"GONOSUMDB=*", b"GOINSECURE=*", b"GOSUMDB=gosum.io", b"GOPROXY=http://x.y"):
        sound.write_env(line + b"\n")
        said += [one["remedy"] for one in diagnosed(sound) if one["remedy"]]
    assert len(said) > 8
    assert [one for one in said if weak.search(one)] == []


def test_no_secret_is_said(sound: Home) -> None:
    """Credentials in addresses are in no line of the answer, in text or JSON."""
    sound.write_env(b"GOPROXY=https://me:hunter2@athens.corp.example,http://me:hunter2@x.example\n")
    (sound.path / ".bashrc").write_text("export GOPROXY=https://me:hunter2@other.corp.example\n")
    for arguments in ([], ["-v"], ["--json"], ["--fix", "--yes"]):
        ended = sound.call("doctor", *arguments)
        assert "other.corp.example" in ended.stdout
        assert "hunter2" not in ended.stdout + ended.stderr


def test_foreign_files(sound: Home) -> None:
    """An env file that belongs to another user is told, as sudo leaves it."""
    sound.write_env(b"")
    assert not [one for one in bad(diagnosed(sound)) if one[0] == "owner"]
    if os.geteuid() == 0:
        os.chown(sound.env_file, 12345, 12345)
    else:
        sound.environ["GOENV"] = "/etc/passwd"
    assert ("owner", "belongs to another user") in bad(diagnosed(sound))


def test_sudo(sound: Home, tmp_path: Path) -> None:
    """Under sudo: an error in somebody else's home, a note in one's own."""
    with examined(sound, tmp_path, {"SUDO_USER": "eve"}) as machine:
        (own,) = surroundings.sudo(machine)
        assert (own.scale, own.message) == (
            "info",
            "under sudo these are the settings of root, not those of eve",
        )
    foreign = "/" if os.geteuid() else str(tmp_path)
    if not os.geteuid():
        os.chown(tmp_path, 12345, 12345)
    with examined(sound, tmp_path, {"SUDO_USER": "eve", "HOME": foreign}) as machine:
        (found,) = surroundings.sudo(machine)
        assert found.scale == "error"
        assert "eve can no longer change" in found.message


@pytest.mark.parametrize(("kernel", "count"), [("6.1.0-amd64", 0), ("5.15.1-microsoft-standard-WSL2", 1)])
def test_wsl(sound: Home, tmp_path: Path, kernel: str, count: int) -> None:
    """WSL is told by its kernel."""
    release = tmp_path / "proc/sys/kernel/osrelease"
    release.parent.mkdir(parents=True)
    release.write_text(f"{kernel}\n")
    with examined(sound, tmp_path) as machine:
        assert [one.scale for one in surroundings.wsl(machine)] == ["info"] * count


@pytest.mark.parametrize(("file", "count"), [("", 0), (".dockerenv", 1), ("run/.containerenv", 1)])
def test_container(sound: Home, tmp_path: Path, file: str, count: int) -> None:
    """A container is told by the file that its engine puts at the root."""
    if file:
        (tmp_path / file).parent.mkdir(exist_ok=True)
        (tmp_path / file).touch()
    with examined(sound, tmp_path) as machine:
        assert [one.scale for one in surroundings.container(machine)] == ["info"] * count
