"""One errand, several mirrors: the next is asked where one fails or is late; the first 200 wins."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, NamedTuple, TypeVar

from goenvctl.relay.mirror import Mirror, Missing
from goenvctl.relay.progress import STALL_S, Progress
from goenvctl.web.failure import Failure

Result = TypeVar("Result")
Attempt = Callable[[Mirror, Progress], Awaitable[Result]]
"""Asks one mirror. Raises Missing, and Failure."""

LATE_S = 5.0  # without a sign of life, whatever the budget
TICK_S = 0.1
LAG_S = 0.1  # how late this process itself may look before that counts
FREE = 3  # requests that may be asked twice before the share counts
SHARE = 10  # of so many requests one


class Budget:
    """How many requests may be asked of a second mirror only because the first takes its time."""

    def __init__(self) -> None:
        self._requests = 0
        self._hedges = 0

    def count(self) -> None:
        self._requests += 1

    def take(self) -> bool:
        if self._hedges >= FREE + self._requests // SHARE:
            return False
        self._hedges += 1
        return True


class Lost(Exception):
    """Nobody had a 200; what each said, in the order in which it was asked."""

    def __init__(self, said: Sequence[tuple[Mirror, Failure | Missing]]) -> None:
        super().__init__("; ".join(f"{mirror.shown}: {why}" for mirror, why in said))
        self.said = tuple(said)


class Won(NamedTuple, Generic[Result]):
    """Who had it, and what the others said or failed to say until then."""

    mirror: Mirror
    result: Result
    said: tuple[tuple[Mirror, Failure | Missing], ...]


class Race(Generic[Result]):
    """`primary` is the mirror of the post that was asked: its 404 is the answer.

    Without a `budget` nobody is asked only because another is slow: versions may differ between mirrors.
    With `may_leave` one does not wait for mirrors that are out and silent once nobody else is left.
    """

    def __init__(
        self, kind: str, attempt: Attempt[Result], primary: Mirror, budget: Budget | None, *, may_leave: bool
    ) -> None:
        self._kind = kind
        self._attempt = attempt
        self._primary = primary
        self._budget = budget
        self._may_leave = may_leave
        self._running: dict[asyncio.Future[Result], _Runner] = {}
        self._said: list[tuple[Mirror, Failure | Missing]] = []
        self._now = asyncio.get_running_loop().time

    async def run(self, order: Sequence[Mirror]) -> Won[Result]:
        """Raises Missing where the primary has it not, and Lost."""
        waiting = deque(order)
        self._start(waiting.popleft())
        try:
            while True:
                done = await self._tick(is_somebody_left=bool(waiting))
                for task in done:
                    if won := self._settle(task):
                        return won
                if waiting and all(map(self._is_late, self._running.values())):
                    self._start(waiting.popleft())
                elif not self._running or (self._may_leave and not waiting and self._is_hopeless()):
                    raise Lost([*self._said, *self._silent()])
        finally:
            await _given_up(self._running)

    def _start(self, mirror: Mirror) -> None:
        progress = Progress(self._now())
        task = asyncio.ensure_future(self._attempt(mirror, progress))
        self._running[task] = _Runner(mirror, progress)

    async def _tick(self, *, is_somebody_left: bool) -> set[asyncio.Future[Result]]:
        if not self._running:
            return set()
        waits = is_somebody_left or self._may_leave
        timeout = None
        if waits:
            newest = list(self._running.values())[-1]
            left = newest.mirror.standing.patience_s(self._kind) - (self._now() - newest.progress.start)
            timeout = min(max(left, TICK_S), 0.25)
        before = self._now()
        done, _ = await asyncio.wait(self._running, timeout=timeout, return_when=asyncio.FIRST_COMPLETED)
        if timeout is not None and (late := self._now() - before - timeout) > LAG_S:
            for runner in self._running.values():  # a busy machine is nobody's fault
                runner.progress.forgive(late)
        return done

    def _settle(self, task: asyncio.Future[Result]) -> Won[Result] | None:
        runner = self._running.pop(task)
        try:
            result = task.result()
        except Missing as exc:
            if runner.mirror is self._primary:
                raise
            self._said.append((runner.mirror, exc))
        except Failure as exc:
            self._said.append((runner.mirror, exc))
            runner.mirror.note_failure(self._kind, exc)
        else:
            silent = self._silent()
            for mirror, failure in silent:
                mirror.note_failure(self._kind, failure)
            return Won(runner.mirror, result, (*self._said, *silent))
        return None

    def _is_late(self, runner: _Runner) -> bool:
        """Shall somebody else be asked too? Once decided it stays so."""
        now, standing, progress = self._now(), runner.mirror.standing, runner.progress
        if runner.is_late or progress.is_stalled(now):
            runner.is_late = True
        elif progress.head is None:
            waited, lives = now - progress.start, standing.lives_since(self._kind, progress.start)
            is_dead = not lives and (waited >= LATE_S or (waited > 0 and standing.is_out(self._kind, now)))
            is_slow = bool(self._budget) and waited >= standing.patience_s(self._kind)
            runner.is_late = is_dead or bool(is_slow and self._budget and self._budget.take())
        return runner.is_late

    def _is_hopeless(self) -> bool:
        now = self._now()
        return all(
            runner.mirror.standing.is_out(self._kind, now) and self._is_silent(runner)
            for runner in self._running.values()
        )

    def _silent(self) -> list[tuple[Mirror, Failure | Missing]]:
        """Those that were given time and said nothing, or stopped in the middle."""
        return [
            (runner.mirror, Failure("stalled", "it stops in the middle of its answer", "transfer"))
            if runner.progress.head is not None
            else (runner.mirror, Failure("first-byte-timeout", "it says nothing", "wait"))
            for runner in self._running.values()
            if self._is_silent(runner)
        ]

    def _is_silent(self, runner: _Runner) -> bool:
        if runner.progress.head is not None:
            return runner.progress.is_stalled(self._now())
        return runner.is_late and not runner.mirror.standing.lives_since(self._kind, runner.progress.start)


class _Runner:
    def __init__(self, mirror: Mirror, progress: Progress) -> None:
        self.mirror = mirror
        self.progress = progress
        self.is_late = False


async def _given_up(tasks: dict[asyncio.Future[Result], _Runner]) -> None:
    for task in tasks:
        task.cancel()
    if tasks:
        await asyncio.wait(tasks)
    for task in tasks:
        if not task.cancelled() and task.exception() is None:
            _close(task.result())


def _close(result: object) -> None:
    """What came second after all may hold a file."""
    file = getattr(result, "file", None)
    if file is not None:
        file.close()


assert LATE_S >= STALL_S  # a stalled body is not waited for longer than silence
