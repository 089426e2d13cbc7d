"""Every fault of a mirror: what a build with plain `go` does, and what `goenvctl check` says.

`comma` and `pipe`: this mirror stands first in GOPROXY and a good one second. `ok` rescued or
no fault, `ERR` fails, `HANG` still waits after 4 s, `acc` takes in bad data or 256 MiB. Measured by
test_plain_go, with the newest Go.
"""

from __future__ import annotations

from typing import NamedTuple

from tests.probe.plain_go import ACC, ERR, HANG, OK

HEALTHY = ("healthy", "")


class Row(NamedTuple):
    """`gosumdb` is off, bare (asked for at the mirrors), or the fault of the database at an address."""

    fault: str
    comma: str
    pipe: str
    verdict: str
    reason: str
    gosumdb: str = "good"

    @property
    def name(self) -> str:
        return self.fault if self.gosumdb == "good" else f"{self.fault}-{self.gosumdb}"

    @property
    def group(self) -> str:
        """Rows of one group share a check; who is to be found slow must not wait for a hundred others."""
        return self.fault if self.fault == "slow" else self.gosumdb

    @property
    def is_late(self) -> bool:
        """Is it only seen when a deadline is over?"""
        return self.reason.endswith(("timeout", "stalled"))

    @property
    def is_of_versions(self) -> bool:
        """Seen when versions are listed, not when a known one is downloaded."""
        return self.fault.endswith((".list", ".latest")) or self.fault == "stale"


NO_FAULT = (
    Row("good", OK, OK, *HEALTHY),
    Row("second-request-closed", OK, OK, *HEALTHY),
    Row("redirect-1", OK, OK, *HEALTHY),
    Row("silence.absent", OK, OK, *HEALTHY),
    Row("escaped-list.list", OK, OK, *HEALTHY),
    Row("500.sumdb", OK, OK, *HEALTHY),
    Row("silence.sumdb", OK, OK, *HEALTHY),
    Row("tampered.lookup", OK, OK, *HEALTHY),
)

NO_CONNECTION = (
    Row("refused", ERR, OK, "unreachable", "connect-refused"),
    Row("full", HANG, HANG, "unreachable", "connect-timeout"),
    Row("reset-on-accept", ERR, OK, "unreachable", "reset"),
    Row("close-on-accept", ERR, OK, "unreachable", "reset"),
    Row("reset", ERR, OK, "unreachable", "reset"),
    Row("close", ERR, OK, "unreachable", "reset"),
    Row("ssh", ERR, OK, "broken", "not-http"),
    Row("alert", ERR, OK, "broken", "not-http"),
    Row("endless-head", ERR, OK, "broken", "not-http"),
)

LATE = (
    Row("silence-on-accept", HANG, HANG, "unreachable", "first-byte-timeout"),
    Row("silence", HANG, HANG, "unreachable", "first-byte-timeout"),
    Row("silence.zip", HANG, HANG, "unreachable", "first-byte-timeout"),
    Row("silence.mod", HANG, HANG, "unreachable", "first-byte-timeout"),
    Row("silence.list", HANG, HANG, "degraded", "first-byte-timeout"),
    Row("silence.latest", OK, OK, "degraded", "first-byte-timeout"),
    Row("silence-after-head", HANG, HANG, "unreachable", "stalled"),
    Row("drip-head", HANG, HANG, "unreachable", "stalled"),
    Row("drip-body", HANG, HANG, "unreachable", "stalled"),
    Row("drip-body.zip", HANG, HANG, "unreachable", "stalled"),
    Row("stall.list", HANG, HANG, "degraded", "stalled"),
    Row("stall", HANG, HANG, "unreachable", "stalled"),
    Row("stall.zip", HANG, HANG, "unreachable", "stalled"),
    Row("slow", OK, OK, "degraded", "slow"),
    Row("flaky.info", OK, OK, "degraded", "flaky"),
)

CUT_OFF = (
    Row("short", ERR, OK, "unreachable", "truncated"),
    Row("short.zip", ERR, OK, "unreachable", "truncated"),
    Row("chunked-cut", ERR, OK, "unreachable", "truncated"),
    Row("chunked-cut.zip", ERR, OK, "unreachable", "truncated"),
    Row("chunked-junk", ERR, OK, "unreachable", "truncated"),
    Row("reset-body", ERR, OK, "unreachable", "truncated"),
)

