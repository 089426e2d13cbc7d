"""A fetch that brought no answer, and why: foreign exceptions become one of these at this door."""

from __future__ import annotations

import errno
import socket
import ssl
from collections.abc import Iterator

import httpcore

from goenvctl.language import tr
from goenvctl.web.handshake import CertificateDemanded

REFUSED = (errno.ECONNREFUSED,)
NO_ROUTE = (errno.ENETUNREACH, errno.EHOSTUNREACH, errno.ENETDOWN, errno.EADDRNOTAVAIL, errno.EACCES)
TIMED_OUT = (errno.ETIMEDOUT,)

# OpenSSL's verify codes (openssl-verification-options(1)) that have a reason of their own
_EXPIRED, _NOT_YET_VALID = (10, 12), (9, 11)
_HOSTNAME = (62, 64)
_NO_MATTER_OF_TLS = (
    ssl.SSLEOFError,
    ssl.SSLWantReadError,
    ssl.SSLWantWriteError,
    ssl.SSLZeroReturnError,
    ssl.SSLSyscallError,
)
_CERTIFICATE_DEMANDED = ("CERTIFICATE_REQUIRED", "ALERT_BAD_CERTIFICATE", "ALERT_NO_CERTIFICATE")


class Failure(Exception):
    """`reason` is a stable code (docs/health.md); `detail` is for a person and may hold foreign text.

    `phase` is dns, connect, tls, wait or transfer: how far it came.
    """

    def __init__(self, reason: str, detail: str, phase: str) -> None:
        super().__init__(detail)
        self.reason = reason
        self.detail = detail
        self.phase = phase


def of_resolution(host: str, exc: OSError) -> Failure:
    """No address for the name."""
    said = exc.strerror if isinstance(exc, socket.gaierror) and exc.strerror else str(exc)
    return Failure("dns", tr("{host} does not resolve: {reason}", host=host, reason=said.lower()), "dns")


def of_connection(place: str, exc: BaseException) -> Failure:
    """A TCP connection that did not come about."""
    number = next((one.errno for one in causes(exc) if isinstance(one, OSError) and one.errno), None)
    if number in REFUSED:
        return Failure("connect-refused", tr("{place} refuses the connection", place=place), "connect")
    if number in NO_ROUTE:
        return Failure("no-route", tr("there is no route to {place}", place=place), "connect")
    if number in TIMED_OUT:
        return Failure("connect-timeout", tr("{place} does not answer", place=place), "connect")
    return Failure("reset", tr("{place} cannot be reached: {reason}", place=place, reason=exc), "connect")


def of_tls(host: str, exc: BaseException) -> Failure:
    """A TLS handshake, or the first read after it, that failed."""
    chain = list(causes(exc))
    for one in chain:
        if isinstance(one, ssl.SSLCertVerificationError):
            return Failure(_certificate_reason(one), f"{host}: {_sentence(one)}", "tls")
    for one in chain:
        if _is_of_tls(one):
            said = getattr(one, "reason", "") or str(one)
            spelled = said.upper().replace(" ", "_")
            if isinstance(one, CertificateDemanded) or any(word in spelled for word in _CERTIFICATE_DEMANDED):
                return Failure("tls-client-cert", tr("{host} demands a client certificate", host=host), "tls")
            detail = tr("{host} does not speak TLS as Go does: {reason}", host=host, reason=_words(said))
            return Failure("tls-protocol", detail, "tls")
    detail = tr("{host} closes the connection during the TLS handshake", host=host)
    return Failure("reset", detail, "tls")


def is_tls(exc: BaseException) -> bool:
    """Is an error of TLS at the bottom of it?"""
    return any(map(_is_of_tls, causes(exc)))


def _is_of_tls(exc: BaseException) -> bool:
    """What only says that a connection ended or waits is none."""
    return isinstance(exc, ssl.SSLError) and not isinstance(exc, _NO_MATTER_OF_TLS)


def of_proxy(place: str, exc: httpcore.ProxyError) -> Failure:
    """The proxy was reached and does not pass us on; its status stands first in httpcore's message."""
    status = str(exc).partition(" ")[0]
    if status == "407":
        return Failure(
            "auth-required", tr("the proxy {proxy} demands credentials (407)", proxy=place), "connect"
        )
    if status in ("403", "451"):
        return Failure(
            "forbidden", tr("the proxy {proxy} forbids it: {reason}", proxy=place, reason=exc), "connect"
        )
    return Failure(
        "proxy", tr("the proxy {proxy} does not connect: {reason}", proxy=place, reason=exc), "connect"
    )


def causes(exc: BaseException) -> Iterator[BaseException]:
    """The exception, and what it came from, nearest first."""
    seen: set[int] = set()
    one: BaseException | None = exc
    while one is not None and id(one) not in seen:
        seen.add(id(one))
        yield one
        if isinstance(one, BaseExceptionGroup):
            for inner in one.exceptions:
                yield from causes(inner)
        one = one.__cause__ or one.__context__


def _certificate_reason(exc: ssl.SSLCertVerificationError) -> str:
    code = getattr(exc, "verify_code", 0)
    if code in _EXPIRED:
        return "tls-expired"
    if code in _NOT_YET_VALID:
        return "tls-not-yet-valid"
    return "tls-hostname" if code in _HOSTNAME else "tls-untrusted"


def _sentence(exc: ssl.SSLCertVerificationError) -> str:
    said = getattr(exc, "verify_message", "") or str(exc)
    return said.rstrip(".")


def _words(reason: str) -> str:
    return reason.lower().replace("_", " ")
