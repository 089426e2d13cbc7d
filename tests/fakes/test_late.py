"""Faults that begin after a number of good answers."""

from __future__ import annotations

from http.client import HTTPConnection
from urllib.parse import urlsplit

import pytest

from tests.fakes.faulty import Faulty
from tests.fakes.server import Response

AFTER = 3
DEADLINE_S = 0.5


def truth(path: str) -> Response:
    return Response(f"{path}\n".encode())


def get(url: str, connection: HTTPConnection | None = None) -> str:
    """Status and text, on a connection of its own where none is given."""
    parts = urlsplit(url)
    own = connection or HTTPConnection(parts.netloc, timeout=DEADLINE_S)
    try:
        own.request("GET", parts.path)
        answer = own.getresponse()
        return f"{answer.status} {answer.read().decode()}"
    finally:
        if connection is None:
            own.close()


def test_a_fault_after_good_requests() -> None:
    """The first K requests are answered well, whatever they ask for; then its kind shows the fault."""
    with Faulty(truth) as faulty:
        base = faulty.url(f"500.list~after-{AFTER}")
        asked = ["/a/@v/list", "/a/@v/v1.0.0.mod", "/a/@v/list"]
        assert [get(base + path) for path in asked] == [f"200 {path}\n" for path in asked]
        assert get(f"{base}/a/@v/list") == "500 the fake says no\n"
        assert get(f"{base}/a/@v/v1.0.0.mod") == "200 /a/@v/v1.0.0.mod\n"


def test_each_label_counts_for_itself() -> None:
    """What was asked of one mirror does not bring on another's fault."""
    with Faulty(truth) as faulty:
        first, second = faulty.url("500~after-1~a"), faulty.url("500~after-1~b")
        assert get(f"{first}/x") == "200 /x\n"
        assert get(f"{first}/x") == "500 the fake says no\n"
        assert get(f"{second}/x") == "200 /x\n"


@pytest.mark.parametrize(
    ("port", "error"),
    [
        ("refused", ConnectionRefusedError),
        ("full", TimeoutError),
        ("silence-on-accept", TimeoutError),
        ("reset-on-accept", ConnectionError),
        ("close-on-accept", ConnectionError),
    ],
)
def test_a_port_that_turns(port: str, error: type[OSError]) -> None:
    """After K answers every connection to the port ends, and new ones meet its fault."""
    with Faulty(truth) as faulty:
        base = faulty.url(f"{port}~after-{AFTER}")
        kept = HTTPConnection(urlsplit(base).netloc, timeout=DEADLINE_S)
        assert [get(f"{base}/{number}", kept) for number in range(AFTER)] == [
            "200 /0\n",
            "200 /1\n",
            "200 /2\n",
        ]
        with pytest.raises(ConnectionError):
            get(f"{base}/3", kept)
        with pytest.raises(error):
            get(f"{base}/3")
        kept.close()
