"""Mirrors of several operators that fail alike are one problem near the user, not so many broken mirrors."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import pytest

from tests.fakes.faulty import Faulty
from tests.fakes.mirror import Mirror
from tests.fakes.modules import write_tree
from tests.home import Home
from tests.probe.checked import check
from tests.probe.scene import PINNED, Scene


class Case(NamedTuple):
    """Faults at ports of their own, which makes them operators, and that of the database."""

    name: str
    mirrors: tuple[str, ...]
    database: str
    local_problem: str | None


CASES = (
    Case("login-page", ("html", "tls/html"), "html", "captive-portal"),
    Case("511", ("511", "tls/511"), "511", "captive-portal"),
    Case("unknown-authority", ("tls-unknown~1", "tls-unknown~2"), "tls-unknown~3", "tls-interception"),
    Case("clock-ahead", ("tls-expired~1", "tls-expired~2"), "tls-expired~3", "clock"),
    Case("clock-behind", ("tls-not-yet-valid~1", "tls-not-yet-valid~2"), "tls-not-yet-valid~3", "clock"),
    Case("the-database-is-well", ("tls-unknown~1", "tls-unknown~2"), "good", None),
    Case("one-mirror-is-well", ("html", "tls/html", "tls/good"), "html", None),
    Case("two-reasons", ("tls-unknown~1", "tls-expired~1"), "tls-unknown~2", None),
    Case("broken-each-by-itself", ("500", "tls/500"), "500", None),
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_local_problem(scene: Scene, home: Home, case: Case) -> None:
    """It is a local problem where all mirrors and the database fail in one way that a network can cause."""
    urls = [scene.url(fault) for fault in case.mirrors]
    checked = check(home, urls, scene.gosumdb(case.database), SSL_CERT_FILE=str(scene.authority.ca_file))
    assert checked.json["local_problem"] == case.local_problem
    assert checked.ended.code == (0 if case.name == "one-mirror-is-well" else 1)


def test_the_same_wrong_bytes_everywhere(home: Home, tmp_path: Path) -> None:
    """Two operators with the same wrong bytes are an intercepted network, and no mark is kept on them."""
    answer = Mirror(write_tree([PINNED], tmp_path / "tree")).answer
    module = f"{PINNED.path}@{PINNED.version}"
    with Faulty(answer) as one, Faulty(answer) as other:
        urls = [one.url("good"), other.url("good")]
        checked = check(home, urls, "off", "--module", module)
        verdicts = {checked.verdict(url)[0] for url in urls}
        alone = check(home, urls[:1], "off", "--module", "example.com/lib@v1.0.0")
    assert (verdicts, checked.json["local_problem"]) == ({"hostile"}, "tls-interception")
    assert alone.verdict(urls[0]) == ("broken", "no-control-module")
