"""Mirrors on the loopback for the benches: the real control module, with a delay, or silent."""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parent.parent
ARCHIVE = ROOT / "tests" / "data" / "github.com-pkg-errors-v0.9.1.zip"
RECORD = (
    "github.com/pkg/errors v0.9.1 h1:FEBLx1zS214owpjy7qsBeixbURkuhQAwrK5UwLGTwt4=\n"
    "github.com/pkg/errors v0.9.1/go.mod h1:bwawxfHBFNV+L2hUp1rHADufV3IMtnDRdf1r5NINEl0=\n"
)


@contextlib.contextmanager
def served(good: int, silent: int, delay_s: float) -> Iterator[dict[str, list[str] | str]]:
    """A process of its own with that many mirrors and a database: their URLs, and GOSUMDB."""
    argv = [sys.executable, __file__, str(good), str(silent), str(delay_s)]
    with subprocess.Popen(argv, stdout=subprocess.PIPE, text=True, cwd=ROOT) as child:
        assert child.stdout
        try:
            yield json.loads(child.stdout.readline())
        finally:
            child.kill()


def write_control(root: Path) -> Path:
    """The control module in the layout of a mirror."""
    folder = root / "github.com" / "pkg" / "errors" / "@v"
    folder.mkdir(parents=True)
    (folder / "list").write_text("v0.9.0\nv0.9.1\n")
    (folder / "v0.9.1.info").write_text('{"Version":"v0.9.1","Time":"2020-01-14T19:47:44Z"}')
    (folder / "v0.9.1.mod").write_text("module github.com/pkg/errors\n")
    (folder / "v0.9.1.zip").write_bytes(ARCHIVE.read_bytes())
    return root


def main() -> None:
    sys.path.insert(0, str(ROOT))
    from tests.fakes.mirror import Database, Mirror
    from tests.fakes.sumdb import SumDB

    good, silent, delay_s = int(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3])
    with tempfile.TemporaryDirectory() as folder, contextlib.ExitStack() as stack:
        root = write_control(Path(folder))
        database = SumDB(name="localhost")
        database.add(RECORD)
        delays = [delay_s] * good + [3600.0] * silent
        mirrors = [stack.enter_context(Mirror(root, delay_s=delay)) for delay in delays]
        front = stack.enter_context(Database(database, delay_s=delay_s))
        urls = [mirror.url for mirror in mirrors]
        answer = {"good": urls[:good], "silent": urls[good:], "gosumdb": f"{database.key} {front.url}"}
        print(json.dumps(answer), flush=True)
        time.sleep(3600)


if __name__ == "__main__":
    main()
