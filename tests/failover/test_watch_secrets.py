"""`watch` and credentials: sent once where they are refused, no helper run, and nothing of them kept."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.check.net import Net
from tests.failover.watching import INTERVAL_S, begin, kept, kept_file, pass_time, turn
from tests.fakes.faults.handshakes import Authority
from tests.fakes.tls import TlsMirror
from tests.home import Home

OLD, NEW = "hunter2-correct-horse", "staple-battery"


def _basic(password: str) -> str:
    return "Basic " + base64.b64encode(f"joe:{password}".encode()).decode()


class Locked(TlsMirror):
    """A mirror that lets nobody in but joe with his new password."""

    next_url = ""  # of the mirror behind it in the list


@pytest.fixture
def mirror(home: Home, net: Net, tmp_path: Path) -> Iterator[Locked]:
    """Before one that is open to all."""
    authority = Authority(tmp_path)
    home.environ["SSL_CERT_FILE"] = str(authority.ca_file)
    with Locked(net.tree, authority.good(), demands=_basic(NEW)) as entered:
        entered.next_url = net.mirror().url
        net.profile(home, f"{entered.url}|{entered.next_url}")
        home.call("use", "loop")
        yield entered


def _write_netrc(home: Home, mirror: Locked, password: str) -> None:
    (home.path / ".netrc").write_text(f"machine {mirror.place} login joe password {password}\n")


def _sent(mirror: Locked) -> list[str]:
    return [asked.authorization for asked in mirror.asked if asked.authorization]


def test_an_expired_password_is_sent_once(home: Home, mirror: Locked) -> None:
    """A refused password is sent once, over any number of turns and processes, in full probes neither; the
    mirror is denied meanwhile, and not even asked, for `go` would be refused.
    """
    _write_netrc(home, mirror, OLD)
    home.goenvctl("watch", "--once")
    pass_time(home, 3600.0)
    turn(home)
    assert (turn(home, 60.0).code, home.go_env("GOPROXY")["GOPROXY"]) == (0, mirror.next_url)
    (home.path / ".netrc").touch()
    for _ in range(7):
        assert turn(home, INTERVAL_S).stdout == f"{mirror.next_url} works\n"
    turn(home, 86400.0 * 1.25)
    assert [asked.authorization for asked in mirror.asked] == [_basic(OLD)]


def test_a_new_password_is_tried(home: Home, mirror: Locked) -> None:
    """When the password changes it is sent, and where it is accepted it goes on being sent."""
    _write_netrc(home, mirror, OLD)
    begin(home)
    _write_netrc(home, mirror, NEW)
    for _ in range(2):
        assert turn(home, INTERVAL_S).stdout == f"{mirror.url} works\n"
    first, *others = _sent(mirror)
    assert (first, {*others}) == (_basic(OLD), {_basic(NEW)})
    assert len(others) >= 2
    assert kept(home)["refused"] == {}


def test_a_password_that_is_good_again(home: Home, mirror: Locked) -> None:
    """Where a check by hand is let in with the same password, `watch` sends it again."""
    mirror.demands = _basic(NEW)
    _write_netrc(home, mirror, OLD)
    begin(home)
    mirror.demands = _basic(OLD)
    assert turn(home, 60.0).code == 0
    assert len(mirror.asked) == 1
    assert home.call("check", mirror.url, env={"GOSUMDB": "off"}).code == 0
    turn(home, INTERVAL_S)
    asked = len(mirror.asked)
    assert kept(home)["refused"] == {}
    turn(home, INTERVAL_S)
    assert len(mirror.asked) > asked


def test_another_network_is_another_matter(home: Home, mirror: Locked) -> None:
    """On another network the password is tried once more: there a mirror may let us in."""
    _write_netrc(home, mirror, OLD)
    begin(home)
    data = kept(home)
    data["refused"] = {f"elsewhere {mirror.place}": refusal for refusal in data["refused"].values()}
    kept_file(home).write_text(json.dumps(data))
    turn(home)
    assert _sent(mirror) == [_basic(OLD)] * 2


def test_nothing_of_it_is_kept(home: Home, mirror: Locked) -> None:
    """What is kept of a refused password is a salted hash, another one each time."""
    _write_netrc(home, mirror, OLD)
    hashes = set()
    for _ in range(2):
        begin(home)
        text = kept_file(home).read_text()
        assert not any(secret in text for secret in (OLD, _basic(OLD), _basic(OLD)[6:], "joe"))
        [refusal] = kept(home)["refused"].values()
        assert (len(refusal["salt"]), len(refusal["hash"])) == (32, 64)
        hashes.add(refusal["hash"])
        kept_file(home).unlink()
    assert len(hashes) == 2


def test_no_helper_runs(home: Home, mirror: Locked) -> None:
    """A GOAUTH command is never run: nobody is there to answer what it may ask."""
    helper, ran = home.bin / "helper", home.path / "ran"
    helper.write_text(
        f"#!/bin/sh\ntouch {ran}\nprintf 'https://{mirror.place}\\n\\nAuthorization: {_basic(NEW)}\\n\\n'\n"
    )
    helper.chmod(0o755)
    env = {"GOAUTH": str(helper)}
    home.call("watch", "--once", env=env)
    for after_s in (3600.0, 60.0, 60.0, INTERVAL_S):
        pass_time(home, after_s)
        home.call("watch", "--once", env=env)
    assert (ran.exists(), _sent(mirror)) == (False, [])
    assert len(mirror.asked) >= 4
