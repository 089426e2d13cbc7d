"""An HTTP answer, and how much of it is read."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Mapping
from http.client import responses
from typing import IO, NamedTuple

import httpx

from goenvctl.language import tr
from goenvctl.web.body import Sink
from goenvctl.web.failure import Failure
from goenvctl.web.timings import Rate, Recorder, Timings

REDIRECT = (301, 302, 303, 307, 308)
CONTROL = re.compile(rb"[\x00-\x08\x0a-\x1f\x7f]")  # golang.org/x/net/http/httpguts
FIRST_BYTE_S = 10.0
ERROR_BODY = 4096  # bytes of an answer that is not 200


class Answer(NamedTuple):
    """An HTTP answer. `body` is empty where it went into a file; `rate` is bytes a second, or None.

    `url` is where it came from in the end. `timings` are those of the last hop.
    """

    status: int
    headers: Mapping[str, str]
    body: bytes
    size: int
    url: str
    timings: Timings
    rate: float | None

    @property
    def head(self) -> bytes:
        """The status and the headers, as GOAUTH commands read them."""
        first = f"HTTP/1.1 {self.status} {responses.get(self.status, '')}"
        lines = [first, *(f"{name}: {value}" for name, value in self.headers.items())]
        return "\n".join([*lines, "", ""]).encode("utf-8", "replace")

    @property
    def is_html(self) -> bool:
        return "html" in self.headers.get("content-type", "") or self.body.lstrip()[:1] == b"<"


class Patience(NamedTuple):
    """How long one waits. `until` is the end of it all, on the loop's clock; the others are seconds.

    `first_byte_s` for the answer's head once the request is sent, `idle_s` for each part of the body.
    """

    until: float
    first_byte_s: float = FIRST_BYTE_S
    idle_s: float = float("inf")

    def for_answer(self, now: float) -> float:
        return min(self.until, now + self.first_byte_s)

    def for_part(self, now: float) -> float:
        return min(self.until, now + self.idle_s)


def nobody(size: int) -> None:
    """Listens to no part."""


class Fetch(NamedTuple):
    """What one get wants of each of its requests. `heard` is told of an answer's head (0) and of each
    part's bytes."""

    cap: int
    patience: Patience
    into: IO[bytes] | None
    headers: dict[str, str]
    enough: int
    enough_s: float
    heard: Callable[[int], None]

    async def read(
        self, response: httpx.Response, recorder: Recorder, url: str, timeout: asyncio.Timeout
    ) -> Answer:
        if any(CONTROL.search(value) for _, value in response.headers.raw):
            raise Failure("not-http", tr("a header holds control characters, which Go refuses"), "wait")
        is_good = response.status_code == 200
        gzip = response.headers.get("content-encoding", "").lower() == "gzip"
        sink = Sink(self.cap if is_good else 1 << 62, self.into if is_good else None, gzip=gzip)
        rate, clock = Rate(), asyncio.get_running_loop().time
        self.heard(0)
        if is_good or response.status_code not in REDIRECT:
            async for part in response.aiter_raw():
                rate.count(len(part))
                self.heard(len(part))
                timeout.reschedule(self.patience.for_part(clock()))
                sink.write(part)
                if (not is_good and sink.size > ERROR_BODY) or self._has_enough(sink.size, rate.elapsed):
                    break
            else:
                sink.finish()
        recorder.mark("end")
        return Answer(
            status=response.status_code,
            headers=response.headers,
            body=b"" if is_good and self.into else sink.content,
            size=sink.size,
            url=url,
            timings=recorder.timings,
            rate=rate.value,
        )

    def _has_enough(self, size: int, elapsed: float) -> bool:
        return bool(self.enough) and (size >= self.enough or elapsed >= self.enough_s)
