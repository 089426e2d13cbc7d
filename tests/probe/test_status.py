"""What an answer other than 200 says of a mirror."""

from __future__ import annotations

import pytest

from goenvctl.probe.outcome import BROKEN, DENIED, UNREACHABLE, Finding
from goenvctl.probe.status import judge_status
from goenvctl.web.answer import Answer
from goenvctl.web.timings import Timings

KINDS = [
    (UNREACHABLE, "rate-limited", [429]),
    (UNREACHABLE, "server-error", [408, 500, 501, 502, 503, 504, 508, 520, 599]),
    (UNREACHABLE, "captive-portal", [511]),
    (DENIED, "auth-required", [401, 407]),
    (DENIED, "forbidden", [403, 451]),
    (
        BROKEN,
        "bad-status",
        [201, 204, 206, 300, 301, 302, 304, 307, 400, 402, 405, 406, 409, 418, 421, 425, 431],
    ),
]


@pytest.mark.parametrize(
    ("status", "verdict", "reason"),
    [(status, verdict, reason) for verdict, reason, statuses in KINDS for status in statuses],
)
def test_a_status(status: int, verdict: str, reason: str) -> None:
    """Every status but 200, 404 and 410 has one verdict and one reason."""
    expected = Finding(verdict, reason, f"list answers {status}", "list", is_of_proxy=status == 407)
    assert judge_status(answer(status), "list") == expected


@pytest.mark.parametrize("status", [200, 404, 410])
@pytest.mark.parametrize("body", [b"", b"not found: unknown revision v1.0.0", b"upstream"])
def test_nothing_wrong(status: int, body: bytes) -> None:
    """200 is an answer, 404 and 410 are too: what they mean depends on what was asked."""
    assert judge_status(answer(status, body), ".mod") is None


@pytest.mark.parametrize("status", [404, 410])
@pytest.mark.parametrize(
    "said", ["not found: bad upstream", "Not Found: Fetch Timed Out", "bad upstream\nmore"]
)
def test_no_way_to_the_module(status: int, said: str) -> None:
    """A 404 whose text tells that the mirror's own way failed is no answer about the module."""
    found = judge_status(answer(status, said.encode()), ".zip")
    first = said.partition("\n")[0]
    assert found == Finding(UNREACHABLE, "upstream", f".zip answers {status}: {first}", ".zip")
    assert judge_status(answer(200, said.encode()), ".zip") is None


@pytest.mark.parametrize(
    ("body", "kind", "shown"),
    [
        (b"come back later\n", "text/plain", ": come back later"),
        (b"\r\n come back \nlater", "text/plain; charset=utf-8", ": come back "),
        (b"come back", None, ": come back"),
        (b"a" * 200, "text/plain", ": " + "a" * 120),
        (b"caf\xe9", "text/plain", ": caf\ufffd"),
        (b" \n ", "text/plain", ""),
        (b"<h1>come back</h1>", "text/html", ""),
        (b'{"error":"x"}', "application/json", ""),
    ],
    ids=repr,
)
def test_what_it_says(body: bytes, kind: str | None, shown: str) -> None:
    """The first line of a plain text is handed on, up to 120 characters; of anything else nothing."""
    found = judge_status(answer(503, body, kind), ".info")
    assert found == Finding(UNREACHABLE, "server-error", f".info answers 503{shown}", ".info")


def answer(status: int, body: bytes = b"", kind: str | None = "text/plain") -> Answer:
    headers = {} if kind is None else {"content-type": kind}
    return Answer(status, headers, body, len(body), "http://127.0.0.1/", Timings(), None)