STATUS = (
    Row("204", ERR, OK, "broken", "bad-status"),
    Row("301", ERR, OK, "broken", "bad-status"),
    Row("400", ERR, OK, "broken", "bad-status"),
    Row("401", ERR, OK, "denied", "auth-required"),
    Row("403", ERR, OK, "denied", "forbidden"),
    Row("404", OK, OK, "broken", "no-control-module"),
    Row("407", ERR, OK, "denied", "auth-required"),
    Row("408", ERR, OK, "unreachable", "server-error"),
    Row("410", OK, OK, "broken", "no-control-module"),
    Row("418", ERR, OK, "broken", "bad-status"),
    Row("429", ERR, OK, "unreachable", "rate-limited"),
    Row("451", ERR, OK, "denied", "forbidden"),
    Row("500", ERR, OK, "unreachable", "server-error"),
    Row("502", ERR, OK, "unreachable", "server-error"),
    Row("503", ERR, OK, "unreachable", "server-error"),
    Row("504", ERR, OK, "unreachable", "server-error"),
    Row("511", ERR, OK, "unreachable", "captive-portal"),
    Row("bad-upstream", OK, OK, "unreachable", "upstream"),
    Row("fetch-timed-out", OK, OK, "unreachable", "upstream"),
    Row("escapes", ERR, OK, "unreachable", "server-error"),
    Row("redirect-loop", ERR, OK, "broken", "redirect-loop"),
    Row("redirect-file", ERR, OK, "broken", "redirect-downgrade"),
    Row("invented.absent", OK, OK, "broken", "absent-status"),
    Row("403.absent", OK, OK, "degraded", "absent-status"),
    Row("500.absent", OK, OK, "degraded", "absent-status"),
)

WRONG = (
    Row("html", ERR, ERR, "broken", "not-a-mirror"),
    Row("html.info", ERR, OK, "broken", "not-a-mirror"),
    Row("html.zip", ERR, ERR, "broken", "bad-zip"),
    Row("html.list", ACC, ACC, "broken", "bad-list"),
    Row("html.mod", ERR, OK, "broken", "bad-mod"),
    Row("html.mod", ACC, ACC, "broken", "bad-mod", "off"),
    Row("empty.list", ACC, ACC, "broken", "bad-list"),
    Row("no-json.info", ERR, OK, "broken", "bad-info"),
    Row("wrong-type.info", ERR, OK, "broken", "bad-info"),
    Row("wrong-version.info", ERR, OK, "broken", "bad-info"),
    Row("escaped-version.info", ERR, OK, "broken", "bad-info"),
    Row("bad-time.info", ERR, OK, "broken", "bad-info"),
    Row("half-zip.zip", ERR, ERR, "broken", "bad-zip"),
    Row("stale", ACC, ACC, "degraded", "stale"),
)

LIES = (
    Row("other-zip.zip", ERR, ERR, "hostile", "zip-mismatch"),
    Row("flipped-zip.zip", ERR, ERR, "hostile", "zip-mismatch"),
    Row("flipped-deflated-zip.zip", ERR, ERR, "hostile", "zip-mismatch"),
    Row("other-mod.mod", ERR, OK, "hostile", "mod-mismatch"),
    Row("foreign-mod.mod", ERR, OK, "hostile", "mod-mismatch"),
    Row("foreign-mod.mod", ACC, ACC, "hostile", "mod-mismatch", "off"),
    Row("foreign-prefix-zip.zip", ERR, ERR, "hostile", "bad-zip-entry"),
    Row("dotdot-zip.zip", ERR, ERR, "hostile", "bad-zip-entry"),
    Row("zip-bomb.zip", ERR, ERR, "hostile", "oversize"),
    Row("bomb.info", ACC, ACC, "hostile", "oversize"),
    Row("endless.info", HANG, HANG, "hostile", "oversize"),
    Row("endless.mod", HANG, HANG, "hostile", "oversize"),
)

