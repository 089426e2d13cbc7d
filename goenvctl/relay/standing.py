"""What a mirror has shown of itself during the relay's life: how long it takes, whether it lives."""

from __future__ import annotations

from collections import defaultdict, deque
from statistics import median

FALL = 2  # failures one after the other; one is enough for a mirror that never answered
OUT_S = 60.0  # the first time, then 60 s more each time
OUT_MOST_S = 30 * 60.0
UNKNOWN_S = 1.0  # how long one waits before another is asked, of a mirror that never answered
USUAL = 3.0  # times its usual wait, of one that did
LEAST_S = 0.25  # under which a pause says nothing, on a busy machine


class Record:
    """Pure book-keeping of answers and failures; times are seconds on one clock, which the caller reads."""

    def __init__(self) -> None:
        self._waits: deque[float] = deque(maxlen=20)
        self._failures = 0
        self._falls = 0
        self._out_until = float("-inf")
        self._last_sign = float("-inf")
        self.has_answered = False

    def is_out(self, now: float) -> bool:
        return now < self._out_until

    def lives_since(self, time: float) -> bool:
        """Has it said anything at all since then?"""
        return self._last_sign >= time

    @property
    def patience_s(self) -> float:
        """How long a first byte may take before another mirror is asked as well."""
        return max(LEAST_S, USUAL * median(self._waits)) if self._waits else UNKNOWN_S

    def note_sign(self, now: float) -> None:
        """A head or a part of a body has come."""
        self._last_sign = now

    def note_answer(self, wait_s: float | None) -> None:
        self.has_answered = True
        self._failures = 0
        self._out_until = float("-inf")
        if wait_s is not None:
            self._waits.append(wait_s)

    def note_failure(self, now: float) -> None:
        self._failures += 1
        if self.is_out(now) or (self.has_answered and self._failures < FALL):
            return
        self._falls += 1
        self.leave_out(now, OUT_S * self._falls)

    def leave_out(self, now: float, seconds: float) -> None:
        self._out_until = max(self._out_until, now + min(seconds, OUT_MOST_S))


class Standing:
    """A mirror's record in all, and for each kind of file: some serve all but the zips.

    One that is `out` is asked after the others of its run, not never. Slowness is no failure, and
    a 404 is an answer.
    """

    def __init__(self) -> None:
        self._whole = Record()
        self._kinds: defaultdict[str, Record] = defaultdict(Record)
        self.is_hostile = False

    def is_out(self, kind: str, now: float) -> bool:
        return self.is_hostile or self._whole.is_out(now) or self._kinds[kind].is_out(now)

    def lives_since(self, kind: str, time: float) -> bool:
        return self._kinds[kind].lives_since(time)

    def patience_s(self, kind: str) -> float:
        return self._kinds[kind].patience_s

    def note_sign(self, kind: str, now: float) -> None:
        self._whole.note_sign(now)
        self._kinds[kind].note_sign(now)

    def note_answer(self, kind: str, wait_s: float | None) -> None:
        self._whole.note_answer(wait_s)
        self._kinds[kind].note_answer(wait_s)

    def note_failure(self, kind: str, now: float) -> None:
        self._whole.note_failure(now)
        self._kinds[kind].note_failure(now)

    def leave_out(self, now: float, seconds: float) -> None:
        """For as long as it asked for itself (Retry-After)."""
        self._whole.leave_out(now, seconds)

    def note_lie(self) -> None:
        """It served bytes that do not verify: out for good."""
        self.is_hostile = True
