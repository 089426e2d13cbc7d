"""Many requests at once."""

from __future__ import annotations

import contextlib
import json
import os
import zlib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from pathlib import Path

import pytest

from tests.fakes.mirror import Database, Mirror
from tests.fakes.modules import Module, write_tree
from tests.fakes.server import Response
from tests.fakes.sumdb import SumDB
from tests.home import Home
from tests.relay.held import TIMEOUT_S, Door

COUNT, AT_ONCE = 300, 64
MODULES = [
    Module(f"example.com/m{number:03}", "v1.0.0", {"m.go": f"package m // {number}\n".encode() * 300})
    for number in range(COUNT)
]
GONE = Response(b"busy\n", 503, {"Content-Type": "text/plain"})

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_tree(MODULES, tmp_path_factory.mktemp("tree"))


@pytest.fixture
def environ(tree: Path) -> Iterator[dict[str, str]]:
    """Two mirrors, of which the first refuses every third file, and their database."""
    sumdb = SumDB(MODULES)
    with Mirror(tree) as first, Mirror(tree) as second, Database(sumdb) as database:
        first.fault = lambda path: GONE if zlib.crc32(path.encode()) % 3 == 0 else None
        yield {
            "GOPROXY": f"{first.url}|{second.url}",
            "GOSUMDB": f"{sumdb.key} {database.url}",
            "GOTOOLCHAIN": "local",
            "GOMAXPROCS": str(AT_ONCE),  # as many downloads at once
        }


def test_requests(home: Home, environ: dict[str, str]) -> None:
    """Sixty-four clients at once get the right bytes of three hundred modules; afterwards the relay holds no
    more files open than there are connections to it and to the mirrors."""
    expected = {f"/{module.path}/@v/{module.version}.zip": module.zip for module in MODULES}
    with Door(home, env=environ) as door:
        paths = list(expected)
        with ThreadPoolExecutor(AT_ONCE) as pool:
            parts = pool.map(lambda at: _fetch(door, paths[at::AT_ONCE]), range(AT_ONCE))
            found = {path: answer for part in parts for path, answer in part.items()}
        files = os.listdir(f"/proc/{door.child.pid}/fd")
        ended = door.end()
    assert {path: body for path, (status, body) in found.items() if status != 200} == {}
    assert all(found[path][1] == data for path, data in expected.items())
    assert len(files) < 4 * AT_ONCE
    assert ended.code == 0
    assert [line for line in ended.stderr.splitlines() if not line.startswith("goenvctl: rescued ")] == []


def test_go(home: Home, environ: dict[str, str]) -> None:
    """`go mod download` of three hundred modules, sixty-four at once, has them all."""
    requires = "".join(f"\t{module.path} {module.version}\n" for module in MODULES)
    (home.work / "go.mod").write_text(f"module example.com/main\n\ngo 1.21\n\nrequire (\n{requires})\n")
    ended = home.goenvctl("exec", "--", "go", "mod", "download", "-json", env=environ)
    assert ended.code == 0, ended.stderr
    text = ended.stdout.replace("}\n{", "},\n{")
    got = {one["Path"]: (one["Sum"], one["GoModSum"]) for one in json.loads(f"[{text}]")}
    assert got == {module.path: (module.sum, module.mod_sum) for module in MODULES}


def _fetch(door: Door, paths: list[str]) -> dict[str, tuple[int, bytes]]:
    """One after the other on one connection; as by go, the next entry is asked after a failure."""
    found = {}
    with contextlib.closing(HTTPConnection(door.place, timeout=TIMEOUT_S)) as connection:
        for path in paths:
            for base in door.bases:
                connection.request("GET", f"{base}{path}")
                answer = connection.getresponse()
                found[path] = answer.status, answer.read()
                if answer.status == 200:
                    break
    return found
