"""One mirror as the relay asks it: an address, connections, and what it has shown of itself."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import IO

from goenvctl.go.modzip import MAX_FILES
from goenvctl.go.wire import module_url, sumdb_url
from goenvctl.probe.status import NOT_THERE, judge_status
from goenvctl.redact import clean
from goenvctl.relay.chain import Post
from goenvctl.relay.errand import ZIP, Errand
from goenvctl.relay.progress import Progress
from goenvctl.relay.standing import Standing
from goenvctl.web.answer import Answer, Patience, nobody
from goenvctl.web.client import Surroundings, Web
from goenvctl.web.failure import Failure
from goenvctl.web.retry import retry_after_s

CONNECTIONS = 256
EVER_S = 7 * 24 * 3600.0  # a download ends by silence, not by the clock
TEXT_CAP = 16 << 20  # bytes of anything but a zip
SUMDB = "sumdb"
OURS = ("local-disk", "goauth", "proxy", "gosum-differs")  # failures that are none of the mirror's


class Missing(Exception):
    """404 or 410: an answer, which goes back to `go` as it is. `said` is what go would print of it."""

    def __init__(self, status: int, said: str) -> None:
        super().__init__(f"{status}")
        self.status = status
        self.said = said


class Busy(Failure):
    """A refusal that says when to come again, in `seconds`."""

    def __init__(self, reason: str, detail: str, seconds: float) -> None:
        super().__init__(reason, detail, "wait")
        self.seconds = seconds


class Mirror:
    """`patience_s` is how long it may say nothing, or pause, before that alone is a failure."""

    def __init__(self, post: Post, surroundings: Surroundings, patience_s: float) -> None:
        self.number = post.number
        self.url = post.url
        self.shown = clean(post.url)
        self.standing = Standing()
        self.patience_s = patience_s
        self._web = surroundings.web(CONNECTIONS)

    async def get(self, errand: Errand, progress: Progress, file: IO[bytes] | None = None) -> Answer:
        """The 200 to an errand. Raises Missing, and Failure for all else."""
        cap = MAX_FILES if errand.kind == ZIP else TEXT_CAP
        return await self._get(errand.kind, module_url(self.url, errand.tail), cap, progress, file)

    async def get_sumdb(self, name: str, tail: str, progress: Progress) -> Answer:
        """The same of its copy of a checksum database."""
        return await self._get(SUMDB, sumdb_url(self.url, f"sumdb/{name}{tail}"), TEXT_CAP, progress, None)

    def note_failure(self, kind: str, failure: Failure | Missing) -> None:
        """What is wrong on this machine is not its fault."""
        if isinstance(failure, Failure) and failure.reason not in OURS:
            self.standing.note_failure(kind, asyncio.get_running_loop().time())

    async def close(self) -> None:
        await self._web.__aexit__()

    async def _get(self, kind: str, url: str, cap: int, progress: Progress, file: IO[bytes] | None) -> Answer:
        clock = asyncio.get_running_loop().time

        def heard(size: int) -> None:
            progress.note(clock(), size)
            self.standing.note_sign(kind, clock())

        patience = Patience(clock() + EVER_S, self.patience_s, self.patience_s)
        try:
            return await answered(self._web, url, patience, cap, file, heard)
        except Missing:
            self.standing.note_answer(kind, None)
            raise
        except Busy as exc:
            self.standing.leave_out(clock(), exc.seconds)
            raise


async def answered(
    web: Web,
    url: str,
    patience: Patience,
    cap: int = TEXT_CAP,
    file: IO[bytes] | None = None,
    heard: Callable[[int], None] = nobody,
) -> Answer:
    """A 200. Raises Missing, Busy where it names a time to come again, and Failure."""
    answer = await web.get(url, cap=cap, until=patience, into=file, heard=heard)
    if answer.status == 200:
        return answer
    if answer.status in NOT_THERE:
        raise Missing(answer.status, _plain(answer))
    finding = judge_status(answer, "it")
    assert finding
    if after := retry_after_s(answer.status, answer.headers, time.time()):
        raise Busy(finding.reason, finding.detail, after)
    raise Failure(finding.reason, finding.detail, "wait")


def _plain(answer: Answer) -> str:
    if not answer.headers.get("content-type", "").startswith("text/plain"):
        return ""
    return answer.body.decode("utf-8", "replace")
