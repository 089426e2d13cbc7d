"""The few checks that knock: at whom, for how long, and what they make of it."""

from __future__ import annotations

import base64
import hashlib
import socket
import time
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest

from goenvctl.doctor.dial import ALL_S, CONNECT_S, Place, dial
from goenvctl.probe.outcome import Outcome
from goenvctl.records import open_records
from tests.doctor.machine import diagnosed, listening
from tests.home import Home

KEY = "sum.golang.org"


@pytest.fixture
def silent() -> Iterator[int]:
    """A port that takes no more connections: whoever comes waits."""
    with socket.create_server(("0.0.0.0", 0), backlog=0) as listener:
        port: int = listener.getsockname()[1]
        waiting = [socket.socket() for _ in range(4)]  # they fill the queue
        for one in waiting:
            one.setblocking(False)
            one.connect_ex(("127.0.0.1", port))
        yield port
        for one in waiting:
            one.close()


@pytest.fixture
def closed() -> int:
    """A port that nobody listens at."""
    with closing(socket.create_server(("127.0.0.1", 0))) as listener:
        port: int = listener.getsockname()[1]
    return port


def test_all_are_dialled_at_once(silent: int, closed: int) -> None:
    """Any number of silent places costs one deadline, and each is told by its own reason."""
    with listening() as address:
        good = Place("127.0.0.1", int(address.rpartition(":")[2]))
        bad = [Place(f"127.0.0.{number}", silent) for number in (1,) * 1]
        start = time.monotonic()
        said = dial(
            [good, *bad, Place("127.0.0.1", closed), *(Place("127.0.0.1", silent) for _ in range(20))]
        )
        assert time.monotonic() - start < ALL_S
    assert said[good] == ""
    assert said[Place("127.0.0.1", closed)] == "connection refused"
    assert {said[place] for place in bad} == {"no answer in time"}
    assert CONNECT_S * 2 <= ALL_S <= 5


def _database(home: Home) -> dict[str, Any]:
    (found,) = [one for one in diagnosed(home) if one["id"] == "database"]
    return found


def _asks(home: Home, mirror: str, gosumdb: str) -> None:
    home.write_env(f"GOPROXY={mirror}\nGOSUMDB={gosumdb}\n".encode())


def test_a_dead_database(sound: Home, closed: int) -> None:
    """A database at an address of GOSUMDB that cannot be reached is an error: every sum fails."""
    with listening() as mirror:
        _asks(sound, mirror, f"{KEY} http://127.0.0.1:{closed}")
        found = _database(sound)
        assert found["scale"] == "error"
        assert f"127.0.0.1:{closed} cannot be reached (connection refused)" in found["message"]
        assert found["path"] == str(sound.env_file)
        _asks(sound, mirror, f"{KEY} {mirror}")
        assert _database(sound)["scale"] == "ok"
        _asks(sound, mirror, f"{KEY} file:///nowhere")
        assert _database(sound)["scale"] == "ok"


def test_offline_is_no_fault(sound: Home, closed: int) -> None:
    """Where no mirror can be reached either, nothing is said of the database."""
    _asks(sound, f"http://127.0.0.1:{closed}/m", f"{KEY} http://127.0.0.1:{closed}")
    found = _database(sound)
    assert (found["scale"], "looks offline" in found["message"]) == ("skipped", True)


def test_what_no_connection_can_tell(sound: Home) -> None:
    """Through an HTTP proxy, or with GOSUMDB=off, nothing is told of the database."""
    sound.write_env(b"GOPROXY=https://goproxy.cn\n")
    assert "goes through an HTTP proxy" in _database(sound)["message"]
    sound.write_env(b"GOPROXY=https://goproxy.cn\nGOSUMDB=off\n")
    assert (
        _database(sound)["message"] == "cannot tell whether the checksum database can be reached: GOSUMDB=off"
    )


@pytest.mark.parametrize(("sumdb", "scale"), [("", "warning"), ("absent", "error"), ("proxied", "ok")])
def test_a_mirror_may_stand_in(sound: Home, closed: int, sumdb: str, scale: str) -> None:
    """With a bare GOSUMDB the newest check tells whether a mirror passes the database on; else it may."""
    with listening() as mirror:
        _asks(sound, mirror, _verifier_key(f"127.0.0.1:{closed}"))
        if sumdb:
            _record(sound, Outcome(mirror, "", "", "", "healthy", sumdb=sumdb), time.time())
        assert _database(sound)["scale"] == scale


def test_looking_makes_no_records(sound: Home) -> None:
    """Where nothing was ever checked, there are no records afterwards either."""
    diagnosed(sound)
    assert not (sound.state / "records.sqlite").exists()


@pytest.mark.parametrize(
    ("verdict", "reason", "age_s", "scale"),
    [
        ("healthy", "", 60, "ok"),
        ("degraded", "slow", 60, "ok"),
        ("unreachable", "connect-refused", 7300, "warning"),
        ("hostile", "zip-mismatch", 60, "error"),
        ("hostile", "zip-mismatch", 2 * 86400, "skipped"),
    ],
)
def test_what_the_newest_check_found(sound: Home, verdict: str, reason: str, age_s: int, scale: str) -> None:
    """A mirror in use that the newest check of the last day found unfit is told, and nobody is asked."""
    sound.write_env(b"GOPROXY=https://goproxy.cn,direct\n")
    _record(
        sound, Outcome("https://goproxy.cn", "", "", "", "hostile", "zip-mismatch"), time.time() - age_s - 60
    )
    _record(sound, Outcome("https://goproxy.cn", "", "", "", verdict, reason), time.time() - age_s)
    (found,) = [one for one in diagnosed(sound) if one["id"] == "mirror-unwell"]
    assert found["scale"] == scale
    if scale == "warning":
        assert found["message"] == "https://goproxy.cn was unreachable (connect-refused) 2 h ago"


def test_a_cgi_environment(sound: Home) -> None:
    """With REQUEST_METHOD Go refuses HTTP_PROXY, and so says `doctor`."""
    sound.write_env(b"GOPROXY=http://goproxy.cn\n")
    sound.environ["REQUEST_METHOD"] = "GET"
    (found,) = [one for one in diagnosed(sound) if one["id"] == "http-proxy"]
    assert (found["scale"], found["remedy"]) == ("error", "unset REQUEST_METHOD")


def _verifier_key(name: str) -> str:
    public = b"\x01" + b"k" * 32
    hash_ = hashlib.sha256(name.encode() + b"\n" + public).hexdigest()[:8]
    return f"{name}+{hash_}+{base64.b64encode(public).decode()}"


def _record(home: Home, outcome: Outcome, when: float) -> None:
    with open_records(str(home.state / "records.sqlite")) as records:
        records.add([outcome], when)
