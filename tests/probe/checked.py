"""`goenvctl check` as a process of its own, with what it took."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import groupby
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any, NamedTuple

from tests.home import Ended, Home
from tests.probe.matrix import Row
from tests.probe.scene import MODULE, Scene

LAUNCHER = Path(__file__).with_name("measured.py")
DEADLINE_S = 16.0  # the whole probe has 15
START_S = 8.0  # what a busy machine adds; deadlines that add up would take twice the 15
MEMORY_MIB = 200.0


class Checked(NamedTuple):
    """How a check ended, in seconds and MiB."""

    ended: Ended
    seconds: float
    peak_mib: float

    @property
    def json(self) -> dict[str, Any]:
        found: dict[str, Any] = self.ended.json
        return found

    def result(self, url: str) -> dict[str, Any]:
        """The only result of this mirror."""
        assert "results" in self.json, self.ended
        [found] = [one for one in self.json["results"] if one["url"].rstrip("/") == url]
        result: dict[str, Any] = found
        return result

    def verdict(self, url: str) -> tuple[str, str]:
        """Verdict and reason, which is empty where there is nothing to say."""
        result = self.result(url)
        return result["verdict"], result["reason"] or ""


Checks = dict[str, Checked]  # by the name of the row
AT_ONCE = 30  # mirrors in a check: with hundreds, a busy machine finds some late that are not


def check(home: Home, urls: Sequence[str], gosumdb: str, *options: str, **environ: str) -> Checked:
    """Check these mirrors with the tests' module, or with one that `options` name."""
    module = () if "--module" in options else ("--module", MODULE)
    return run(home, "check", *urls, *module, *options, "--json", GOSUMDB=gosumdb, **environ)


def run(home: Home, *args: str, **environ: str) -> Checked:
    """goenvctl in this home, without an HTTP proxy."""
    with NamedTemporaryFile() as report:
        command = [sys.executable, str(LAUNCHER), report.name, sys.executable, "-m", "goenvctl", *args]
        ended = home.spawn(command, {"HTTP_PROXY": "", "HTTPS_PROXY": "", **environ})
        code, seconds, peak_mib = json.loads(Path(report.name).read_text())
    return Checked(ended._replace(code=code), seconds, peak_mib)


def check_rows(scene: Scene, rows: Sequence[Row], homes: Path) -> Checks:
    """Rows of one kind share checks; two checks at once, each in a home of its own."""
    ca_file = str(scene.authority.ca_file)
    with ThreadPoolExecutor(2) as pool:
        asked = {}
        for number, shared in enumerate(_shared(rows)):
            urls, gosumdb = [scene.url(row.fault) for row in shared], scene.gosumdb(shared[0].gosumdb)
            home = Home(homes / str(number))
            asking = pool.submit(check, home, urls, gosumdb, SSL_CERT_FILE=ca_file)
            asked.update({row.name: asking for row in shared})
        return {name: one.result() for name, one in asked.items()}


def _shared(rows: Sequence[Row]) -> Iterator[Sequence[Row]]:
    """What is asked together: one GOSUMDB; those that keep silent together, for they take no work."""

    def kind(row: Row) -> tuple[str, bool]:
        return row.group, row.is_late

    for _, found in groupby(sorted(rows, key=kind), key=kind):
        group = list(found)
        yield from (group[at : at + AT_ONCE] for at in range(0, len(group), AT_ONCE))
