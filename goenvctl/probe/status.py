"""What an HTTP status other than 200 says of a mirror."""

from __future__ import annotations

import re

from goenvctl.language import tr
from goenvctl.probe.outcome import BROKEN, DENIED, UNREACHABLE, Finding
from goenvctl.web.answer import Answer

NOT_THERE = (404, 410)
# what the engine behind goproxy.cn answers, as 404, when its own way to the module failed
_UPSTREAM = re.compile(r"bad upstream|fetch timed out", re.IGNORECASE)


def judge_status(answer: Answer, step: str) -> Finding | None:
    """What is wrong with the status, None for 200; 404 and 410 are the caller's to judge."""
    status = answer.status
    if status == 200 or (status in NOT_THERE and not _is_upstream(answer)):
        return None
    verdict, reason = _kind(status)
    said = tr("{step} answers {status}", step=step, status=status) + _said(answer)
    return Finding(verdict, reason, said, step, is_of_proxy=status == 407)


def _kind(status: int) -> tuple[str, str]:
    if status in NOT_THERE:
        return UNREACHABLE, "upstream"
    if status in (401, 407):
        return DENIED, "auth-required"
    if status in (403, 451):
        return DENIED, "forbidden"
    if status == 429:
        return UNREACHABLE, "rate-limited"
    if status == 511:
        return UNREACHABLE, "captive-portal"
    if status == 408 or status >= 500:
        return UNREACHABLE, "server-error"
    return BROKEN, "bad-status"


def _is_upstream(answer: Answer) -> bool:
    return bool(_UPSTREAM.search(answer.body.decode("utf-8", "replace")))


def _said(answer: Answer) -> str:
    """The first line of a plain text, as Go prints it: chosen by the server, cleaned where it is shown."""
    if not answer.headers.get("content-type", "text/plain").startswith("text/plain"):
        return ""
    line = answer.body.decode("utf-8", "replace").strip().partition("\n")[0]
    return f": {line[:120]}" if line else ""
