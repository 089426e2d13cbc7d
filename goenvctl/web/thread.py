"""Blocking calls beside the loop, in threads that nobody waits for at the end.

asyncio's own pool is joined at exit: a resolver or a helper that hangs would hold the exit up.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable
from threading import Thread
from typing import TypeVar, TypeVarTuple

Arguments = TypeVarTuple("Arguments")
Result = TypeVar("Result")


def in_thread(call: Callable[[*Arguments], Result], *arguments: *Arguments) -> asyncio.Future[Result]:
    """The call's result, or what it raised, when it is there."""
    loop = asyncio.get_running_loop()
    future: asyncio.Future[Result] = loop.create_future()
    future.add_done_callback(_look_at)

    def settle(result: Result | None, raised: BaseException | None) -> None:
        if future.done():
            return
        if raised is not None:
            future.set_exception(raised)
        else:
            future.set_result(result)  # type: ignore[arg-type]  # None only where Result allows it

    def run() -> None:
        result: Result | None = None
        raised: BaseException | None = None
        try:
            result = call(*arguments)
        except BaseException as exc:  # noqa: BLE001  # handed on to the one who waits
            raised = exc
        with contextlib.suppress(RuntimeError):  # the loop has ended meanwhile
            loop.call_soon_threadsafe(settle, result, raised)

    Thread(target=run, daemon=True).start()
    return future


def _look_at(future: asyncio.Future[Result]) -> None:
    """Nobody may be waiting any more: that is no error to report."""
    if not future.cancelled():
        future.exception()
