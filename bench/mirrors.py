"""A mirror on the loopback with a delay and a rate for bench/relay.py: good, silent, or dying half way.

Which of them a request meets stands in the base URL, and a label of its own starts a new count:
`BASE/good~1`, `BASE/silent~1`, `BASE/dying~1`.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from tests.fakes.faults.wire import Asked, Wire
    from tests.fakes.modules import Module

ROOT = Path(__file__).parent.parent
SMALL, SMALL_BYTES = 40, 4_000
LARGE, LARGE_BYTES = "example.com/large", 100_000_000
VERSION = "v1.0.0"
HALF = SMALL * len((".mod", ".info", ".zip")) // 2  # of what a download of the small ones asks
CHUNK = 64 << 10


class Served(NamedTuple):
    """The URL that a name below it completes, and GOSUMDB."""

    base: str
    gosumdb: str


@contextlib.contextmanager
def served(delay_s: float, rate: float) -> Iterator[Served]:
    """A process of its own; seconds before each answer, the database's too, and bytes a second."""
    argv = [sys.executable, __file__, str(delay_s), str(rate)]
    with subprocess.Popen(argv, stdout=subprocess.PIPE, text=True, cwd=ROOT) as child:
        assert child.stdout
        try:
            yield Served(*json.loads(child.stdout.readline()))
        finally:
            child.kill()


class Paced:
    """Answers truly, late and at a rate; silent from the start, or once half was asked."""

    def __init__(self, delay_s: float, rate: float) -> None:
        self._delay_s, self._rate = delay_s, rate
        self._asked: Counter[str] = Counter()

    async def good(self, wire: Wire, asked: Asked) -> None:
        from tests.fakes.faults.wire import head

        await asyncio.sleep(self._delay_s)
        body = memoryview(asked.truth.body)
        await wire.send(head(asked.truth))
        due = time.monotonic()
        for start in range(0, len(body), CHUNK):
            part = bytes(body[start : start + CHUNK])
            due += len(part) / self._rate
            await asyncio.sleep(max(due - time.monotonic(), 0))
            await wire.send(part)

    async def silent(self, wire: Wire, _asked: Asked) -> None:
        await wire.silence()

    async def dying(self, wire: Wire, asked: Asked) -> None:
        self._asked[asked.fault] += 1
        await (self.good if self._asked[asked.fault] <= HALF else self.silent)(wire, asked)


def main() -> None:
    sys.path.insert(0, str(ROOT))
    from tests.fakes.faulty import Faulty
    from tests.fakes.mirror import Database, Mirror
    from tests.fakes.modules import write_tree
    from tests.fakes.sumdb import SumDB

    delay_s, rate = float(sys.argv[1]), float(sys.argv[2])
    modules = list(_modules(random.Random(1)))
    database = SumDB(modules, name="localhost")
    paced = Paced(delay_s, rate)
    with tempfile.TemporaryDirectory() as folder, Database(database, delay_s=delay_s) as front:
        files = Mirror(write_tree(modules, Path(folder)))
        faults = {"good": paced.good, "silent": paced.silent, "dying": paced.dying}
        with Faulty(files.answer, faults) as mirror:
            print(
                json.dumps([mirror.url("good").removesuffix("/good"), f"{database.key} {front.url}"]),
                flush=True,
            )
            time.sleep(3600)


def _modules(rng: random.Random) -> Iterator[Module]:
    """None of them can be compressed."""
    from tests.fakes.modules import Module

    for at in range(SMALL):
        yield Module(f"example.com/m{at}", VERSION, {"data.bin": rng.randbytes(SMALL_BYTES)})
    yield Module(LARGE, VERSION, {"data.bin": rng.randbytes(LARGE_BYTES)})


if __name__ == "__main__":
    main()
