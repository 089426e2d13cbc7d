"""A mirror that answers too late, or never to the end."""

from __future__ import annotations

import asyncio

from tests.fakes.faults.wire import Asked, Fault, Wire, head

SLOW_S = 3.0  # more than the median wait that a mirror may have, on a machine that is late itself too


async def silence(wire: Wire, _asked: Asked) -> None:
    """The request is taken and nothing comes."""
    await wire.silence()


async def silence_after_head(wire: Wire, asked: Asked) -> None:
    """Headers that promise a body, and nothing more."""
    await wire.send(head(asked.truth))
    await wire.silence()


async def drip_head(wire: Wire, asked: Asked) -> None:
    """The headers come one byte a second."""
    await wire.drip(head(asked.truth))
    wire.close()


async def drip_body(wire: Wire, asked: Asked) -> None:
    """The body comes one byte a second."""
    await wire.send(head(asked.truth))
    await wire.drip(asked.truth.body)
    wire.close()


async def stall(wire: Wire, asked: Asked) -> None:
    """Half the body, and nothing more."""
    await wire.send(head(asked.truth) + asked.truth.body[: len(asked.truth.body) // 2])
    await wire.silence()


async def slow(wire: Wire, asked: Asked) -> None:
    """The truth, after more than a second each time."""
    await asyncio.sleep(SLOW_S)
    await wire.answer(asked.truth)


SILENCES: dict[str, Fault] = {
    "silence": silence,
    "silence-after-head": silence_after_head,
    "drip-head": drip_head,
    "drip-body": drip_body,
    "stall": stall,
    "slow": slow,
}
