"""What went wrong with a request, told from how far it came."""

from __future__ import annotations

import httpx

from goenvctl.language import tr
from goenvctl.web.failure import Failure, causes, is_tls, of_tls
from goenvctl.web.timings import Recorder


def authority(url: str) -> str:
    """host[:port], without credentials."""
    try:
        return httpx.URL(url).netloc.decode()
    except httpx.InvalidURL:
        return url


def late(recorder: Recorder, url: str, proxy: str) -> Failure:
    """Which patience ended: nothing came, or not all of it."""
    if _is_at_proxy(recorder, url, proxy):
        return Failure(
            "proxy", tr("the HTTP proxy {proxy} does not answer", proxy=authority(proxy)), "connect"
        )
    place = authority(url)
    if recorder.phase == "connect":
        return Failure("connect-timeout", tr("{place} does not answer", place=place), "connect")
    if recorder.phase == "tls":
        return Failure("tls-timeout", tr("{place} never ends the TLS handshake", place=place), "tls")
    if recorder.phase == "wait" and not recorder.has_begun:
        return Failure("first-byte-timeout", tr("{place} accepts and then says nothing", place=place), "wait")
    return Failure("stalled", tr("{place} begins an answer and does not end it", place=place), recorder.phase)


def _is_at_proxy(recorder: Recorder, url: str, proxy: str) -> bool:
    """Is it the proxy that has to speak, or to let us through? For plain http it answers for the mirror."""
    if not proxy:
        return False
    if url.startswith("https:"):
        return not _is_secured(recorder, url, proxy)
    return not recorder.has_begun


def _is_secured(recorder: Recorder, url: str, proxy: str) -> bool:
    """Has the mirror's own TLS begun to hold, beyond that of an https proxy?"""
    wanted = url.startswith("https:") + proxy.startswith("https:")
    return recorder.handshakes >= wanted or recorder.is_on_kept_connection


def may_be_stale(recorder: Recorder, exc: BaseException) -> bool:
    """Go asks again on a new connection where a kept one closed before the answer began."""
    if recorder.has_begun:
        return False
    said = str(exc)  # httpcore tells HTTP/2's own refusals only in words; 7 is REFUSED_STREAM (RFC 9113)
    return recorder.is_on_kept_connection or "ConnectionTerminated" in said or "error_code:7," in said


def broken_off(recorder: Recorder, url: str, exc: BaseException, proxy: str) -> Failure:
    place = authority(url)
    if is_tls(exc):
        return of_tls(place, exc)
    if _is_at_proxy(recorder, url, proxy):
        return Failure(
            "proxy", tr("the HTTP proxy {proxy} closes the connection", proxy=authority(proxy)), "connect"
        )
    if recorder.phase == "transfer":
        return Failure("truncated", tr("{place} ends in the middle of its answer", place=place), "transfer")
    if (
        recorder.is_http2
        or not recorder.received
        or any(isinstance(one, ConnectionError) for one in causes(exc))
    ):
        return Failure("reset", tr("{place} closes the connection without an answer", place=place), "wait")
    if recorder.received.startswith(b"HTTP/1.") and recorder.is_at_end:
        return Failure("truncated", tr("{place} ends in the middle of its answer", place=place), "wait")
    if recorder.received.startswith(b"HTTP/"):
        return Failure("not-http", tr("{place} answers with a header that is no HTTP", place=place), "wait")
    said = recorder.received[:40]
    return Failure("not-http", tr("{place} does not speak HTTP: {said!r}", place=place, said=said), "wait")
