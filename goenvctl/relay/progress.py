"""How one answer comes in: has it begun, does it stall."""

from __future__ import annotations

from collections import deque

STALL_S = 5.0  # without a byte
RATE_S, RATE = 10.0, 1024  # seconds, and bytes a second below which a body drips


class Progress:
    """Times are seconds on one clock, which the caller reads."""

    def __init__(self, now: float) -> None:
        self.start = now
        self.head: float | None = None
        self._last = now
        self._size = 0
        self._marks: deque[tuple[float, int]] = deque()  # when how much had come

    def note(self, now: float, size: int) -> None:
        """The head (size 0), or a part of the body."""
        if self.head is None:
            self.head = now
        self._last = now
        self._size += size
        if not self._marks or now - self._marks[-1][0] >= 1.0:
            self._marks.append((now, self._size))

    def forgive(self, seconds: float) -> None:
        """So long it was this process that did not look."""
        self.start += seconds
        self._last += seconds
        self._marks = deque((time + seconds, size) for time, size in self._marks)

    def is_stalled(self, now: float) -> bool:
        """Has a body that began made no progress, or next to none?"""
        if self.head is None:
            return False
        if now - self._last >= STALL_S:
            return True
        while len(self._marks) > 1 and self._marks[1][0] <= now - RATE_S:
            self._marks.popleft()
        since, before = self._marks[0]
        return now - since >= RATE_S and self._size - before < RATE * (now - since)
