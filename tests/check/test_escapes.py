"""What a mirror writes is data: no control or direction character of it reaches a terminal or a file."""

from __future__ import annotations

import json

import pytest

from tests.check.net import LIB, Net
from tests.check.running import shown
from tests.fakes.faulty import Faulty
from tests.fakes.mirror import Mirror
from tests.fakes.server import Response
from tests.home import Home

PAINT = "\x1b[31mred\x1b]0;title\x07\x9b2J\u202egnp\u2066x\u2028\r\nhealthy     https://example.com"
HEADER = "\x1b[31mred\x1b]0;title\x07"
FORMATS: tuple[list[str], ...] = (
    [],
    ["--json"],
    ["--format", "openmetrics"],
    ["--html", "page.html"],
    ["--history"],
    ["--history", "--json"],
)


@pytest.fixture
def urls(net: Net) -> list[str]:
    """Mirrors that write it into everything a check reads."""
    body = Response(PAINT.encode(), 500, {"Content-Type": "text/plain"})
    refusal = Response(PAINT.encode(), 403, {"Content-Type": f"text/plain; {HEADER}", "X-Note": HEADER})
    redirect = Response(status=302, headers={"Location": f"file:///{HEADER}"})
    nonsense = Response(status=302, headers={"Location": f"http://{HEADER}/"})
    version = json.dumps({"Version": f"v1.0.0{PAINT}", "Time": f"2020{PAINT}"})
    info = Response(version.encode(), 200, {"Content-Type": "application/json"})
    versions = Response(f"v9.9.9{PAINT}\n".encode())
    faults = [
        ("", body),
        ("", refusal),
        ("", redirect),
        ("", nonsense),
        (".info", info),
        ("/@latest", info),
        ("/list", versions),
        (".mod", versions),
        (".zip", versions),
    ]
    return [_mirror(net, ending, response).url for ending, response in faults]


@pytest.mark.parametrize("options", FORMATS, ids=" ".join)
def test_in_a_pipe(home: Home, net: Net, urls: list[str], options: list[str]) -> None:
    """In no format does a character of it come through; each line is one of ours."""
    environ = {"GOSUMDB": net.gosumdb}
    if "--history" in options:
        home.call("check", *urls, env=environ)
        told = home.call("check", *options)
    else:
        told = home.call("check", *urls, *options, env=environ)
    written = [told.stdout, told.stderr, *(path.read_text() for path in home.work.glob("*.html"))]
    assert [text for text in written if _unprintable(text)] == []
    assert "\nhealthy     https://example.com" not in told.stdout + told.stderr


def test_on_a_terminal(home: Home, net: Net, urls: list[str]) -> None:
    """On a terminal neither the live table nor the answer paints, renames or turns anything."""
    code, screen = shown(home, "check", *urls, env={"GOSUMDB": net.gosumdb})
    assert code == 1
    for sequence in (b"red\x1b", b"\x1b]0", b"\x07", "\x9b".encode(), "\u202e".encode(), "\u2066".encode()):
        assert sequence not in screen.raw
    assert not [line for line in screen.display if line.startswith("healthy     https://example.com")]


def test_a_banner(home: Home, net: Net) -> None:
    """What does not even speak HTTP is quoted in escapes."""
    with Faulty(Mirror(net.tree).answer) as faulty:
        told = home.call("check", faulty.url("ssh"), env={"GOSUMDB": net.gosumdb})
    assert told.code == 1
    assert "does not speak HTTP: b'SSH-2.0-" in told.stderr
    assert not _unprintable(told.stdout + told.stderr)


def test_in_the_records(home: Home, net: Net, urls: list[str]) -> None:
    """The records keep none of it."""
    home.call("check", *urls, env={"GOSUMDB": net.gosumdb})
    data = (home.state / "records.sqlite").read_bytes()
    assert [text for text in (b"\x1b[31m", "\u202e".encode(), b"title") if text in data] == []


def test_in_an_address(home: Home, net: Net) -> None:
    """An address with such characters is invalid, as for `go`, and shown escaped."""
    told = home.call("check", f"http://example.com/\x1b[31m{LIB.path}\u202e", env={"GOSUMDB": net.gosumdb})
    assert told.code == 1
    assert not _unprintable(told.stdout + told.stderr)


def _mirror(net: Net, ending: str, response: Response) -> Mirror:
    mirror = net.mirror()
    mirror.fault = lambda path: response if path.endswith(ending) else None
    return mirror


def _unprintable(text: str) -> list[str]:
    return [char for char in text if not char.isprintable() and char not in "\n\t"]
