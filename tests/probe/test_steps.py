"""What one step makes of what it cannot get in time."""

from __future__ import annotations

import asyncio
from pathlib import Path

from goenvctl.probe.endpoint import Endpoint, Module, Terms
from goenvctl.probe.outcome import UNREACHABLE, Finding
from goenvctl.probe.steps import ask_zip
from goenvctl.probe.truth import Truth
from goenvctl.probe.visit import Visit
from tests.fakes.mirror import Mirror
from tests.fakes.modules import Module as Made
from tests.fakes.modules import write_tree
from tests.web.loopback import surroundings

LIB = Module("example.com/lib", "v1.0.0")


def test_a_zip_that_is_not_read_in_time(tmp_path: Path) -> None:
    """Reading a zip, and waiting for one's turn to, ends with the probe's patience."""

    async def ask(url: str) -> Finding | None:
        shared = surroundings()
        shared.reading = asyncio.Semaphore(0)  # others are at it, and do not end
        terms = Terms("off", None, "", "public", (LIB,))
        async with shared.web() as web:
            visit = Visit(Endpoint(url, url, "us", terms), shared, Truth(shared, {}, {}, {}), web)
            visit.until = asyncio.get_running_loop().time() + 0.5
            return (await ask_zip(visit, web)).finding

    with Mirror(write_tree([Made(*LIB)], tmp_path)) as mirror:
        finding = asyncio.run(ask(mirror.url))
    said = f"the .zip of {LIB} could not be read in time"
    assert finding == Finding(UNREACHABLE, "stalled", said, ".zip")
