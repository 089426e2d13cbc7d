"""Go's refusals are heard in whatever line they stand; and what reading costs."""

from __future__ import annotations

import re
import sys
from types import FrameType

import pytest

from goenvctl.go.complaint.text import CAP, LONG, decode, read_lines
from goenvctl.why.explain import DECISIVE, explain_failure
from goenvctl.why.own import OWN
from goenvctl.why.security import SECURITY

MODULE = "github.com/x/y@v1.0.0"
SUMS = "\tdownloaded: h1:a=\n\tgo.sum:     h1:b=\n\nSECURITY ERROR\n"
STAMPED = "2026/11/21 10:00:00 "
RULES = (*SECURITY, *DECISIVE, *OWN)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (f"panic: go: verifying {MODULE}: checksum mismatch\n", "zip-mismatch"),
        (f"warning: verifying {MODULE}: checksum mismatch\n", "zip-mismatch"),
        (f"Error: go: {MODULE}: verifying go.mod: checksum mismatch\n", "mod-mismatch"),
        (f"go: warning: verifying {MODULE}: checksum mismatch\n", "zip-mismatch"),
        (f"go: updating go.sum: verifying {MODULE}: checksum mismatch\n", "zip-mismatch"),
        ("go: downloading github.com/x/y v1.0.0: verifying: checksum mismatch\n", "zip-mismatch"),
        (f"go: upgrading z: verifying {MODULE}: checksum mismatch\n{SUMS}", "gosum-mismatch"),
        ("github.com/x/y v1.0.0: missing ziphash: open /c/y.ziphash: no such file\n", "cache-modified"),
        (f"{STAMPED}go: {MODULE}: verifying module: checksum mismatch\nSECURITY ERROR\n", "zip-mismatch"),
        (
            f"{STAMPED}verifying {MODULE}: checksum mismatch\n{STAMPED}\tdownloaded: h1:a=\n"
            f"{STAMPED}\tgo.sum:     h1:b=\n{STAMPED}SECURITY ERROR\n",
            "gosum-mismatch",
        ),
        (f"[2026-11-21T10:00:00.5Z] go: verifying {MODULE}: checksum mismatch\n", "zip-mismatch"),
        (f'time=1 level=error msg="go: verifying {MODULE}: checksum mismatch"\n', "zip-mismatch"),
        (f'{{"log":"verifying {MODULE}: checksum mismatch\\n","stream":"stderr"}}\n', "zip-mismatch"),
    ],
)
def test_a_refusal_is_heard(text: str, reason: str) -> None:
    """A refusal behind a program's word, a date, or in a line of progress keeps its reason and its module."""
    why = explain_failure(text)
    assert (why.fault, why.reason, why.module) == ("security", reason, MODULE)


@pytest.mark.parametrize(
    "text",
    [
        "go: updating go.sum\n",
        "go: downloading github.com/x/y v1.0.0\n",
        "go: creating new go.mod: module checksum\n",
        "go: warning: github.com/x/y@v1: retracted by module author: verifying a@v1: checksum mismatch\n",
        "go: module github.com/x/y is deprecated: verifying a@v1: checksum mismatch\n",
    ],
)
def test_progress_is_no_complaint(text: str) -> None:
    """A line of progress or an author's advice that tells of a mismatch is no refusal."""
    assert explain_failure(text)[:2] == (None, None)


def test_a_login_is_no_host() -> None:
    """The host to look for in ~/.netrc stands without the login that an address holds."""
    text = "go: a.b/c@v1.0.0: reading https://li:xxxxx@m.example/a.b/c/@v/v1.0.0.info: 401 Unauthorized\n"
    assert explain_failure(text).hint == (
        "look at ~/.netrc (machine m.example) or GOAUTH; goenvctl check shows whether they are accepted"
    )


HUGE = (
    "x: ok\n",
    "dial ",
    "https://",
    "note:\n",
    "GO",
    'Get "',
    "a/",
    "proxy returned info for version\nx\n",
)


@pytest.mark.parametrize("piece", HUGE)
def test_little_of_a_huge_log_is_read(piece: str) -> None:
    """Of a log of MiB both ends are read, and of each line some KiB."""
    text = decode((piece * (6_000_000 // len(piece)) + "\nlast\n").encode())
    lines = read_lines(text)
    assert (len(text) <= 2 * CAP + 1, max(map(len, lines)) <= LONG, lines[-2:]) == (True, True, ["last", ""])


@pytest.mark.parametrize("count", [1, 20_000])
def test_each_rule_reads_a_log_once(count: int) -> None:
    """However many messages there are, each rule is searched one time."""
    text = "".join(f"message {number}\n" for number in range(count))
    searches = 0

    def counted(frame: FrameType, event: str, what: object) -> None:
        nonlocal searches
        is_search = getattr(what, "__qualname__", "") == "Pattern.search"
        searches += event == "c_call" and is_search and frame.f_code.co_name == "_first"

    before = sys.getprofile()
    sys.setprofile(counted)
    try:
        why = explain_failure(text)
    finally:
        sys.setprofile(before)
    assert (why.fault, searches) == (None, len(RULES))


def test_the_earliest_message_decides() -> None:
    """Of two messages that rules fit the earlier one counts, whichever rule comes first."""
    dial = 'go: Get "https://m.example/x": dial tcp 192.0.2.1:443: '
    first, second = f"{dial}connect: connection refused\n", f"{dial}lookup m.example: no such host\n"
    told = [explain_failure(text).reason for text in (first + second, second + first, first * 3 + second)]
    assert told == ["connect-refused", "dns", "connect-refused"]


def test_rules_take_linear_time() -> None:
    """What a rule passes over without bound starts at a line's beginning, not anew at each word."""
    unbounded = re.compile(r"\.\*|\[\^\\n\]\*(?!\\n)")
    found = [rule.pattern for rule in RULES if unbounded.search(rule.pattern.partition("^")[0])]
    assert found == []
