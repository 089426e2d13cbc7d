"""Answers that are asked for once, however many want them."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Hashable
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")


class Once(Generic[Key, Value]):
    """Who asks while the answer is on its way waits for the same one; a failure is forgotten.

    Who waits may go: the question stays, for others may wait too.
    """

    def __init__(self, ask: Callable[[Key], Awaitable[Value]]) -> None:
        self._ask = ask
        self._answers: dict[Key, asyncio.Future[Value]] = {}

    async def get(self, key: Key) -> Value:
        answer = self._answers.get(key)
        if answer is None:
            answer = self._answers[key] = asyncio.ensure_future(self._ask(key))
            answer.add_done_callback(lambda done: self._forget(key, done))
        return await asyncio.shield(answer)

    def _forget(self, key: Key, done: asyncio.Future[Value]) -> None:
        if done.cancelled() or done.exception() is not None:
            self._answers.pop(key, None)
