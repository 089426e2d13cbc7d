"""Is the pick right? 200 generated nets, and the time `go mod download` would take behind each mirror.

    python bench/rank.py [NETS] [--seed N]

The probe and the ranking are the real ones; the nets, and the download, run in virtual time. Beside the
pick stand what a plain ping and a single download would pick. bench/real.py does some nets with real
servers and the real go.
"""

from __future__ import annotations

import argparse
import asyncio
import math
import random
import sys
import zipfile
from collections.abc import Callable, Coroutine, Sequence
from pathlib import Path
from typing import TypeVar

from virtual import Files, Line, VirtualLoop, VirtualSurroundings, endpoint

from goenvctl.probe import steps
from goenvctl.probe.contest import contest
from goenvctl.probe.endpoint import Module
from goenvctl.probe.lag import Lag
from goenvctl.probe.outcome import Outcome, Sums
from goenvctl.probe.prober import Means, Wish, probe
from goenvctl.probe.rank import ranked
from goenvctl.probe.sweep import sweep
from goenvctl.probe.truth import Truth
from goenvctl.probe.visit import PROBE_S

ROOT = Path(__file__).parent.parent
MODULE = Module("github.com/pkg/errors", "v0.9.1")
PINNED = {
    MODULE: Sums(
        "h1:FEBLx1zS214owpjy7qsBeixbURkuhQAwrK5UwLGTwt4=", "h1:bwawxfHBFNV+L2hUp1rHADufV3IMtnDRdf1r5NINEl0="
    )
}
MODULES, PARALLEL = 40, 10  # of the download that counts
Result = TypeVar("Result")


def at_once(call: Callable[..., Result], *arguments: object) -> asyncio.Future[Result]:
    """In place of a thread, whose real time a virtual clock would jump over."""
    future: asyncio.Future[Result] = asyncio.get_running_loop().create_future()
    future.set_result(call(*arguments))
    return future


def main() -> None:
    steps.in_thread = at_once  # type: ignore[assignment]
    parser = argparse.ArgumentParser()
    parser.add_argument("nets", nargs="?", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    ways: dict[str, Callable[[Sequence[Outcome]], list[str]]] = {
        "goenvctl": lambda outcomes: [one.url for one in ranked(outcomes)],
        "ping": lambda outcomes: _by(outcomes, lambda one: one.timings.connect),
        "one download": lambda outcomes: _by(outcomes, lambda one: one.timings.total),
    }
    ratios: dict[str, list[float]] = {name: [] for name in ways}
    for number in range(given.nets):
        rng = random.Random(given.seed * 100_003 + number)
        net = make_net(rng)
        outcomes = _in_virtual_time(_probe_all(net, rng))
        sizes = [int(min(rng.lognormvariate(11.2, 1.2), 5e6)) for _ in range(MODULES)]
        best = min(_time([line.url], net, sizes, number) for line in net)
        if best == math.inf:  # each of them loses some: no mirror alone would do
            best = min(_time([line.url, *_others(net, line)], net, sizes, number) for line in net)
        for name, order in ways.items():
            ratios[name].append(_time(order(outcomes), net, sizes, number) / best)
    print(f"{given.nets} nets of 3 to 8 mirrors; time of the pick over the time of the best:")
    for name, found in ratios.items():
        right = sum(one <= 1.1 for one in found) / len(found)
        found.sort()
        middle = found[len(found) // 2]
        print(f"  {name:<13} within 10 %: {right:6.1%}   median {middle:.2f}   worst {found[-1]:.1f}")
    sys.exit(0 if sum(one <= 1.1 for one in ratios["goenvctl"]) >= 0.95 * given.nets else 1)


def make_net(rng: random.Random) -> list[Line]:
    """Delay 5 to 800 ms, rate 50 KB/s to 20 MB/s; every third mirror loses up to a fifth."""
    return [
        Line(
            f"http://m{number}.test",
            delay_s=0.005 * 160 ** rng.random(),
            rate=50e3 * 400 ** rng.random(),
            loss=rng.choice([0, 0, rng.random() * 0.2]),
        )
        for number in range(rng.randint(3, 8))
    ]


def _in_virtual_time(work: Coroutine[object, object, Result]) -> Result:
    loop = VirtualLoop()
    try:
        return loop.run_until_complete(work)
    finally:
        loop.close()


async def _probe_all(net: Sequence[Line], rng: random.Random) -> list[Outcome]:
    files = control_files()
    by_url = {line.url: line for line in net}
    endpoints = [endpoint(line, MODULE) for line in net]
    surroundings = VirtualSurroundings(by_url, files, rng)
    truth = Truth(surroundings, PINNED, {}, {})  # type: ignore[arg-type]
    means = Means(surroundings, truth, Wish(), Lag())  # type: ignore[arg-type]
    found = await sweep(endpoints, lambda one, connections: probe(one, means, connections), settle=True)
    return await contest(endpoints, found, surroundings, PROBE_S)  # type: ignore[arg-type]


def control_files() -> Files:
    archive = ROOT / "tests" / "data" / "github.com-pkg-errors-v0.9.1.zip"
    assert zipfile.is_zipfile(archive)
    info = b'{"Version":"v0.9.1","Time":"2020-01-14T19:47:44Z"}'
    return Files(
        {
            "v0.9.1.info": info,
            "@latest": info,
            "list": b"v0.9.0\nv0.9.1\n",
            "v0.9.1.mod": b"module github.com/pkg/errors\n",
            "v0.9.1.zip": archive.read_bytes(),
        }
    )


def _by(outcomes: Sequence[Outcome], figure: Callable[[Outcome], float | None]) -> list[str]:
    return [one.url for one in sorted(outcomes, key=lambda one: figure(one) or 1e9)]


def _others(net: Sequence[Line], but: Line) -> list[str]:
    return [line.url for line in sorted(net, key=lambda line: line.delay_s) if line is not but]


def _time(order: Sequence[str], net: Sequence[Line], sizes: Sequence[int], seed: int) -> float:
    """Seconds of `go mod download` with these mirrors and `|`: each file from the first that answers.

    Infinite where none answers for a file: the download fails.
    """
    by_url = {line.url: line for line in net}
    lines = [Line(line.url, line.delay_s, line.rate, line.loss) for line in map(by_url.__getitem__, order)]

    async def download() -> float:
        rng, gate = random.Random(seed), asyncio.Semaphore(PARALLEL)

        async def fetch(size: int) -> None:
            for line in lines:
                await asyncio.sleep(line.delay_s)
                if not line.fails(rng):
                    await line.carry(size)
                    return
            raise ConnectionError

        async def module(size: int) -> None:
            async with gate:
                for part in (100, 300, size):
                    await fetch(part)

        if any(await asyncio.gather(*map(module, sizes), return_exceptions=True)):
            return math.inf
        return asyncio.get_running_loop().time()

    return _in_virtual_time(download())


if __name__ == "__main__":
    main()