DATABASE = (
    Row("good", OK, OK, *HEALTHY, "bare"),
    Row("html.supported", OK, OK, *HEALTHY, "bare"),
    Row("behind.sumdb", OK, OK, *HEALTHY, "bare"),
    Row("404.supported", OK, OK, "degraded", "no-sumdb", "bare"),
    Row("410.supported", OK, OK, "degraded", "no-sumdb", "bare"),
    Row("403.supported", ERR, OK, "broken", "sumdb-error", "bare"),
    Row("500.supported", ERR, OK, "broken", "sumdb-error", "bare"),
    Row("silence.supported", HANG, HANG, "broken", "sumdb-broken", "bare"),
    Row("404.lookup", ERR, ERR, "broken", "sumdb-broken", "bare"),
    Row("500.lookup", ERR, ERR, "broken", "sumdb-broken", "bare"),
    Row("html.lookup", ERR, ERR, "broken", "sumdb-broken", "bare"),
    Row("silence.lookup", HANG, HANG, "broken", "sumdb-broken", "bare"),
    Row("404.tile", ERR, ERR, "broken", "sumdb-broken", "bare"),
    Row("silence.tile", HANG, HANG, "broken", "sumdb-broken", "bare"),
    Row("tampered.lookup", ERR, ERR, "hostile", "sumdb-forged", "bare"),
    Row("bad-tile.tile", ERR, ERR, "hostile", "sumdb-forged", "bare"),
    Row("other-key.sumdb", ERR, ERR, "hostile", "sumdb-forged", "bare"),
    Row("replayed.lookup", ERR, ERR, "hostile", "sumdb-forged", "bare"),
    Row("lacking.lookup", ERR, ERR, "hostile", "sumdb-forged", "bare"),
)

TLS = (
    Row("tls", OK, OK, *HEALTHY),
    Row("tls-http2", OK, OK, *HEALTHY),
    Row("tls-goaway", OK, OK, *HEALTHY),
    Row("tls-unknown", ERR, OK, "broken", "tls-untrusted"),
    Row("tls-self-signed", ERR, OK, "broken", "tls-untrusted"),
    Row("tls-expired", ERR, OK, "broken", "tls-expired"),
    Row("tls-not-yet-valid", ERR, OK, "broken", "tls-not-yet-valid"),
    Row("tls-wrong-host", ERR, OK, "broken", "tls-hostname"),
    Row("tls-1.1", ERR, OK, "broken", "tls-protocol"),
    Row("tls-plain", ERR, OK, "broken", "tls-protocol"),
    Row("tls-ssh", ERR, OK, "broken", "tls-protocol"),
    Row("tls-reset", ERR, OK, "unreachable", "reset"),
    Row("tls-reset-on-accept", ERR, OK, "unreachable", "reset"),
    Row("tls-silence", HANG, HANG, "unreachable", "tls-timeout"),
    Row("tls-client-1.2", ERR, OK, "denied", "tls-client-cert"),
    Row("tls-client-1.3", ERR, OK, "denied", "tls-client-cert"),
    Row("tls/redirect-http", ERR, OK, "broken", "redirect-downgrade"),
)

_ODD_BUT_RIGHT = """http-10 no-length no-phrase line-feeds early-hints same-length-twice
    gzip gzip-upper gzip-members identity unknown-encoding
    blank-lines.info lower-case.info no-time.info null-time.info other-fields.info twice.info bad-utf-8.info
    far-zone.info nanoseconds.info crlf.list
    deflated-zip.zip commented-zip.zip prefixed-zip.zip tailed-zip.zip
    redirect-9 redirect-301 redirect-303 redirect-307 redirect-308"""
_BAD_INFO = """deflate.info tail.info bom.info list-around.info null.info too-deep.info not-a-number.info
    february-30.info leap-second.info blank-in-time.info"""
ODD = (
    *(Row(fault, OK, OK, *HEALTHY) for fault in _ODD_BUT_RIGHT.split()),
    *(Row(fault, ERR, OK, "broken", "bad-info") for fault in _BAD_INFO.split()),
    *(Row(fault, ERR, OK, "broken", "not-http") for fault in "two-lengths no-colon nul-in-value".split()),
    *(Row(f"gzip-{how}", ERR, OK, "unreachable", "truncated") for how in ("tail", "cut", "crc")),
    *(Row(fault, ERR, OK, "broken", "bad-status") for fault in "203 206 304 redirect-300".split()),
    Row("not-gzip", ERR, OK, "unreachable", "truncated"),
    Row("escapes-head", ERR, OK, "broken", "not-http"),
    Row("redirect-10", ERR, OK, "broken", "redirect-loop"),
    Row("junk-before.list", ACC, ACC, "broken", "bad-list"),
    Row("doubled-zip.zip", ERR, ERR, "hostile", "zip-mismatch"),
)

MIRROR = (*NO_FAULT, *NO_CONNECTION, *LATE, *CUT_OFF, *STATUS, *WRONG, *LIES, *ODD)
ALL = (*MIRROR, *DATABASE, *TLS)
