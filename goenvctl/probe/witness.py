"""Asked only where all mirrors fail alike: does something else out there fail the same way?"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable

from goenvctl.go.wire import sumdb_url
from goenvctl.probe.agreement import Witness
from goenvctl.probe.endpoint import Endpoint
from goenvctl.sumdb.database import Database
from goenvctl.web.client import Surroundings
from goenvctl.web.failure import Failure

WITNESS_S = 5.0
CAP = 1 << 20


async def hear_witnesses(
    surroundings: Surroundings, mirrors: Iterable[Endpoint], databases: Iterable[Database], left_s: float
) -> list[Witness]:
    """The mirrors of fallback profiles and the databases, within `left_s` seconds; too little: nobody."""
    asked = [
        *((one.operator, one.version_file(one.terms.modules[0], ".info")) for one in mirrors),
        *((one.key.name, sumdb_url(_address(one), "/latest")) for one in databases),
    ]
    if left_s < 1.0 or not asked:
        return []
    until = asyncio.get_running_loop().time() + min(left_s, WITNESS_S)
    reasons = await asyncio.gather(*(_glance(surroundings, url, until) for _, url in asked))
    return [Witness(operator, reason) for (operator, _), reason in zip(asked, reasons, strict=True)]


async def _glance(surroundings: Surroundings, url: str, until: float) -> str:
    """The reason for which nothing sensible came from there, or empty."""
    try:
        async with surroundings.web() as web:
            answer = await web.get(url, cap=CAP, until=until)
    except Failure as exc:
        return exc.reason
    if answer.status == 511:
        return "captive-portal"
    return "not-a-mirror" if answer.status == 200 and answer.is_html else ""


def _address(database: Database) -> str:
    url = database.url or f"https://{database.key.name}"
    return url if "://" in url else f"https://{url}"
